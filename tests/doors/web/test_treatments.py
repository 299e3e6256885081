"""The treatments page: add, end, correct, take back, and nothing typed is lost."""

from __future__ import annotations

import re
from uuid import uuid4

import pytest
from starlette.testclient import TestClient

from unspiral.doors.web.desk import Desk
from unspiral.records.entry import Entry

pytestmark = pytest.mark.unit


def _sent(**more: str) -> dict[str, str]:
    form = {"key": str(uuid4()), "name": "Walking, ten minutes", "sort": "movement", "from": "2026-10-01", "to": ""}
    return {**form, **{name.rstrip("_"): value for name, value in more.items()}}


def _kept(desk: Desk) -> tuple[Entry, ...]:
    return desk.journal.entries("treatment")


def test_an_empty_list_says_what_will_be_here(person: TestClient) -> None:
    page = person.get("/treatments")
    assert page.status_code == 200
    assert "After the first one you will see here" in page.text


def test_one_is_added_once_however_often_the_form_is_sent(desk: Desk, person: TestClient) -> None:
    form = _sent()
    for _ in range(2):
        answer = person.post("/treatments", data=form)
        assert (answer.status_code, answer.headers["location"]) == (303, "/treatments")
    (entry,) = _kept(desk)
    assert entry.key == form["key"]
    assert entry.body == {"name": "Walking, ten minutes", "sort": "movement", "from": "2026-10-01", "to": ""}
    page = person.get("/treatments").text
    assert "Walking, ten minutes" in page and "since 1 October 2026" in page


def test_it_ends_and_moves_to_those_that_ended(desk: Desk, person: TestClient) -> None:
    form = _sent()
    person.post("/treatments", data=form)
    assert person.post("/treatments/end", data={"key": str(uuid4()), "replaces": form["key"], "to": "2026-11-01"}).status_code == 303
    (entry,) = _kept(desk)
    assert (entry.replaces, entry.body["to"], entry.body["name"]) == (form["key"], "2026-11-01", form["name"])
    page = person.get("/treatments").text
    assert page.index("<h2>Ended</h2>") < page.index("from 1 October to 1 November 2026")
    assert "Running now" not in page


def test_an_end_before_the_beginning_is_asked_again_with_what_was_typed(desk: Desk, person: TestClient) -> None:
    form = _sent()
    person.post("/treatments", data=form)
    answer = person.post("/treatments/end", data={"key": str(uuid4()), "replaces": form["key"], "to": "2026-09-01"})
    assert answer.status_code == 422
    assert "The last day lies before the first one." in answer.text
    assert 'value="2026-09-01"' in answer.text
    assert _kept(desk)[0].body["to"] == ""


def test_a_correction_keeps_the_history_and_an_entry_taken_back_leaves_the_list(desk: Desk, person: TestClient) -> None:
    form = _sent()
    person.post("/treatments", data=form)
    person.post("/treatments", data=_sent(name="Walking, twenty minutes", replaces=form["key"]))
    (entry,) = _kept(desk)
    assert entry.body["name"] == "Walking, twenty minutes"
    page = person.get(f"/treatments/{form['key']}").text
    assert "What was written before" in page and "Walking, ten minutes" in page
    for _ in range(2):
        assert person.post("/treatments/withdraw", data={"key": str(uuid4()), "replaces": form["key"]}).status_code == 303
    assert _kept(desk) == ()
    assert len(desk.journal.history(form["key"])) == 3
    assert person.get(f"/treatments/{form['key']}").status_code == 404


def test_a_refused_form_comes_back_filled_in(desk: Desk, person: TestClient) -> None:
    form = _sent(name="<Walking>", from_="yesterday")
    answer = person.post("/treatments", data=form)
    assert answer.status_code == 422
    assert 'value="&lt;Walking&gt;"' in answer.text and 'value="yesterday"' in answer.text
    assert f'value="{form["key"]}"' in answer.text
    assert 'aria-describedby="wrong-from"' in answer.text and 'id="wrong-from"' in answer.text
    assert _kept(desk) == ()


def test_a_form_sent_again_with_other_words_loses_neither(desk: Desk, person: TestClient) -> None:
    form = _sent()
    person.post("/treatments", data=form)
    again = person.post("/treatments", data={**form, "name": "Swimming"})
    assert again.status_code == 422 and 'value="Swimming"' in again.text
    fresh = re.findall(r'name="key" value="([^"]+)"', again.text)[-1]
    assert fresh != form["key"]
    assert person.post("/treatments", data={**form, "name": "Swimming", "key": fresh}).status_code == 303
    assert {entry.body["name"] for entry in _kept(desk)} == {"Walking, ten minutes", "Swimming"}


def test_only_a_treatment_is_corrected_here(desk: Desk, person: TestClient) -> None:
    desk.journal.keep(Entry("mine", "note", "2026-11-22", "2026-11-22T20:00:00+01:00", {"text": "slept well"})).result()
    answer = person.post("/treatments", data=_sent(replaces="mine"))
    assert answer.status_code == 404 and 'value="Walking, ten minutes"' in answer.text
    assert desk.journal.history("mine")[-1][0].body == {"text": "slept well"}


def test_strangers_see_nothing(stranger: TestClient) -> None:
    assert stranger.get("/treatments").status_code == 303
    assert stranger.post("/treatments", data=_sent()).status_code == 303
