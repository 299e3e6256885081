"""What a file becomes in a journal."""

from __future__ import annotations

import pytest

from unspiral.measure.imports.journal_entries import entries_of, items_of

pytestmark = pytest.mark.unit


def row(time: str, item: str, value: str, instrument: str = "", form: str = "", unit: str = "", source: str = "f.csv") -> list[str]:
    return ["P", time, "", instrument, form, item, value, unit, source]


ROWS = [
    row("2026-01-01", "Pain", "6"),
    row("2026-01-01", "mood", "3"),
    row("2026-01-02", "Pain", "7"),
    row("2026-01-02T08:00:00+01:00", "steps", "4200", unit="count"),
    row("2026-01-02", "sleep_minutes", "450", unit="min"),
    row("2026-01-03", "gad1", "2", "gad7", "1"),
    row("2026-01-03", "gad2", "9", "gad7", "1"),
]


def test_items_are_named_with_a_guess() -> None:
    found = {item.name: item for item in items_of(ROWS)}
    assert (found["Pain"].guess, found["Pain"].answers, found["Pain"].low, found["Pain"].high) == ("pain", 2, "6", "7")
    assert found["steps"].guess == "keep"
    assert not found["steps"].fits
    assert found["gad7"].instrument == "gad7"


def test_answers_of_a_day_are_one_check_in_and_the_rest_is_kept() -> None:
    made = entries_of(ROWS, {"Pain": "pain", "mood": "turned:mood"}, "mark", frozenset())
    daily = [entry for entry in made.entries if entry.kind == "check-in"]
    assert [(entry.day, entry.body["answers"]) for entry in daily] == [("2026-01-01", {"mood": 7, "pain": 6}), ("2026-01-02", {"pain": 7})]
    assert all(entry.body["import"] == "mark" for entry in made.entries)
    device = {str(entry.body["item"]): entry for entry in made.entries if entry.kind == "device"}
    assert device["steps"].body["value"] == 4200
    assert device["steps"].said_at == "2026-01-02T08:00:00+01:00"
    assert (device["sleep_hours"].body["value"], device["sleep_hours"].body["as_given"]) == (7.5, "450 min")
    assert device["sleep_hours"].said_at == "2026-01-02T12:00:00+00:00"


def test_answers_that_cannot_be_are_counted_and_never_changed() -> None:
    made = entries_of(ROWS, {}, "mark", frozenset())
    (form,) = [entry for entry in made.entries if entry.kind == "questionnaire"]
    assert form.body["answers"] == {"gad1": 2}
    assert "1 was no answer to an item of gad7." in made.said
    odd = [row("2026-01-01", "p", value) for value in ("11", "5.5", "x", "-1")] + [row("someday", "p", "5"), row("2026-01-01", "p", "")]
    made = entries_of(odd, {"p": "pain"}, "mark", frozenset())
    assert made.entries == ()
    assert made.said[0] == "4 were no whole number from 0 to 10 and not taken as pain."


def test_own_days_stay_and_second_answers_are_told() -> None:
    made = entries_of([*ROWS, row("2026-01-01", "Pain", "9")], {"Pain": "pain"}, "mark", frozenset({"2026-01-02"}))
    daily = [entry for entry in made.entries if entry.kind == "check-in"]
    assert [(entry.day, entry.body["answers"]) for entry in daily] == [("2026-01-01", {"pain": 6})]
    assert any("of your own" in said for said in made.said)
    assert any("second answer" in said for said in made.said)


def test_the_same_file_gives_the_same_keys_and_other_answers_other_ones() -> None:
    first, again = (entries_of(ROWS, {"Pain": "pain"}, "mark", frozenset()) for _ in range(2))
    assert first == again
    other = entries_of([row("2026-01-01", "Pain", "5")], {"Pain": "pain"}, "mark", frozenset())
    assert not {entry.key for entry in other.entries} & {entry.key for entry in first.entries}


def test_left_out_is_left_out() -> None:
    made = entries_of(ROWS, {item.name: "leave" for item in items_of(ROWS)}, "mark", frozenset())
    assert made.entries == ()
