"""Which notes there are, and which hold some words."""

from __future__ import annotations

from dataclasses import replace

import pytest
from starlette.testclient import TestClient
from tests.show.days_made import END, day_before, evening, note

from unspiral.doors.web.desk import Desk
from unspiral.doors.web.note_list import holding, note_of, notes_of, taken_back
from unspiral.show.day_record import Note

pytestmark = pytest.mark.unit


def test_notes_alone_and_those_of_evenings_newest_first(desk: Desk, person: TestClient) -> None:
    assert person.get("/").status_code == 200
    desk.journal.keep(evening(day_before(3), note="of the evening")).result()
    desk.journal.keep(note(day_before(1), "alone")).result()
    desk.journal.keep(evening(END)).result()
    assert [(each.text, each.evening) for each in notes_of(desk)] == [("alone", False), ("of the evening", True)]


def test_what_was_taken_back_is_not_lost(desk: Desk, person: TestClient) -> None:
    assert person.get("/").status_code == 200
    first = note(END, "Rain")
    desk.journal.keep(first).result()
    assert taken_back(desk) == ()
    desk.journal.keep(replace(first, key="b", replaces=first.key, withdrawn=True)).result()
    assert notes_of(desk) == ()
    assert [entry.body["text"] for entry in taken_back(desk)] == ["Rain"]
    found = note_of(desk.journal, first.key)
    assert found is not None and found.withdrawn
    assert note_of(desk.journal, "nobody") is None


def test_every_word_must_be_there_in_any_case() -> None:
    notes = [Note("a", END, "Long WALK in the rain"), Note("b", END, "Rain all day"), Note("c", END, "STRASSE")]
    assert [each.key for each in holding(notes, "rain")] == ["a", "b"]
    assert [each.key for each in holding(notes, "Rain walk")] == ["a"]
    assert [each.key for each in holding(notes, "straße")] == ["c"]
    assert len(holding(notes, " ")) == 3
