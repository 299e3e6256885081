from __future__ import annotations

from dataclasses import replace

import pytest

from unspiral.act.trial.person import stated_person
from unspiral.act.trial.plan import plan_trial
from unspiral.store.trial_check import wrong_in

pytestmark = pytest.mark.unit


def test_a_plan_is_fine_until_it_is_spoiled() -> None:
    plan = plan_trial(
        stated_person("pain", 1.5, 0.4), treatment="yoga", acts_on=["pain"], outcomes=["pain"], effect=-1.0, days=84, block=7,
        simulations=0, seed=1,
    )  # fmt: skip
    assert wrong_in(plan) == ""
    assert "2026-13-41" in wrong_in(replace(plan, start="2026-13-41"))
    assert "runs away" in wrong_in(replace(plan, person=replace(plan.person, parameters=plan.person.parameters | {"self:pain": 5.0})))
