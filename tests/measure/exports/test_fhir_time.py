from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.measure.fhir.diaries import times

from unspiral.measure.exports.fhir_time import diary_time, fhir_time, in_order

pytestmark = pytest.mark.property


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("2024-03-09", "2024-03-09"),
        ("2024-03-09T21:30:00+01:00", "2024-03-09T21:30:00+01:00"),
        ("2024-03-09T21:30:00.5Z", "2024-03-09T21:30:00.5Z"),
        ("2024-03-09T21:30Z", "2024-03-09T21:30:00Z"),
        ("2024-03-09 21:30:00+0100", "2024-03-09T21:30:00+01:00"),
        ("2024-03-09T21:30:00.1234567Z", "2024-03-09T21:30:00.123456Z"),
        ("2024-03-09T21:30:00", "2024-03-09"),  # no offset is made up
        ("2024-03-09T21:30:00+15:00", "2024-03-09"),  # FHIR's offsets end at 14 hours
        ("2024-07-XX", "2024-07"),
        ("2024-XX-XX", "2024"),
        ("2024", ""),  # a number of days, as far as a diary knows
        ("12.5", ""),
        ("20240309", ""),
        ("2024-02-30", ""),
        ("2024-02-30T21:30:00", ""),
        ("2024-03-09T25:00:00", ""),
        ("2024-03-09T23:59:60Z", ""),
        ("2024-13-XX", ""),
        ("yesterday", ""),
        ("", ""),
        ("٢٠٢٤-٠٣-٠٩", ""),
    ],
)
def test_what_fhir_can_say_of_a_time(text: str, shown: str) -> None:
    assert fhir_time(text) == shown


@given(text=st.one_of(times, st.text(max_size=25)))
def test_a_time_that_is_shown_whole_comes_back(text: str) -> None:
    shown = fhir_time(text)
    assert fhir_time(shown) in (shown, "")
    assert shown == "" or shown[:4] == text[:4]


def test_years_and_months_are_never_numbers_of_days() -> None:
    assert diary_time("2024") == "2024-XX-XX"
    assert diary_time("2024-07") == "2024-07-XX"
    assert diary_time("2024-07-01") == "2024-07-01"
    assert fhir_time(diary_time("2024")) == "2024"


def test_ends_of_a_period() -> None:
    assert in_order("2024-03-09", "2024-03-09")
    assert not in_order("2024-03-10", "2024-03-09")
    assert in_order("2024-03-09T23:00:00+01:00", "2024-03-09T22:30:00Z")
    assert not in_order("2024-03-09T23:00:00Z", "2024-03-09T23:30:00+01:00")
