"""What a person is told of their own trial: chances before it, a plain word where it can tell little, and honesty at its end."""

from __future__ import annotations

from dataclasses import replace

import pytest
from tests.show.trial_made import made_trial

from unspiral.act.trial.person import stated_person
from unspiral.act.trial.plan import plan_trial
from unspiral.records import Verdict
from unspiral.records.before_after import BeforeAfter, Stretch
from unspiral.records.effect import Effect
from unspiral.records.trial import ALWAYS, TrialPlan
from unspiral.show import own_trial_words as words

pytestmark = pytest.mark.unit


@pytest.fixture(scope="module")
def plan() -> TrialPlan:
    return plan_trial(
        stated_person("pain", 1.5, 0.4, level=4.0), treatment="a walk", acts_on=["pain"], outcomes=["pain"], effect=-1.0, days=42, block=7,
        start="2026-12-01", seed=2, simulations=0,
    )  # fmt: skip


def chance(plan: TrialPlan, found: float) -> TrialPlan:
    return replace(plan, power=replace(plan.power, known=found, estimated=None))


def test_chances_add_up(plan: TrialPlan) -> None:
    assert words.chance_words(chance(plan, 0.64)) == "about 64 of 100 such trials would show it, and 36 would end with “cannot tell”"


def test_a_trial_that_can_tell_little_says_so_before_it_begins(plan: TrialPlan) -> None:
    assert words.verdict_words(chance(plan, 0.3)) == words.HARDLY
    assert words.verdict_words(chance(plan, 0.6)) == words.BETWEEN
    assert words.verdict_words(chance(plan, 0.9)) == ""
    never = replace(chance(plan, 0.9), verdicts=(Verdict("outcome-through-loop", "caution", "x", ""),))
    assert words.verdict_words(never) == words.NEVER
    assert words.HARDLY in words.plan_said(chance(plan, 0.3), "a walk", "pain", 28)


def test_everything_is_said_before_it_begins(plan: TrialPlan) -> None:
    said = words.plan_said(plan, "a walk", "pain", 28)
    assert set(plan.stop.words) <= set(said)
    assert said[-1] == ALWAYS
    assert "28 check-ins" in " ".join(said) and "drawn by chance" in said[0]
    assert "longer than a block" in " ".join(words.plan_said(replace(plan, washout=(9.0,)), "a walk", "pain", 28))
    assert not any("--" in sentence for sentence in said)


def test_the_days_are_drawn(plan: TrialPlan) -> None:
    section = words.schedule_section(plan, "a walk")
    assert "It begins on 1 December 2026. 21 days are with" in section.lead[0]
    assert section.parts[0].pictures[0].table.rows


def test_a_result_is_told_without_what_is_never_to_be_used() -> None:
    section = words.result_section(made_trial(), {"with": {"yes": 8, "partly": 1, "no": 1}, "without": {"yes": 0, "partly": 0, "no": 0}})
    text = " ".join(section.parts[1].bullets)
    assert "t-test" not in text and "interval" in text
    assert "Days with it, as you told: 8 of 10 as planned, 1 partly, 1 not." in text
    assert "without it, as you told" not in text
    assert section.lead == (ALWAYS,)


@pytest.mark.parametrize(("low", "high", "sure"), [(-2.0, -0.5, True), (-1.0, 0.4, False), (None, None, False), (0.2, 0.9, True)])
def test_before_and_after_never_shows_a_cause(low: float | None, high: float | None, sure: bool) -> None:
    found = BeforeAfter(Stretch(21, 20, 5.5), Stretch(21, 19, 4.5), Effect(-1.0 if high != 0.9 else 0.5, low, high), 0.4, 0.95)
    section = words.compared_section(found, "a walk", "mood")
    assert ("Cannot tell" not in section.heading) is sure
    if sure:
        assert section.heading.endswith("Why, this cannot tell")
    bullets = section.parts[0].bullets
    assert words.NO_CAUSE in bullets and words.REGRESSION in bullets and ALWAYS in bullets
    assert [row[2] for row in section.parts[0].tables[0].rows[:2]] == ["20 of 21", "19 of 21"]
