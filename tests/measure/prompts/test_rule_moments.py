"""At which moments of a day each kind of rule asks."""

from __future__ import annotations

import itertools
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from tests.measure.prompts.made_plan import EVENING, clock, made_plan

from unspiral.measure.prompts.person_days import Day, Life, life
from unspiral.measure.prompts.rule_moments import after_events, at_interval, counts, fixed, in_window
from unspiral.records.schedule import WAKE, Burst, Event, Fixed, Interval, OnEvent, PersonPlan, RandomWindow, Settings, Wall

pytestmark = pytest.mark.unit


def on(day: date, *settings: Settings, start: date | None = None) -> tuple[Day, Life]:
    lived = life(made_plan(people=(PersonPlan("P1", start, None, settings),)), "P1")
    return next(iter(lived.days(day, day))), lived


def utc(seconds: int) -> str:
    return datetime.fromtimestamp(seconds, UTC).strftime("%m-%d %H:%M")


def test_fixed_and_anchored_times() -> None:
    day, _ = on(date(2026, 3, 29))
    asked = fixed(Fixed((clock("02:30"), clock("20:00"), Wall(WAKE, 30))), day)
    assert [(one.which, utc(one.seconds), one.offset, one.named) for one in asked] == [
        ("1", "03-29 01:00", 7200, "2026-03-29T02:30"),
        ("2", "03-29 18:00", 7200, ""),
        ("3", "03-29 05:30", 7200, ""),
    ]


def test_which_days_count() -> None:
    day, _ = on(date(2026, 3, 4), start=date(2026, 3, 2))  # a Wednesday, the person's third day, the version's fourth
    times = (clock("20:00"),)
    assert counts(EVENING, day)
    assert counts(replace(EVENING, when=Fixed(times, weekdays=(2,))), day)
    assert not counts(replace(EVENING, when=Fixed(times, weekdays=(1, 3))), day)
    assert counts(replace(EVENING, when=Fixed(times, every=3)), day)
    assert not counts(replace(EVENING, when=Fixed(times, every=2)), day)
    assert counts(replace(EVENING, when=Fixed(times, every=2, since=date(2026, 3, 2))), day)
    assert not counts(replace(EVENING, when=Fixed(times, since=date(2026, 3, 5))), day)
    assert counts(replace(EVENING, bursts=(Burst(first=3, last=3),)), day)
    assert not counts(replace(EVENING, bursts=(Burst(first=4, last=9), Burst(date(2026, 3, 5), date(2026, 3, 6)))), day)
    assert counts(replace(EVENING, bursts=(Burst(date(2026, 3, 4), date(2026, 3, 4)),)), day)


def test_optional_rules_ask_those_who_take_them() -> None:
    optional = replace(EVENING, optional=True)
    assert not counts(optional, on(date(2026, 3, 4))[0])
    assert counts(optional, on(date(2026, 3, 4), Settings(None, takes=("evening",)))[0])
    assert not counts(optional, on(date(2026, 3, 4), Settings(date(2026, 3, 5), takes=("evening",)))[0])


def test_a_window_on_the_days_of_the_jumps() -> None:
    when = RandomWindow(clock("01:00"), clock("04:00"), 3, 60)
    spring = in_window(when, on(date(2026, 3, 29))[0], "k")
    assert [utc(one.seconds) for one in spring] == sorted(utc(one.seconds) for one in spring)
    assert all("03-29 00:00" <= utc(one.seconds) < "03-29 02:00" for one in spring)  # two hours, and the gap shrinks to 40 minutes
    assert all(later.seconds - earlier.seconds >= 2400 for earlier, later in itertools.pairwise(spring))
    autumn = [in_window(when, on(date(2026, 10, 25))[0], f"k{i}") for i in range(200)]
    assert all("10-24 23:00" <= utc(one.seconds) < "10-25 03:00" for asked in autumn for one in asked)
    assert {one.offset for asked in autumn for one in asked} == {3600, 7200}
    swallowed = in_window(RandomWindow(clock("02:00"), clock("03:00"), 3, 20), on(date(2026, 3, 29))[0], "k")
    assert [utc(one.seconds) for one in swallowed] == ["03-29 01:00", "03-29 01:01", "03-29 01:02"]


def test_intervals_in_days_keep_the_wall_and_in_hours_the_hours() -> None:
    days = Interval(2, "day", datetime(2026, 3, 1, 8))
    for day, found in ((date(2026, 2, 27), []), (date(2026, 3, 1), ["k0"]), (date(2026, 3, 2), []), (date(2026, 3, 29), ["k14"])):
        assert [one.which for one in at_interval(days, *on(day))] == found
    assert utc(at_interval(days, *on(date(2026, 3, 29)))[0].seconds) == "03-29 06:00"
    hours = Interval(6, "hour", datetime(2026, 3, 28, 6))
    assert [utc(one.seconds) for one in at_interval(hours, *on(date(2026, 3, 28)))] == ["03-28 05:00", "03-28 11:00", "03-28 17:00"]
    assert [utc(one.seconds) for one in at_interval(hours, *on(date(2026, 3, 29)))] == [
        f"03-{d} {h}:00" for d, h in ((28, 23), (29, "05"), (29, 11), (29, 17))
    ]
    each = [len(at_interval(Interval(1, "hour", datetime(2026, 3, 1)), *on(day))) for day in (date(2026, 3, 29), date(2026, 10, 25))]
    assert each == [23, 25]


def test_hours_inside_a_window_only() -> None:
    day = Interval(4, "hour", datetime(2026, 3, 1), clock("08:00"), clock("20:00"))
    assert [utc(one.seconds)[-5:] for one in at_interval(day, *on(date(2026, 3, 3)))] == ["07:00", "11:00", "15:00"]
    night = Interval(4, "hour", datetime(2026, 3, 1), clock("20:00"), clock("08:00"))
    assert [utc(one.seconds)[-5:] for one in at_interval(night, *on(date(2026, 3, 3)))] == ["23:00", "03:00", "19:00"]


def test_events_with_delay_and_cap() -> None:
    noon = datetime(2026, 3, 4, 12, tzinfo=UTC)
    events = [Event("flare", noon + timedelta(hours=h)) for h in (5, 0, 0, 1, -24)] + [Event("fall", noon)]
    day, _ = on(date(2026, 3, 4))
    found = after_events(OnEvent("flare", 30, 2), day, events)
    assert [(one.which, utc(one.seconds)) for one in found] == [("20260304T120000Z", "03-04 12:30"), ("20260304T130000Z", "03-04 13:30")]
    assert [one.which for one in after_events(OnEvent("fall"), day, events)] == ["20260304T120000Z"]
    assert after_events(OnEvent("flood"), day, events) == []
