"""The form of a note."""

from __future__ import annotations

from dataclasses import replace

import pytest

from unspiral.doors.web.form import Form
from unspiral.doors.web.note_form import LONGEST, empty_note, note_form_of, read_note

pytestmark = pytest.mark.unit

TODAY = "2026-11-22"
GOOD = replace(empty_note(TODAY), text="Rain")


@pytest.mark.parametrize(
    ("field", "value", "named"),
    [
        ("text", " \n", "text"),
        ("text", "x" * (LONGEST + 1), "text"),
        ("day", "2026-11-23", "day"),
        ("day", "", "day"),
        ("day", "today", "day"),
    ],
)
def test_what_is_not_clear_is_named_where_it_stands(field: str, value: str, named: str) -> None:
    assert GOOD.objections(TODAY) == {}
    assert list(replace(GOOD, **{field: value}).objections(TODAY)) == [named]


def test_lines_end_the_same_way_on_every_system() -> None:
    assert read_note(Form({"text": ["one\r\ntwo\rthree"]})).text == "one\ntwo\nthree"


def test_a_form_becomes_the_entry_it_came_from_with_a_key_of_its_own() -> None:
    entry = GOOD.entry("2026-11-22T20:15:00+01:00")
    again = note_form_of(entry).entry("2026-11-22T20:16:00+01:00")
    assert (again.body, again.day, again.replaces) == (entry.body, entry.day, entry.key)
    assert again.key != entry.key
