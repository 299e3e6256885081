"""Days, habits, moves and pauses of one person."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from tests.measure.prompts.made_plan import made_plan

from unspiral.errors import SpecError
from unspiral.measure.prompts.person_days import Habits, life
from unspiral.records.schedule import MIDNIGHT, SLEEP, WAKE, Pause, PersonPlan, Settings, Wall

pytestmark = pytest.mark.unit


def at(text: str) -> int:
    return round(datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp())


def moved(*changes: Settings, pauses: tuple[Pause, ...] = (), start: date | None = None, end: date | None = None) -> PersonPlan:
    return PersonPlan("P1", start, end, changes, pauses)


def test_habits_turn_anchors_into_minutes() -> None:
    habits = Habits("UTC", 420, 30, ())
    assert habits.minutes(Wall(WAKE, 60)) == 480
    assert habits.minutes(Wall(SLEEP, -60)) == 1440 + 30 - 60  # in bed half past midnight
    assert habits.minutes(Wall(MIDNIGHT, 90)) == 90
    assert habits.window(Wall(MIDNIGHT, 1320), Wall(MIDNIGHT, 120)) == (1320, 1560)
    assert habits.window(Wall(WAKE, 0), Wall(SLEEP, 0)) == (420, 1470)


def test_what_is_not_said_stays_as_it_was() -> None:
    plan = made_plan(
        people=(moved(Settings(None, wake=400), Settings(date(2026, 3, 10), "Asia/Tokyo"), Settings(date(2026, 3, 20), wake=300)),)
    )
    lived = life(plan, "P1")
    assert lived.habits_on(date(2026, 3, 9)) == Habits("Europe/Zurich", 400, 1380, ())
    assert lived.habits_on(date(2026, 3, 10)) == Habits("Asia/Tokyo", 400, 1380, ())
    assert lived.habits_on(date(2026, 3, 20)) == Habits("Asia/Tokyo", 300, 1380, ())


def test_a_move_takes_effect_at_midnight_of_the_old_clock() -> None:
    lived = life(made_plan(people=(moved(Settings(date(2026, 3, 10), "Asia/Tokyo")),)), "P1")
    days = list(lived.days(date(2026, 3, 9), date(2026, 3, 11)))
    assert [day.starts for day in days] == [at("2026-03-08T23:00"), at("2026-03-09T23:00"), at("2026-03-10T15:00")]
    assert [day.ends for day in days[:-1]] == [day.starts for day in days[1:]]


@pytest.mark.parametrize(("one", "other"), [("Etc/GMT+12", "Pacific/Kiritimati"), ("Pacific/Kiritimati", "Etc/GMT+12")])
def test_days_follow_each_other_however_far_the_person_moves(one: str, other: str) -> None:
    plan = made_plan(zone=one, people=(moved(Settings(date(2026, 3, 10), other), Settings(date(2026, 3, 11), one)),))
    days = list(life(plan, "P1").days(date(2026, 3, 5), date(2026, 3, 15)))
    assert all(day.starts <= day.ends for day in days)
    assert [day.ends for day in days[:-1]] == [day.starts for day in days[1:]]
    for day in days:  # the same day is the same whatever stretch is asked for
        assert list(life(plan, "P1").days(day.date, day.date)) == [day]


def test_bounds_and_numbers() -> None:
    plan = made_plan(people=(moved(start=date(2026, 3, 3), end=date(2026, 3, 4)),))
    days = list(life(plan, "P1").days(date(2026, 3, 1), date(2026, 3, 5)))
    assert [day.number for day in days] == [-1, 0, 1, 2, 3]
    assert [day.version is not None for day in days] == [False, False, True, True, False]
    assert [day.text for day in days] == [f"2026-03-0{k}" for k in range(1, 6)]


def test_pauses_of_everybody_and_of_one() -> None:
    own = Pause(date(2026, 3, 3), date(2026, 3, 3), "ill")
    lived = life(made_plan(people=(moved(pauses=(own,)),), pauses=(Pause(date(2026, 3, 6), date(2026, 3, 7)),)), "P1")
    assert [lived.pause_on(date(2026, 3, k)) for k in range(2, 9)] == ["", "ill", "", "", "pause", "pause", ""]
    assert lived.pause_at(at("2026-03-02T22:59:59")) == ""
    assert lived.pause_at(at("2026-03-02T23:00")) == "ill"
    assert lived.pause_at(at("2026-03-07T23:00")) == ""


def test_who_is_not_in_the_plan() -> None:
    with pytest.raises(SpecError, match=r"names no person 'p1'. Did you mean 'P1'\?"):
        life(made_plan(people=(moved(),)), "p1")
    anybody = life(made_plan(), "whoever")
    assert anybody.plan == PersonPlan("whoever")
    assert anybody.starts(date(2026, 3, 1)) + timedelta(days=1).total_seconds() == anybody.starts(date(2026, 3, 2))
