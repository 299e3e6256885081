"""Entries of the journal as days that can be drawn."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.show.days_made import END, day_before, evening, note

from unspiral.records.entry import Entry, Plain
from unspiral.records.treatment import Treatment
from unspiral.show.day_record import PROCESSES, days_of

pytestmark = pytest.mark.unit


def test_only_what_lies_between_the_two_days_is_read() -> None:
    entries = [evening(day_before(k)) for k in (8, 7, 1, 0)] + [evening(day_before(-1))]
    found = days_of(entries, day_before(7), END)
    assert [each.day for each in found.check_ins] == [day_before(7), day_before(1), END]
    assert found.count == 8


def test_an_answer_that_was_not_given_is_absent_and_never_zero() -> None:
    found = days_of([evening(END, {"pain": 0, "mood": None, "sleep": True, "stress": "7"})], END, END)
    assert found.check_ins[0].answers == {"pain": 0.0}


def test_notes_of_evenings_and_notes_alone_stand_together_by_day() -> None:
    entries = [note(day_before(1), "alone"), evening(day_before(1), note="of the evening"), evening(END)]
    assert [(each.text, each.evening) for each in days_of(entries, day_before(3), END).notes] == [
        ("of the evening", True),
        ("alone", False),
    ]


def test_treatments_that_touch_the_days_are_there_and_others_are_not() -> None:
    runs = [("a", day_before(20), day_before(8)), ("b", day_before(20), day_before(7)), ("c", END, ""), ("d", day_before(-1), "")]
    treatments = [Treatment(key, key, "other", begin, end) for key, begin, end in runs]
    assert [each.key for each in days_of([], day_before(7), END, treatments=treatments).treatments] == ["b", "c"]


def test_devices_are_read_and_unknown_items_are_left_out() -> None:
    def device(item: str, value: float | None) -> Entry:
        body: dict[str, Plain] = {"item": item, "value": value, "unit": "count", "source": "W"}
        return Entry(f"d{item}{value}", "device", END, f"{END}T08:00:00+01:00", body)

    found = days_of([device("steps", 5234), device("steps", None), device("blood", 3)], END, END)
    assert [(each.item, each.value, each.source) for each in found.measured] == [("steps", 5234.0, "W")]


OFFSETS = st.sampled_from(["20:00:00+01:00", "20:00:00+02:00", "01:30:00+14:00", "23:59:59-11:00"])


@given(
    st.dictionaries(
        st.integers(0, 60),
        st.tuples(st.dictionaries(st.sampled_from(PROCESSES), st.integers(0, 10)), OFFSETS),
        max_size=40,
    )
)
def test_the_day_is_the_persons_whatever_the_clocks_did(made: dict[int, tuple[dict[str, int], str]]) -> None:
    begin = date(2026, 10, 1)  # the clocks go back on 25 October in much of Europe
    days = {k: (begin + timedelta(days=k)).isoformat() for k in made}
    entries = [evening(days[k], answers, at=at) for k, (answers, at) in sorted(made.items())]
    found = days_of(entries, "2026-10-01", "2026-11-30")
    for process in PROCESSES:
        said = [(k, float(answers[process])) for k, (answers, _) in sorted(made.items()) if process in answers]
        assert found.values(process) == said
