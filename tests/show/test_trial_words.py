from __future__ import annotations

from dataclasses import replace

import pytest
from tests.show.trial_made import made_trial

from unspiral.act.trial.person import stated_person
from unspiral.act.trial.plan import plan_trial
from unspiral.records.trial import Power
from unspiral.show.trial_words import answer, plan_answer, plan_sentences, runs, sentences

pytestmark = pytest.mark.unit
PLAN = plan_trial(
    stated_person("pain", 1.5, 0.4), treatment="yoga", acts_on=["pain"], outcomes=["pain"], effect=-1.0, days=56, block=14, design="ab",
    simulations=0,
)  # fmt: skip


def test_the_answer_comes_first() -> None:
    assert answer(made_trial("cannot tell")) == "Cannot tell yet whether walking changes pain."
    assert answer(made_trial()).startswith("Clear: pain was lower on days with walking")
    said = " ".join(sentences(made_trial()))
    assert "−0.8 points (95 % interval −1.4 to −0.2)" in said
    assert "about 1.2 in 100 such trials (p = 0.012" in said
    assert "27 of 28 days were answered" in said
    assert "a t-test" in said


def test_a_plan_says_what_it_can_find() -> None:
    known = replace(PLAN, power=Power(0.61, None, 0.0, 0, 1.0))
    assert "about 61 of 100 such trials would be expected to find it" in plan_answer(known)
    assert "by formula" in plan_sentences(known)[0]
    simulated = replace(PLAN, power=Power(0.61, 0.52, 0.012, 1000, 1.0))
    assert "about 52 of 100" in plan_answer(simulated)
    assert "Monte-Carlo error 1.2 points" in plan_sentences(simulated)[0]
    assert runs(PLAN) == [(1, 14, False), (15, 28, True), (29, 42, False), (43, 56, True)]
