from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from unspiral.errors import SpecError
from unspiral.measure.imports.device_clock import (
    ahead_in,
    american_moment,
    apple_moment,
    day_number,
    day_text,
    iso_moment,
    moment_text,
    zone_of,
)

MOMENTS = st.datetimes(datetime(1990, 1, 2), datetime(2100, 12, 30)).map(lambda moment: moment.replace(microsecond=0))


@pytest.mark.property
@given(moment=MOMENTS, ahead=st.integers(-14 * 60, 14 * 60))
def test_moments_are_those_of_the_calendar(moment, ahead):
    there = moment.replace(tzinfo=timezone(timedelta(minutes=ahead)))
    truth = int(there.timestamp()), ahead
    sign, (hours, minutes) = "-" if ahead < 0 else "+", divmod(abs(ahead), 60)
    assert apple_moment(f"{moment:%Y-%m-%d %H:%M:%S} {sign}{hours:02d}{minutes:02d}") == truth
    assert iso_moment(f"{moment:%Y-%m-%dT%H:%M:%S}.123{sign}{hours:02d}:{minutes:02d}") == truth
    assert iso_moment(moment_text(*truth)) == truth
    assert american_moment(f"{moment:%m/%d/%y %H:%M:%S}") % 86_400 == int(moment.replace(tzinfo=UTC).timestamp()) % 86_400
    assert day_number(day_text(truth[0] // 86_400)) == truth[0] // 86_400


@pytest.mark.unit
@pytest.mark.parametrize(
    "text",
    [
        "",
        "2024-02-30 10:00:00 +0100",
        "2024-13-01 10:00:00 +0100",
        "2024-03-09 24:00:00 +0100",
        "2024-03-09 10:60:00 +0100",
        "2024-03-09 10:00:00",
        "2024-03-09T10:00:00 +0100",
        "2024-03-09 10:00:00 +1960",
        "0001-01-01 00:00:00 +0000",
        "9999-01-01 00:00:00 +0000",
        "٢٠٢٤-03-09 10:00:00 +0100",
        "2024-03-09 10:00:00 +0100 ",
    ],
)
def test_what_is_no_moment_is_refused(text):
    with pytest.raises(ValueError):
        apple_moment(text)


@pytest.mark.unit
def test_iso_without_an_offset_and_in_utc():
    assert iso_moment("2024-03-09T10:00") == (iso_moment("2024-03-09 10:00:00Z")[0], None)
    assert iso_moment("2026-10-04 20:30:00+0000") == iso_moment("2026-10-04T20:30:00Z")
    for text in ("2024-03-09", "2024-02-30T10:00", "10:00", "2024-03-09T10"):
        with pytest.raises(ValueError):
            iso_moment(text)


@pytest.mark.unit
def test_american_dates():
    assert american_moment("02/03/24 00:00:00") == iso_moment("2024-02-03T00:00Z")[0]
    for text in ("13/01/24 00:00:00", "2/3/24 00:00:00", "02/30/24 00:00:00", "02/03/2024 00:00:00"):
        with pytest.raises(ValueError):
            american_moment(text)


@pytest.mark.unit
def test_zones():
    berlin = zone_of("Europe/Berlin")
    before = iso_moment("2024-03-31T00:59:00Z")[0]
    assert [ahead_in(berlin, at // 900) for at in (before, before + 60)] == [60, 120]
    for name in ("Mars/Base", "", "../etc", "Europe", "/etc/passwd"):
        with pytest.raises(SpecError, match="is no time zone"):
            zone_of(name)
