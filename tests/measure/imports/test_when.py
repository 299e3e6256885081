from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from unspiral.measure.imports.mapping import FORMATS, When
from unspiral.measure.imports.when import Reader, Unreadable, clock_of_day, days_text

pytestmark = [pytest.mark.unit, pytest.mark.property]


def read(text: str | tuple[str, ...], form: str, **more: object) -> str:
    texts = (text,) if isinstance(text, str) else text
    return Reader(When(tuple(f"c{i}" for i in range(len(texts))), form, **more))(texts)


@pytest.mark.parametrize(
    ("texts", "form", "more", "time"),
    [
        ("2024-03-09", "iso", {}, "2024-03-09"),
        ("2024-03-09 21:30", "iso", {}, "2024-03-09T21:30"),
        ("2024-03-09T21:30:15.25+01:00", "iso", {}, "2024-03-09T21:30:15.25+01:00"),
        ("2024-03-09T21:30Z", "iso", {"zone": "Europe/Zurich"}, "2024-03-09T22:30+01:00"),
        ("2024-01-01T23:30:00Z", "iso", {"zone": "Europe/Berlin"}, "2024-01-02T00:30:00+01:00"),
        ("2024-01-01T23:30:00.1234567Z", "iso", {"zone": "Europe/Berlin"}, "2024-01-02T00:30:00.1234567+01:00"),
        ("2024-01-02T00:30+01", "iso", {"zone": "Europe/Berlin"}, "2024-01-02T00:30+01"),
        ("2024-01-01T23:30:00Z", "iso", {}, "2024-01-01T23:30:00+00:00"),
        ("2024-03-09 9:30", "iso", {}, "2024-03-09T09:30"),
        ("2024-03-09 21:30", "iso", {"zone": "Europe/Zurich"}, "2024-03-09T21:30+01:00"),
        (("2024-03-09", "9:30 pm"), "iso", {}, "2024-03-09T21:30"),
        (("2024-03-09", "12:05 AM"), "iso", {}, "2024-03-09T00:05"),
        (("2024-03-09", ""), "iso", {}, "2024-03-09"),
        ("03/04/2024", "day/month/year", {}, "2024-04-03"),
        ("03/04/2024", "month/day/year", {}, "2024-03-04"),
        ("3.4.24", "day/month/yy", {}, "2024-04-03"),
        ("03-04-24 21:30", "month/day/yy", {}, "2024-03-04T21:30"),
        ("20240309", "yyyymmdd", {}, "2024-03-09"),
        ("45360", "excel", {}, "2024-03-09"),
        ("45360.896", "excel", {}, "2024-03-09T21:30:14"),
        ("43898", "excel-1904", {}, "2024-03-09"),
        ("1710016200", "unix", {}, "2024-03-09T20:30:00+00:00"),
        ("1710016200000", "unix-ms", {"zone": "Europe/Zurich"}, "2024-03-09T21:30:00+01:00"),
        ("7", "number", {}, "7"),
        ("7.50", "number", {}, "7.50"),
        ("2", "number", {"unit": "week"}, "14"),
        ("6", "number", {"unit": "hour"}, "0.25"),
        ("2", "number", {"unit": "year"}, "730.5"),
        ("2", "number", {"start": "2024-03-09"}, "2024-03-11"),
        (("3", "1"), "beep", {"beeps": 4}, "3"),
        (("3", "3"), "beep", {"beeps": 4}, "3.5"),
        (("3", "3"), "beep", {"beeps": 4, "start": "2024-03-09"}, "2024-03-12T12:00"),
        ("Baseline", "codes", {"codes": {"baseline": "0", "year 5": "5"}, "unit": "year"}, "0"),
        ("YEAR 5", "codes", {"codes": {"baseline": "0", "year 5": "5"}, "unit": "year"}, "1826.25"),
        ("-1.0", "codes", {"codes": {"-1": "2020-01-01"}}, "2020-01-01"),
        ("  ", "iso", {}, ""),
    ],
)
def test_each_form_becomes_what_a_diary_holds(texts, form, more, time):
    assert read(texts, form, **more) == time


@pytest.mark.parametrize(
    ("texts", "form", "more"),
    [
        ("2024-02-30", "iso", {}),
        ("9/3/2024", "iso", {}),
        ("31/04/2024", "day/month/year", {}),
        ("04/31/2024", "day/month/year", {}),
        ("03/04/24", "day/month/year", {}),
        ("03/04/2024", "day/month/yy", {}),
        ("2024-03-09 25:00", "iso", {}),
        (("2024-03-09", "13:00 pm"), "iso", {}),
        (("2024-03-09", "soon"), "iso", {}),
        (("2024-03-09T10:00", "11:00"), "iso", {}),
        (("45360.5", "11:00"), "excel", {}),
        ("60", "excel", {}),
        ("1e400", "unix", {}),
        ("1e999999", "number", {"unit": "hour"}),
        ("1e12", "number", {"start": "2024-03-09"}),
        (("3", "5"), "beep", {"beeps": 4}),
        (("3", "0"), "beep", {"beeps": 4}),
        (("3", "1.5"), "beep", {"beeps": 4}),
        ("wave 3", "codes", {"codes": {"wave 1": "0"}}),
        ("three", "number", {}),
    ],
)
def test_what_is_no_time_of_the_form_is_refused(texts, form, more):
    with pytest.raises(Unreadable):
        read(texts, form, **more)


def test_clock_changes_are_counted():
    reader = Reader(When(("t",), "iso", zone="Europe/Zurich"))
    assert reader(("2024-03-31T02:30",)) == "2024-03-31T03:30:00+02:00"
    assert reader(("2024-10-27T02:30",)) == "2024-10-27T02:30+02:00"
    assert sum(reader.said.values()) == 2
    assert any("leaves out" in words for words in reader.said)
    assert any("twice" in words for words in reader.said)


@given(st.dates(date(1901, 1, 1), date(2400, 1, 1)))
def test_every_day_is_the_same_in_every_form(day):
    iso = day.isoformat()
    assert read(iso, "iso") == iso
    assert read(f"{day.day}/{day.month}/{day.year:04}", "day/month/year") == iso
    assert read(f"{day.month}.{day.day}.{day.year:04}", "month/day/year") == iso
    assert read(str((day - date(1899, 12, 30)).days), "excel") == iso
    assert read(str((day - date(2000, 1, 1)).days), "number", start="2000-01-01") == iso


@given(st.integers(0, 86_399))
def test_every_second_of_a_day_by_its_unix_time(second):
    moment = datetime(2024, 3, 9) + timedelta(seconds=second)
    assert read(str(1709942400 + second), "unix").startswith(moment.isoformat())


@settings(max_examples=400)
@given(
    st.sampled_from(FORMATS),
    st.lists(st.one_of(st.text(max_size=20), st.from_regex(r"[0-9e./:T -]{0,24}", fullmatch=True)), min_size=1, max_size=2),
)
def test_nothing_but_a_time_or_its_own_error(form, texts):
    if form == "beep" and len(texts) < 2:
        texts = [*texts, "1"]
    try:
        out = read(tuple(texts), form, beeps=3, codes={"a": "1"}, unit="month")
    except Unreadable:
        return
    assert isinstance(out, str)


def test_units():
    assert days_text("1", "month") == "30.4375"
    assert days_text("-0.5", "week") == "-3.5"
    assert clock_of_day("09:05") == timedelta(hours=9, minutes=5)


def test_moments_that_were_moved_to_the_zone_are_counted():
    reader = Reader(When(("t",), zone="Europe/Berlin"))
    times = [reader((text,)) for text in ("2024-01-01T23:30:00Z", "2024-07-01T10:00Z", "2024-01-01T23:30:00+01:00")]
    assert times == ["2024-01-02T00:30:00+01:00", "2024-07-01T12:00+02:00", "2024-01-01T23:30:00+01:00"]
    assert reader.said == {"with another offset were moved to the clock of Europe/Berlin; the moment is the same": 2}


def test_years_of_two_digits_are_said_and_never_lie_in_the_future():
    reader = Reader(When(("t",), "day/month/yy"))
    assert [reader((text,)) for text in ("3.4.24", "3.4.24", "31/12/19")] == ["2024-04-03", "2024-04-03", "2019-12-31"]
    assert reader.said == {"with years of two digits were read as 20yy": 2}
    with pytest.raises(Unreadable, match="two digits that would lie in the future; write four"):
        reader(("1/2/99",))
    soon = date.today() + timedelta(days=300)  # an appointment
    assert reader((f"{soon:%d/%m/%y}",)) == soon.isoformat()
