"""The table behind the picture: every answer once, in its own place."""

from __future__ import annotations

from collections import Counter
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.show.days_made import END, day_before, evening, phq9

from unspiral.records.entry import Entry
from unspiral.records.treatment import Treatment
from unspiral.show.day_record import PROCESSES, days_of
from unspiral.show.day_words import weekday_words
from unspiral.show.days_table import NONE, days_table, device_table, scores_table
from unspiral.show.score_record import scores_of

pytestmark = pytest.mark.unit

ANSWERS = st.dictionaries(st.sampled_from(PROCESSES), st.integers(0, 10))


@given(st.dictionaries(st.integers(0, 45), ANSWERS, max_size=46), st.integers(0, 45))
def test_every_answer_of_the_range_is_in_the_table_exactly_once(made: dict[int, dict[str, int]], back: int) -> None:
    entries = [evening(day_before(k), made[k]) for k in sorted(made, reverse=True)]
    table = days_table(days_of(entries, day_before(back), END))
    found = Counter(
        (row[0], process, cell) for row in table.rows for process, cell in zip(PROCESSES, row[1:], strict=False) if cell != NONE
    )
    asked = Counter((weekday_words(day_before(k)), process, str(n)) for k in made if k <= back for process, n in made[k].items())
    assert found == asked
    assert len(table.rows) == sum(k <= back for k in made)


def test_what_was_tried_is_named_by_any_of_its_keys() -> None:
    walking = Treatment("a", "Walking", "movement", day_before(9), "", ("a", "b"))
    found = days_of([evening(END, tried=["b", "gone"])], day_before(6), END, treatments=[walking])
    assert days_table(found).rows[0][-1] == "Walking, something taken back since"


def test_a_questionnaire_without_a_score_is_there_with_its_reason() -> None:
    entries = [phq9(day_before(1), 1), Entry("q", "questionnaire", END, f"{END}T21:00:00+01:00", {"instrument": "phq9", "answers": {}})]
    found = days_of(entries, day_before(6), END, scores=scores_of(entries, "IE", date(2026, 11, 22)))
    (newest, older) = scores_table(found).rows
    assert newest[2].startswith("No score. ") and len(newest[2]) > 12
    assert older[1:] == ("PHQ-9", "8 of 27, mild")


def test_devices_keep_their_numbers_and_their_source() -> None:
    body = {"item": "sleep_hours", "value": 6.25, "unit": "hours", "source": "Watch"}
    found = days_of([Entry("d", "device", END, f"{END}T08:00:00+01:00", body)], END, END)
    assert device_table(found).rows == (("Sunday 22 November 2026", "Sleep by the device", "6.25 hours", "Watch"),)
