from __future__ import annotations

from datetime import datetime, timedelta, timezone

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.measure.diary import column, places

from unspiral.errors import DataError
from unspiral.measure.clock import clock_of


def read(*cells: object, unit: str | None = None, comma: bool = False, name: str = "time") -> tuple[list[float], str, str]:
    said: list[str] = []
    clock = clock_of(column(*cells, name=name), places(*["P1"] * len(cells)), unit, comma, said)
    return clock.time.tolist(), clock.unit, " ".join(said)


@pytest.mark.unit
def test_numbers_stay_as_they_are_and_may_be_negative():
    time, unit, said = read("-1", "0.5", "12")
    assert time == [-1.0, 0.5, 12.0]
    assert unit == "day"
    assert "read as days" in said


@pytest.mark.unit
def test_the_unit_of_numbers_comes_from_the_option_then_the_name():
    assert read("0", "6", name="month")[1] == "month"
    assert "read as months, after its name" in read("0", "6", name="month")[2]
    assert read("0", "6", name="month", unit="week")[1] == "week"
    assert "read as weeks, as asked, although its name speaks of months" in read("0", "6", name="month", unit="week")[2]
    assert read("0", "6", name="month", unit="month")[2] == ""
    assert read("0", "6", name="day")[2] == ""


@pytest.mark.unit
def test_dates_are_counted_from_the_first_one():
    time, unit, said = read("2024-03-09", "2024-02-28", "2024-02-29")
    assert time == [10.0, 0.0, 1.0]
    assert unit == "day"
    assert "time 0 is 2024-02-28" in said
    assert "zone" not in said


@pytest.mark.unit
def test_dates_in_another_unit():
    assert read("2024-01-01", "2024-01-15", unit="week")[0] == [0.0, 2.0]
    assert read("2024-01-01", "2024-01-02", unit="hour")[0] == [0.0, 24.0]
    assert read("2023-01-01", "2027-01-01", unit="year")[0] == [0.0, 4.0]
    assert read("2023-01-01", "2027-01-01", unit="month")[0] == [0.0, 48.0]
    # A column of dates that is called month is still counted in days unless asked otherwise.
    assert read("2024-01-01", "2024-02-01", name="month")[:2] == ([0.0, 31.0], "day")


@pytest.mark.unit
def test_timestamps_without_zone_are_said_aloud():
    time, _, said = read("2024-03-09T12:00", "2024-03-10 00:00:00", "2024-03-10T06:00:00.000")
    assert time == [0.5, 1.0, 1.25]
    assert "no zone" in said
    assert "midnight of 2024-03-09" in said


@pytest.mark.unit
def test_timestamps_that_are_all_midnight_are_dates():
    assert "zone" not in read("2024-03-09 00:00:00", "2024-03-10 00:00:00")[2]


@pytest.mark.unit
def test_a_date_among_timestamps_is_midnight_and_said():
    time, _, said = read("2024-03-09T12:00", "2024-03-10")
    assert time == [0.5, 1.0]
    assert "read as midnight" in said


@pytest.mark.unit
def test_zones_are_brought_to_one_clock():
    # The night of 31 March 2024 in Central Europe: 1:30 before and 3:30 after the clock change are one hour apart.
    time, _, said = read("2024-03-31T01:30:00+01:00", "2024-03-31T03:30:00+02:00", "2024-03-31T01:30:00Z", "2024-03-31 01:30 UTC")
    assert time == [0.5 / 24, 1.5 / 24, 1.5 / 24, 1.5 / 24]
    assert "UTC" in said


@pytest.mark.unit
def test_nine_decimals_of_a_second_are_read():
    assert read("2024-03-09T00:00:00.500000000", unit="hour")[0] == [0.5 / 3600]


@pytest.mark.unit
@pytest.mark.parametrize(
    ("cell", "words"),
    [
        ("", "no time"),
        ("NA", "no time"),
        ("03/04/2021", "form year-month-day"),
        ("2021/04/03", "form year-month-day"),
        ("3.4.21", "form year-month-day"),
        ("21:30", "without its date"),
        ("9 pm", "text in place of a time"),
        ("2024-13-01", "calendar"),
        ("2024-01-01T25:00", "calendar"),
        ("0000-01-01", "calendar"),
        ("0001-01-01T00:00+01:00", "calendar"),
        ("1,5", "a number with a comma"),
        ("inf", "text in place"),
        ("1e999", "infinite"),
    ],
)
def test_times_that_are_refused(cell, words):
    with pytest.raises(DataError, match=r"Row 2, column 'time', person 'P1'") as caught:
        read(cell)
    assert words in str(caught.value)
    assert "Fix:" in str(caught.value)


@pytest.mark.unit
@pytest.mark.parametrize(
    ("cells", "words"),
    [
        (("1", "2024-03-09"), "holds a number, row 3 a date"),
        (("2024-03-09", "2024-03-09T10:00Z"), "Row 3, column 'time', person 'P1' holds a timestamp with zone, row 2 one without"),
        (("20240301", "20240302"), "dates written as numbers"),
        (("1710000000", "1710003600"), "seconds since 1970"),
        (("1710000000000", "1710003600000"), "milliseconds since 1970"),
    ],
)
def test_columns_that_are_refused(cells, words):
    with pytest.raises(DataError) as caught:
        read(*cells)
    assert words in str(caught.value)


@pytest.mark.unit
def test_decimal_comma_in_times():
    assert read("0,5", "2", comma=True)[0] == [0.5, 2.0]


moments = st.datetimes(datetime(1950, 1, 1), datetime(2090, 1, 1))
zones = st.integers(-14 * 60, 14 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes)))


@pytest.mark.property
@given(st.lists(moments, min_size=1, max_size=6))
def test_days_are_the_true_differences(stamps):
    time = read(*(m.isoformat() for m in stamps), "1949-12-31T00:00")[0]
    true = [(m - datetime(1949, 12, 31)) / timedelta(days=1) for m in stamps]
    np.testing.assert_allclose(time[:-1], true, rtol=1e-15)


@pytest.mark.property
@given(moments, zones, zones)
def test_one_moment_is_one_time_in_every_zone(moment, one, other):
    stamp = moment.replace(tzinfo=one)
    time = read(stamp.isoformat(), stamp.astimezone(other).isoformat())[0]
    assert time[0] == time[1]


@pytest.mark.property
@given(st.text(max_size=25))
def test_any_cell_is_a_time_or_refused(text):
    try:
        (time,) = read(text)[0]
    except DataError as error:
        assert "Fix:" in str(error)
    else:
        assert np.isfinite(time)
