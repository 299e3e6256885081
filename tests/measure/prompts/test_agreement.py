"""Whether the parts of a plan agree."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

import pytest
from tests.measure.prompts.made_plan import EVENING, clock, each_kind, made_plan

from unspiral.errors import SpecError
from unspiral.measure.prompts.agreement import check_schedule
from unspiral.records.schedule import SLEEP, WAKE, Burst, Fixed, Interval, PersonPlan, RandomWindow, Rule, Schedule, Settings, Wall

pytestmark = pytest.mark.unit

RANDOM = RandomWindow(Wall(WAKE, 60), Wall(SLEEP, -60), 3, 90)


def timed(*walls: Wall) -> Rule:
    return replace(EVENING, when=Fixed(walls))


def test_plans_that_agree() -> None:
    plan = made_plan(*each_kind())
    check_schedule(plan)
    night = made_plan(replace(EVENING, when=RandomWindow(Wall(SLEEP, -60), clock("01:00"), 2, 20)), sleep=30)
    check_schedule(night)
    assert plan.versions[0].rules[0] is EVENING


SLEEPER = PersonPlan("P2", settings=(Settings(date(2026, 4, 1), wake=1200),))
WRONG: list[tuple[Schedule, str]] = [
    (replace(made_plan(), versions=()), "has no version"),
    (replace(made_plan(), versions=(replace(made_plan().versions[0], rules=()),)), "no rule"),
    (made_plan(EVENING, EVENING), "two rules are called 'evening'"),
    (made_plan(replace(EVENING, reminders=(90, 30))), "not in order"),
    (made_plan(replace(EVENING, reminders=(240,))), "a reminder after 4 h, and the prompt expires after 4 h"),
    (made_plan(replace(EVENING, always=("pian",), ask=1)), "Did you mean 'pain'"),
    (made_plan(replace(EVENING, ask=4)), "ask = 4, and there are 3 items"),
    (made_plan(replace(EVENING, always=("pain", "mood"), ask=1)), "2 items are always asked"),
    (made_plan(replace(EVENING, always=("pain",))), "always without ask"),
    (made_plan(replace(EVENING, optional=True)), "names nobody who could take it"),
    (made_plan(replace(EVENING, bursts=(Burst(first=1, last=2),))), "a start that is missing"),
    (made_plan(timed(clock("20:00"), clock("20:00"))), "falls on the same time"),
    (made_plan(timed(clock("08:00"), Wall(WAKE, 60))), "falls on the same time"),
    (made_plan(timed(Wall(WAKE, 0)), wake=None), "counts from 'wake', which nobody gave"),
    (made_plan(timed(Wall(SLEEP, 0)), sleep=None), "counts from 'sleep', which nobody gave"),
    (made_plan(timed(Wall(SLEEP, 0)), wake=None), "counts from 'wake', which nobody gave"),
    (made_plan(timed(Wall(SLEEP, 1500))), "more than a day away"),
    (made_plan(replace(EVENING, when=replace(RANDOM, count=10))), "has 840 minutes, and 10 prompts with a gap of 90 min need 900"),
    (made_plan(replace(EVENING, when=RandomWindow(Wall(SLEEP, -60), Wall(WAKE, 0), 1))), "ends before it starts"),
    (made_plan(replace(EVENING, when=RandomWindow(Wall(WAKE, 0), Wall(SLEEP, 600), 1))), "longer than a day"),
    (made_plan(replace(EVENING, when=Interval(4, "hour", datetime(2026, 3, 1), Wall(WAKE, 0), Wall(WAKE, -60)))), "ends before it starts"),
    (made_plan(people=(PersonPlan("P1", date(2026, 3, 2), date(2026, 3, 1)),)), "end = 2026-03-01 lies before start"),
    (
        made_plan(people=(PersonPlan("P1", settings=(Settings(date(2026, 3, 2)), Settings(date(2026, 3, 2)))),)),
        "person 'P1': the change from 2026-03-02 stands behind",
    ),
    (made_plan(people=(PersonPlan("P1", settings=(Settings(takes=("evening",)),)),)), "No rule is optional"),
    (
        made_plan(replace(EVENING, when=RANDOM), people=(PersonPlan("P1"), SLEEPER)),
        "for person 'P2': the window from wake[+]01:00 to sleep-01:00 has 60 minutes",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("plan", "said"), WRONG)
def test_plans_that_do_not(plan: Schedule, said: str) -> None:
    with pytest.raises(SpecError, match=said) as caught:
        check_schedule(plan, "my.toml")
    assert caught.value.what.startswith("'my.toml': ")
    assert caught.value.fix
