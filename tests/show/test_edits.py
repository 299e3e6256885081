"""How an entry came to be what it is."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta, timezone

import pytest
from tests.show.days_made import END, evening, note

from unspiral.records.entry import Entry, Receipt
from unspiral.show.edits import edits

pytestmark = pytest.mark.unit

ZONE = timezone(timedelta(hours=1))


def _kept(*entries: Entry) -> list[tuple[Entry, Receipt]]:
    return [(entry, Receipt(entry.key, k, f"2026-11-22T19:{15 + k}:00.000000+00:00")) for k, entry in enumerate(entries)]


def test_a_change_says_what_it_is_now_and_what_it_was() -> None:
    first = evening(END, {"pain": 5, "mood": 4}, note="Rain")
    last = evening(END, {"pain": 6, "sleep": 3}, key="b", flare=True)
    (made, changed) = edits(_kept(first, last), ZONE)
    assert made.when == "20:15 on 22 November 2026"
    assert made.lines == ("Pain: 5", "Mood: 4", "Note: Rain")
    assert changed.lines == (
        "Pain: 6, before it was 5",
        "Mood: nothing, before it was 4",
        "Note: nothing, before it was Rain",
        "Sleep: 3, before it was nothing",
        "Flare day: yes, before it was nothing",
    )


def test_an_answer_of_zero_is_said() -> None:
    assert edits(_kept(evening(END, {"pain": 0})), ZONE)[0].lines == ("Pain: 0",)


def test_taken_back_and_put_back() -> None:
    first = note(END, "Rain")
    gone, back = replace(first, key="b", withdrawn=True), replace(first, key="c", day="2026-11-21")
    lines = [edit.lines for edit in edits(_kept(first, gone, back), ZONE)]
    assert lines == [("Note: Rain",), ("Taken back.",), ("Put back.", "Day: 21 November 2026, before it was 22 November 2026")]


def test_the_same_again_is_told_as_such() -> None:
    first = note(END, "Rain")
    assert edits(_kept(first, replace(first, key="b")), ZONE)[1].lines == ("Kept again as it was.",)
