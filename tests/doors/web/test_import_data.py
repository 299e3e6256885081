"""Bringing data along: shown first, added once, taken back as a whole."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from starlette.testclient import TestClient
from tests.doors.web.conftest import PASSPHRASE
from tests.measure.exports.journal_made import MADE

from unspiral.doors.web.desk import Desk
from unspiral.measure.exports.journal_json import journal_lines
from unspiral.records.entry import Entry

pytestmark = pytest.mark.unit
TABLE = b"date,pain,mood,steps\n2026-01-01,6,3,4000\n2026-01-02,7,4,5000\n2026-01-03,5,4,6000\n"


def show(person: TestClient, data: bytes, name: str = "days.csv") -> tuple[str, dict[str, str]]:
    answer = person.post("/import", files={"file": (name, data)})
    assert answer.status_code == 200, answer.text
    ticket = re.search(r'name="ticket" value="([^"]+)"', answer.text)
    assert ticket is not None
    places = dict(re.findall(r"<legend>(.*?)</legend>\s*<p class=\"quiet hint\" id=\"about-(\d+)\"", answer.text))
    return answer.text, {
        "ticket": ticket[1],
        "do": "add",
        **{f"item-{place}": name for name, place in places.items() if name in ("pain", "mood")},
    }


def test_a_stranger_brings_nothing(stranger: TestClient) -> None:
    assert stranger.post("/import", files={"file": ("x.csv", TABLE)}).status_code == 303
    assert stranger.post("/import/confirm", data={"do": "add"}).status_code == 303
    assert stranger.post("/import/undo", data={"mark": "x"}).status_code == 303


def test_shown_first_added_once_and_taken_back(desk: Desk, person: TestClient, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    beside = tmp_path / "temporary"
    beside.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(beside))
    desk.journal.keep(Entry("own", "check-in", "2026-01-02", "2026-01-02T20:00:00+01:00", {"answers": {"pain": 1}})).result()
    text, form = show(person, TABLE)
    assert "9 answers on 3 days" in text
    assert len(desk.journal.entries()) == 1
    assert list(beside.iterdir()) == []
    answer = person.post("/import/confirm", data=form)
    assert "5 entries were added." in answer.text  # two days, for one has a check-in of its own, and three days of steps
    assert "of your own" in answer.text
    own = [entry for entry in desk.journal.entries("check-in") if entry.day == "2026-01-02"]
    assert [entry.body["answers"] for entry in own] == [{"pain": 1}]
    _, form = show(person, TABLE)
    assert "0 entries were added. 5 were there already." in person.post("/import/confirm", data=form).text
    page = person.get("/import").text
    mark = re.search(r'name="mark" value="([0-9a-f]+)"', page)
    assert mark is not None
    assert person.post("/import/undo", data={"mark": mark[1]}).status_code == 303
    assert [entry.key for entry in desk.journal.entries()] == ["own"]
    _, form = show(person, TABLE)  # and what was taken back can come again
    assert "5 entries were added." in person.post("/import/confirm", data=form).text
    assert len(desk.journal.entries()) == 6


def test_days_that_come_and_go_are_worked_out_anew(desk: Desk, person: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    nudged: list[int] = []
    monkeypatch.setattr(desk.refit, "nudge", lambda journal, now, today: nudged.append(journal.version))
    before = desk.journal.version
    assert person.post("/import/undo", data={"mark": "none"}).status_code == 303
    assert nudged == [before]
    _, form = show(person, TABLE)
    assert "entries were added." in person.post("/import/confirm", data=form).text
    assert nudged[1:] == [desk.journal.version]
    assert desk.journal.version > before


def test_no_is_no_and_a_form_of_before_adds_nothing(desk: Desk, person: TestClient) -> None:
    _, form = show(person, TABLE)
    assert person.post("/import/confirm", data={**form, "do": "no"}).status_code == 303
    assert person.post("/import/confirm", data=form).status_code == 422
    assert desk.journal.entries() == ()


@pytest.mark.parametrize(("name", "data"), [("x.csv", b""), ("x.zip", b"PK rubbish"), ("../../x.json", b"{}"), ("x.csv", b"\0\0\0")])
def test_what_cannot_be_read_is_said(desk: Desk, person: TestClient, name: str, data: bytes) -> None:
    answer = person.post("/import", files={"file": (name, data)})
    assert answer.status_code == 422
    assert 'role="alert"' in answer.text
    assert desk.journal.entries() == ()


def test_a_whole_journal_comes_back_to_the_letter(desk: Desk, person: TestClient) -> None:
    text = b"".join(journal_lines(MADE, {"country": "IE", "zone": "Europe/Dublin"}))
    for added in (len(MADE), 0):
        _, form = show(person, text, "journal.json")
        assert f"{added} entries were added" in person.post("/import/confirm", data=form).text
    assert b"".join(journal_lines((entry for entry, _ in desk.journal.everything()), desk.journal.settings())) == text
    assert desk.journal.setting("country") == "IE"
    person.post("/lock")
    desk.unlock(PASSPHRASE)
    assert len(list(desk.journal.everything())) == len(MADE)


def test_a_file_that_is_sent_never_runs(person: TestClient, tmp_path: Path) -> None:
    trace = tmp_path / "it-ran"
    program = f"open({str(trace)!r}, 'w').close()\n".encode()
    for name in ("unspiral.py", "json.py", "runpy.py", "sitecustomize.py"):  # names that a program looks for beside itself
        assert person.post("/import", files={"file": (name, program)}).status_code == 422
    assert not trace.exists()


def test_the_same_file_with_its_items_taken_otherwise_corrects_what_it_brought(desk: Desk, person: TestClient) -> None:
    for way, value in (("mood", 3), ("turned:mood", 7), ("mood", 3), ("turned:mood", 7)):
        _, form = show(person, TABLE)
        place = next(name for name, there in form.items() if there == "mood")
        person.post("/import/confirm", data={**form, place: way})
        (entry,) = desk.journal.entries("check-in", until="2026-01-01")
        assert entry.body["answers"] == {"pain": 6, "mood": value}
    mark = re.search(r'name="mark" value="([0-9a-f]+)"', person.get("/import").text)
    assert mark is not None
    person.post("/import/undo", data={"mark": mark[1]})
    assert desk.journal.entries() == ()
