from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from tests.act.made import made_fit, pair_fit
from tests.act.trial.people import PERSON

from unspiral.act.trial.exposure import settled
from unspiral.act.trial.gls import answering
from unspiral.act.trial.person import model_of, stated_person
from unspiral.act.trial.plan import check_order, count_orders, day_of, outcome_columns, plan_trial, push_of
from unspiral.errors import DataError, NotIdentified, SpecError

pytestmark = pytest.mark.unit
ASKED: dict[str, Any] = {
    "treatment": "walking",
    "acts_on": ["depression"],
    "outcomes": ["pain", "depression"],
    "effect": -0.5,
    "simulations": 0,
}


def test_the_same_seed_gives_the_same_plan() -> None:
    one = plan_trial(PERSON, **ASKED, days=84, block=7, start="2026-12-01")
    assert one == plan_trial(PERSON, **ASKED, days=84, block=7, start="2026-12-01")
    assert one.on != plan_trial(PERSON, **ASKED, days=84, block=7, seed=2).on
    assert sum(one.on) == 42
    assert (one.test, one.assignments, one.outcomes) == ("randomisation", 924, ("pain", "depression"))
    check_order(one)
    with pytest.raises(DataError, match="not those that its seed draws"):
        check_order(replace(one, on=one.on[::-1]))


def test_the_push_makes_the_stated_long_run_shift() -> None:
    model = model_of(PERSON)
    push = push_of(model, ["pain", "depression"])
    assert push == pytest.approx(np.sqrt(np.diag(model.system.t0_cov)[:2]))
    loops = answering(model, model.theta[None], push)
    shift = settled(loops.drift, loops.push, loops.loading)[0]
    assert shift == pytest.approx(-np.linalg.solve(model.system.drift, push))


def test_length_and_block_are_chosen_for_power() -> None:
    plan = plan_trial(stated_person("pain", 1.0, 0.3), treatment="yoga", acts_on=["pain"], outcomes=["pain"], effect=-1.0, simulations=0)
    assert plan.power.known >= 0.8
    assert plan.days % plan.block == 0
    shorter = plan_trial(stated_person("pain", 1.0, 0.3), treatment="yoga", acts_on=["pain"], outcomes=["pain"], effect=-2.0, simulations=0)
    assert shorter.days < plan.days
    hopeless = plan_trial(
        stated_person("pain", 3.0, 0.8), treatment="yoga", acts_on=["pain"], outcomes=["pain"], effect=-0.1, block=7, simulations=0
    )
    assert {v.code: v.level for v in hopeless.verdicts}["length-chosen"] == "caution"


def test_what_speaks_against_a_plan_is_said() -> None:
    plan = plan_trial(
        stated_person("pain", 1.0, 0.6), treatment="duloxetine", acts_on=["pain"], outcomes=["pain"], effect=-0.3, days=84, block=21,
        agreed_with_prescriber=True, simulations=0,
    )  # fmt: skip
    codes = {v.code for v in plan.verdicts}
    assert codes == {"order-coarse", "power-low", "stated-numbers", "medicine"}
    assert "cannot give a p at or below 0.05 at all" in next(v.reason for v in plan.verdicts if v.code == "order-coarse")
    assert count_orders(1) == "one order of blocks"
    several = made_fit("pain <-> depression", np.array([[-0.5, 0.3], [0.2, -0.5]]), persons=30)
    assert "average-person" in {v.code for v in plan_trial(several, **ASKED, days=84, block=7).verdicts}


def test_a_short_block_is_said() -> None:
    assert "block-short" in {v.code for v in plan_trial(pair_fit(), **ASKED, days=84, block=3).verdicts}


@pytest.mark.parametrize(("change", "words"), [
    ({"effect": 0.0}, "none to plan for"), ({"adherence": 0.0}, "adherence"), ({"missed": 0.9}, "missed days"),
    ({"fading": -1.0}, "--fading"),
    ({"start": "1 December"}, "no date"), ({"simulations": 5}, "simulations"), ({"outcomes": ["mood"]}, "no process and no answer"),
    ({"outcomes": ["pain", "pain"]}, "named twice"), ({"outcomes": []}, "No outcome"), ({"acts_on": ["pian"]}, "Did you mean 'pain'"),
    ({"acts_on": []}, "No process"), ({"treatment": " "}, "no name"), ({"days": 84, "block": 42}, "one block per arm"),
    ({"treatment": "sertraline"}, "is a medicine"), ({"medicine": True}, "is a medicine"), ({"days": 1000}, "more than a trial"),
])  # fmt: skip
def test_bad_plans_are_refused_with_a_remedy(change: dict[str, Any], words: str) -> None:
    with pytest.raises(SpecError, match=words) as refusal:
        plan_trial(PERSON, **({"days": 84, "block": 7} | ASKED | change))
    assert refusal.value.fix


def test_an_outcome_that_nothing_reaches_is_refused() -> None:
    apart = made_fit("pain -> depression", np.array([[-0.5, 0.0], [0.2, -0.5]]))
    with pytest.raises(NotIdentified, match="reaches pain"):
        plan_trial(apart, **ASKED, days=84, block=7)


def test_names() -> None:
    assert outcome_columns(model_of(PERSON), ["depression"]) == [1]
    assert day_of("2026-12-01").day == 1
