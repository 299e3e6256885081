"""A log that shows every change to it, and holds nothing that a person typed."""

from __future__ import annotations

import json
import re
import stat
from collections.abc import Callable
from pathlib import Path
from uuid import uuid4

import pytest
from starlette.testclient import TestClient
from tests.doors.web.conftest import PASSPHRASE

from unspiral.doors.web import log as module
from unspiral.doors.web.desk import Desk
from unspiral.doors.web.log import Log, faults, older

pytestmark = pytest.mark.unit


@pytest.fixture
def path(tmp_path: Path) -> Path:
    held = Log(tmp_path / "a.log")
    for number in range(6):
        held.say("unlock", outcome="wrong", number=number)
    assert held.path is not None
    return held.path


def test_an_honest_log_has_no_faults(path: Path) -> None:
    Log(path).say("lock")  # another run goes on where the first one stopped
    lines = [json.loads(line) for line in path.read_text().splitlines()]
    assert [line["n"] for line in lines] == [1, 2, 3, 4, 5, 6, 7]
    assert faults(path) == []
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def changed(lines: list[str]) -> list[str]:
    return [*lines[:2], lines[2].replace("wrong", "right"), *lines[3:]]


def removed(lines: list[str]) -> list[str]:
    return lines[:2] + lines[3:]


def first_removed(lines: list[str]) -> list[str]:
    return lines[1:]


def inserted(lines: list[str]) -> list[str]:
    return [*lines[:3], lines[2], *lines[3:]]


def reordered(lines: list[str]) -> list[str]:
    return [*lines[:2], lines[3], lines[2], *lines[4:]]


def spoiled(lines: list[str]) -> list[str]:
    return [*lines[:2], "not a line of ours", *lines[3:]]


@pytest.mark.parametrize("meddle", [changed, removed, first_removed, inserted, reordered, spoiled])
def test_meddling_shows(path: Path, meddle: Callable[[list[str]], list[str]]) -> None:
    path.write_text("\n".join(meddle(path.read_text().splitlines())) + "\n")
    assert faults(path) != []


def test_the_chain_goes_on_in_the_next_file(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "LARGEST", 300)
    Log(path).say("lock")
    Log(path).say("unlock")
    assert older(path).is_file()
    assert faults(path) == []
    older(path).write_text(older(path).read_text().replace("wrong", "right", 1))
    assert faults(path) != []


@pytest.mark.parametrize("facts", [{"what": "my back hurts, a lot"}, {"what": "ä"}, {"what": "a" * 200}])
def test_only_names_of_ours(path: Path, facts: dict[str, str]) -> None:
    with pytest.raises(ValueError, match="may stand in the log"):
        Log(path).say("unlock", **facts)
    with pytest.raises(ValueError, match="gossip"):
        Log(path).say("gossip")


def test_an_error_is_named_by_class_and_place(path: Path) -> None:
    try:
        json.loads("{canary-5512")
    except ValueError as error:
        reference = Log(path).failed(error, "/days/{key}")
    line = json.loads(path.read_text().splitlines()[-1])
    assert line["reference"] == reference
    assert (line["kind"], line["place"], line["page"]) == ("JSONDecodeError", "elsewhere", "/days/{key}")
    assert "canary" not in path.read_text()


def test_a_log_that_cannot_be_written_stops_nobody(tmp_path: Path) -> None:
    held = Log(tmp_path / "missing" / "a.log")
    held.say("lock")
    assert faults(tmp_path / "missing" / "a.log") == []
    Log(None).say("lock")


def test_what_is_told_of_the_log_is_in_it_and_nothing_of_what_was_written(desk: Desk, person: TestClient) -> None:
    """The events that docs/security/threats.md names."""
    sent = {"key": str(uuid4()), "day": "2026-11-22", "pain": "7", "note": "canary"}
    assert person.post("/check-in", data=sent).status_code == 303
    data = b"date,pain\n2026-01-01,6\n2026-01-02,7\n"
    shown = person.post("/import", files={"file": ("canary.csv", data)})
    ticket = re.search(r'name="ticket" value="([^"]+)"', shown.text)
    assert ticket is not None
    assert person.post("/import/confirm", data={"ticket": ticket[1], "do": "add"}).status_code == 200
    assert person.post("/import/undo", data={"mark": "none"}).status_code == 303
    assert person.post("/export", data={"form": "json"}).status_code == 200
    copy = person.post("/backup").content
    assert person.post("/passphrase/recovery", data={"secret": "canary canary"}).status_code == 403
    assert person.post("/passphrase/recovery", data={"secret": PASSPHRASE}).status_code == 200
    assert person.post("/passphrase", data={"present": "canary", "passphrase": "x" * 20, "again": "canary"}).status_code == 422
    answer = person.post("/restore", files={"file": ("canary", copy)}, data={"word": "replace", "passphrase": PASSPHRASE})
    assert answer.status_code == 200, answer.text
    person.post("/start", data={"code": "canary"})
    person.post("/start", data={"code": desk.start})
    person.post("/unlock", data={"passphrase": "canary canary"})
    person.post("/unlock", data={"passphrase": PASSPHRASE})
    person.get("/", headers={"host": "canary:1"})
    assert person.post("/erase", data={"word": "erase"}).status_code == 200
    assert desk.log.path is not None
    text = desk.log.path.read_text()
    told = [(line["event"], line.get("outcome", "")) for line in map(json.loads, text.splitlines())]
    assert set(told) >= {
        ("make", ""), ("start", "right"), ("start", "wrong"), ("unlock", "right"), ("unlock", "wrong"), ("recovery", ""),
        ("recovery", "wrong"),
        ("import", ""), ("import", "taken-back"), ("export", ""), ("backup", ""), ("restore", ""), ("refused", ""), ("lock", ""),
        ("erase", ""),
    }  # fmt: skip
    assert "canary" not in text and PASSPHRASE not in text and faults(desk.log.path) == []
