"""The finding in one sentence."""

from __future__ import annotations

import pytest
from tests.show.days_made import END, day_before, evening, note

from unspiral.show.day_record import days_of
from unspiral.show.days_words import description, finding, longest_gap, spread_words

pytestmark = pytest.mark.unit


def test_the_title_says_the_range_the_commonest_answer_and_how_many_days() -> None:
    pains = [3, 5, 5, 7, 5, 4]
    entries = [evening(day_before(6 - k), {"pain": pain}) for k, pain in enumerate(pains)]
    found = days_of(entries, day_before(29), END, first="2026-01-01")
    assert finding(found) == "Pain was between 3 and 7, most often 5; 6 of 30 days written down"


def test_days_before_the_first_evening_do_not_count() -> None:
    entries = [evening(day_before(k), {"pain": 4}) for k in (3, 1)]
    found = days_of(entries, day_before(29), END, first=day_before(3))
    assert finding(found) == "Pain was 4 each time; 2 of 4 days since 19 November 2026 written down"


def test_without_pain_it_says_what_there_is() -> None:
    assert finding(days_of([evening(END, {"mood": 4})], day_before(6), END)) == "1 of 7 days written down"


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ([4.0], "was 4"),
        ([4.0, 4.0], "was 4 each time"),
        ([1.0, 2.0, 3.0], "was between 1 and 3"),
        ([1.0, 1.0, 2.0, 2.0], "was between 1 and 2, most often 1 or 2"),
        ([0.0, 10.0, 10.0], "was between 0 and 10, most often 10"),
    ],
)
def test_spread(values: list[float], words: str) -> None:
    assert spread_words(values) == words


def test_gaps_flares_and_notes_are_described() -> None:
    entries = [evening(day_before(9), {"pain": 2}, flare=True), evening(day_before(3), {"pain": 3}), note(END, "rain")]
    found = days_of(entries, day_before(29), END)
    assert longest_gap(found) == 5
    said = description(found)
    assert "without a check-in was 5 days" in said and "1 flare day." in said and "1 note," in said
