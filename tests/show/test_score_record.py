"""Filled-in questionnaires: a score, or the reason why there is none."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from tests.show.days_made import END, phq9

from unspiral.records.entry import Entry
from unspiral.show.score_record import scored, scores_of, short_name

pytestmark = pytest.mark.unit


def test_a_score_has_its_range_and_its_band() -> None:
    found = scored(phq9(END, 1), "IE", date(2026, 11, 22))
    assert (found.name, found.value, found.low, found.high, found.band) == ("PHQ-9", 8.0, 0.0, 27.0, "mild")
    assert found.notice is None


def test_an_answer_that_calls_for_help_brings_it_beside_the_score() -> None:
    found = scored(phq9(END, 1, 1), "IE", date(2026, 11, 22))
    assert found.value == 9.0
    assert found.notice is not None and found.notice.help.country == "IE"


def test_item_nine_calls_also_where_there_is_no_score() -> None:
    short = Entry("q", "questionnaire", END, f"{END}T21:00:00+01:00", {"instrument": "phq9", "answers": {"phq9": 2}, "finished": False})
    found = scored(short, "IE", date(2026, 11, 22))
    assert found.value is None and found.notice is not None


def test_what_cannot_be_scored_says_why_and_is_no_zero() -> None:
    entry = phq9(END, 1, None)
    few = replace(entry, body={**entry.body, "answers": {"phq1": 3}})
    unknown = replace(entry, body={"instrument": "horoscope", "answers": {}, "finished": True})
    broken = replace(entry, body={"instrument": "phq9", "answers": {"phq1": 17}, "finished": True})
    for each in scores_of([few, unknown, broken], "IE", date(2026, 11, 22)):
        assert each.value is None
        assert each.why_none.endswith(".")


def test_names() -> None:
    assert [short_name(name) for name in ("phq9", "gad7", "isi", "nrs_pain")] == ["PHQ-9", "GAD-7", "ISI", "NRS PAIN"]
