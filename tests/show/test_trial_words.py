from __future__ import annotations

from dataclasses import replace

import pytest
from tests.show.trial_made import made_trial

from unspiral.act.trial.person import stated_person
from unspiral.act.trial.plan import plan_trial
from unspiral.records import Verdict
from unspiral.records.trial import Power, Timing
from unspiral.show.trial_words import answer, p_said, percent, plan_answer, plan_sentences, runs, sentences

pytestmark = pytest.mark.unit
PLAN = plan_trial(
    stated_person("pain", 1.5, 0.4), treatment="yoga", acts_on=["pain"], outcomes=["pain"], effect=-1.0, days=56, block=14, design="ab",
    simulations=0, seed=1,
)  # fmt: skip


def test_the_answer_comes_first() -> None:
    assert answer(made_trial("cannot tell")) == "Cannot tell yet whether walking changes pain."
    assert answer(made_trial()).startswith("Clear: pain was lower on days with walking")
    said = " ".join(sentences(made_trial()))
    assert "−0.8 points (95 % interval −1.4 to −0.2)" in said
    assert "about 1.2 in 100 such trials (p = 0.012" in said
    assert "27 of 28 days were answered" in said
    assert "a t-test" in said
    assert "Had it been taken on each on-day, −1.0 points (95 % interval −2.0 to −0.2) would be expected of pain" in said
    assert "Onset and fading were given, not estimated" in said


def test_each_interval_carries_its_own_level() -> None:
    first = replace(made_trial().effects[0], level_on=0.995, level_far=0.955)
    said = " ".join(sentences(replace(made_trial(), effects=(first,))))
    assert "(99.5 % interval −1.4 to −0.2) on average over the 14 on-days" in said
    assert "(95.5 % interval" in said
    assert [percent(x) for x in (1 - 46 / 924, 0.995, 0.8333333, 1 - 41 / 924)] == [0.95, 0.995, 0.833, 0.955]


def test_what_is_no_last_reading_is_said() -> None:
    assert answer(made_trial(reading="look")).startswith("At the one early look, after day 28 of 56. Clear")
    stopped = made_trial(reading="stopped")
    assert "nothing is tested" in answer(stopped)
    assert "p =" not in " ".join(sentences(stopped)).split("a t-test")[0]
    found = replace(made_trial(), timing=Timing("estimated", 2.0, 6.0, (0.0, 4.0), (2.0, 6.0)))
    assert "onset 2 days (90 % of made-up diaries: 0 to 4), half-life 6 days (2 to 6)" in " ".join(sentences(found))


def test_a_plan_says_what_it_can_find() -> None:
    known = replace(PLAN, power=Power(0.61, None, 0.0, 0, 1.0, 0.61))
    through = replace(known, verdicts=(Verdict("outcome-through-loop", "caution", "why", "what"),))
    assert plan_answer(through).endswith("would be expected to find that it acts at all.")
    assert "about 61 of 100 such trials would be expected to find it" in plan_answer(known)
    assert "by formula" in plan_sentences(known)[0]
    simulated = replace(PLAN, power=Power(0.61, 0.52, 0.012, 1000, 1.0, 0.61))
    assert "about 52 of 100" in plan_answer(simulated)
    assert "Monte-Carlo error 1.2 points" in plan_sentences(simulated)[0]
    said = " ".join(plan_sentences(PLAN))
    assert "Wash-out, once the treatment has ended" in said
    assert "for pain. The slowest part of all is the loop's, mostly pain" in said
    ranged = plan_sentences(replace(PLAN, adherence=(0.6, 0.9), power=Power(0.5, None, 0.0, 0, 1.0, 0.8)))
    assert "That is for 60 of 100 on-days kept; at 90 of 100 the formula gives 80 %." in ranged
    assert runs(PLAN) == [(1, 14, False), (15, 28, True), (29, 42, False), (43, 56, True)]


def test_a_p_is_never_an_odd_number() -> None:
    assert [p_said(p) for p in (0.034, 1e-19, float("nan"))] == ["p = 0.034", "p below 0.001", "no p"]
