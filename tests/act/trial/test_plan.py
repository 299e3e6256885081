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
from unspiral.act.trial.plan import check_order, outcome_columns, plan_trial, push_of
from unspiral.act.trial.plan_numbers import day_of
from unspiral.act.trial.plan_verdicts import count_orders
from unspiral.act.trial.washout import washout
from unspiral.errors import DataError, NotIdentified, SpecError
from unspiral.records import Fit, Parameter

pytestmark = pytest.mark.unit
ASKED: dict[str, Any] = {
    "treatment": "walking",
    "acts_on": ["depression"],
    "outcomes": ["pain", "depression"],
    "effect": -0.5,
    "simulations": 0,
    "seed": 1,
}


def test_the_same_seed_gives_the_same_plan() -> None:
    one = plan_trial(PERSON, **ASKED, days=84, block=7, start="2026-12-01")
    assert one == plan_trial(PERSON, **ASKED, days=84, block=7, start="2026-12-01")
    assert one.on != plan_trial(PERSON, **(ASKED | {"seed": 2}), days=84, block=7).on
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
    plan = plan_trial(
        stated_person("pain", 1.0, 0.3), treatment="yoga", acts_on=["pain"], outcomes=["pain"], effect=-1.0, simulations=0, seed=1
    )
    assert plan.power.known >= 0.8
    assert plan.days % plan.block == 0
    shorter = plan_trial(
        stated_person("pain", 1.0, 0.3), treatment="yoga", acts_on=["pain"], outcomes=["pain"], effect=-2.0, simulations=0, seed=1
    )
    assert shorter.days < plan.days
    hopeless = plan_trial(
        stated_person("pain", 3.0, 0.8), treatment="yoga", acts_on=["pain"], outcomes=["pain"], effect=-0.1, block=7, simulations=0, seed=1
    )
    assert {v.code: v.level for v in hopeless.verdicts}["length-chosen"] == "caution"


def test_what_speaks_against_a_plan_is_said() -> None:
    plan = plan_trial(
        stated_person("pain", 1.0, 0.6), treatment="duloxetine", acts_on=["pain"], outcomes=["pain"], effect=-0.3, days=84, block=21,
        agreed_with_prescriber=True, simulations=0, seed=1,
    )  # fmt: skip
    codes = {v.code for v in plan.verdicts}
    assert codes == {"order-coarse", "power-low", "stated-numbers", "medicine", "direction-assumed"}
    assert "cannot give a p at or below 0.05 at all" in next(v.reason for v in plan.verdicts if v.code == "order-coarse")
    assert count_orders(1) == "one order of blocks"
    several = made_fit("pain <-> depression", np.array([[-0.5, 0.3], [0.2, -0.5]]), persons=30)
    assert "average-person" in {v.code for v in plan_trial(several, **ASKED, days=84, block=7).verdicts}


def test_an_outcome_reached_through_the_loop_alone_is_said() -> None:
    asked = {"treatment": "walking", "acts_on": ["pain"], "effect": -0.3, "days": 84, "block": 7, "simulations": 0, "seed": 1}
    through = plan_trial(PERSON, outcomes=["depression", "pain"], **asked)
    said = next(v for v in through.verdicts if v.code == "outcome-through-loop")
    assert "never ends with 'clear'" in said.reason
    assert said.remedy == "--outcome pain,depression, with --effect for pain"
    direct = plan_trial(PERSON, outcomes=["pain", "depression"], **asked)
    assert "outcome-through-loop" not in {v.code for v in direct.verdicts}


def test_a_short_block_is_said() -> None:
    assert "block-short" in {v.code for v in plan_trial(pair_fit(), **ASKED, days=84, block=3).verdicts}


@pytest.mark.parametrize(("change", "words"), [
    ({"effect": 0.0}, "none to plan for"), ({"adherence": 0.0}, "adherence"), ({"missed": 0.9}, "missed days"),
    ({"fading": -1.0}, "--fading"),
    ({"start": "1 December"}, "no date"), ({"simulations": 5}, "simulations"), ({"outcomes": ["mood"]}, "no process and no answer"),
    ({"outcomes": ["pain", "pain"]}, "named twice"), ({"outcomes": []}, "No outcome"), ({"acts_on": ["pian"]}, "Did you mean 'pain'"),
    ({"acts_on": []}, "No process"), ({"treatment": " "}, "no name"), ({"days": 84, "block": 42}, "one block per arm"),
    ({"treatment": "sertraline"}, "is a medicine"), ({"treatment": "Cymbalta"}, "is a medicine"),
    ({"effect": float("inf")}, "none to plan"),
    ({"effect": 50.0}, "standard deviations"), ({"effect": 1e-9}, "thousandth"), ({"adherence": (0.9, 0.6)}, "adherence"),
    ({"better": "lowest"}, "which answers are better"), ({"onset": float("nan")}, "--onset"),
    ({"medicine": True}, "is a medicine"), ({"days": 1000}, "more than a trial"),
])  # fmt: skip
def test_bad_plans_are_refused_with_a_remedy(change: dict[str, Any], words: str) -> None:
    with pytest.raises((SpecError, NotIdentified), match=words) as refusal:
        plan_trial(PERSON, **({"days": 84, "block": 7} | ASKED | change))
    assert refusal.value.fix
    refused = {"one block per arm": "one-block", "is a medicine": "medicine-unagreed"}
    assert getattr(refusal.value, "code", None) == refused.get(words)
    assert refusal.value.exit_code == (3 if words in refused else 2)


def test_an_outcome_that_nothing_reaches_is_refused() -> None:
    apart = made_fit("pain -> depression", np.array([[-0.5, 0.0], [0.2, -0.5]]))
    with pytest.raises(NotIdentified, match="reaches pain"):
        plan_trial(apart, **ASKED, days=84, block=7)


def test_a_seed_is_drawn_where_none_is_named() -> None:
    plans = [plan_trial(PERSON, **(ASKED | {"seed": None}), days=84, block=7) for _ in range(3)]
    assert len({plan.seed for plan in plans}) == 3
    assert not any("seed of the draw was named" in said for plan in plans for said in plan.assumptions)
    named = plan_trial(PERSON, **(ASKED | {"seed": plans[0].seed}), days=84, block=7)
    assert named.on == plans[0].on
    assert any("seed of the draw was named" in said for said in named.assumptions)


def test_which_way_is_better_is_said_to_be_assumed_unless_it_was_told() -> None:
    assumed, told = (plan_trial(PERSON, **(ASKED | {"better": better}), days=84, block=7) for better in ("", "higher"))
    assert assumed.better == "lower"
    assert "direction-assumed" in {v.code for v in assumed.verdicts}
    assert "direction-assumed" not in {v.code for v in told.verdicts}
    assert (assumed.stop.direction, told.stop.direction) == (1, -1)


def test_adherence_may_be_a_range_and_the_plan_is_for_its_lower_end() -> None:
    low, ranged, high = (plan_trial(PERSON, **ASKED, days=84, block=7, adherence=a) for a in (0.6, (0.6, 0.9), 0.9))
    assert ranged.adherence == (0.6, 0.9)
    assert ranged.power.known == pytest.approx(low.power.known)
    assert ranged.power.most == pytest.approx(high.power.known)
    assert any("60 to 90 of 100 on-days" in said for said in ranged.assumptions)


def test_washout_is_that_of_each_outcome_and_the_slowest_part_is_named() -> None:
    plan = plan_trial(PERSON, **ASKED, days=84, block=7)
    loops = answering(model_of(PERSON), model_of(PERSON).theta[None], push_of(model_of(PERSON), ["depression"]))
    assert plan.washout == pytest.approx(washout(loops.drift[0], loops.push[0], np.eye(2)))
    assert plan.washout[0] != plan.washout[1]
    assert plan.slowest == "depression"
    assert plan_trial(PERSON, **ASKED, days=84, block=7, fading=20.0).slowest == "fading"


def test_names() -> None:
    assert outcome_columns(model_of(PERSON), ["depression"]) == [1]
    assert day_of("2026-12-01").day == 1


def _altered(**choices: object) -> Fit:
    fit = pair_fit()
    return replace(fit, choices=replace(fit.choices, **choices))  # type: ignore[arg-type]


def test_weekdays_are_averaged_into_the_level() -> None:
    fit = _altered(weekday=True)
    days = tuple(Parameter(f"weekday:pain[{day}]", 0.7 * k, 0.1, None, None, "points") for k, day in enumerate("bcdefg", start=1))
    found = replace(
        fit, parameters=fit.parameters + days,
        working=replace(
            fit.working, theta=np.append(fit.working.theta, np.ones(6)), covariance=np.eye(len(fit.working.theta) + 6) * 1e-4,
        ),
    )  # fmt: skip
    plan = plan_trial(found, **ASKED | {"outcomes": ["pain"]}, days=84, block=7)
    assert plan.stop.level == pytest.approx(5.0 + 0.7 * 21 / 7)
    said = {v.code: v for v in plan.verdicts}
    assert "level for each day of the week" in said["fit-simplified"].reason
    assert "level-open" not in said
    assert any("level for each day of the week" in one for one in plan.assumptions)


@pytest.mark.parametrize(("fit", "why"), [
    (_altered(trend=True), "trend"), (_altered(daytime=True), "hour"),
    (replace(pair_fit(), data=replace(pair_fit().data, persons=9)), "9 people"),
])  # fmt: skip
def test_a_level_that_is_not_the_persons_is_not_used_for_harm(fit: Fit, why: str) -> None:
    plan = plan_trial(fit, **ASKED, days=84, block=7)
    assert plan.stop.level is None
    assert "off-days" in plan.stop.words[0]
    assert why in next(v.reason for v in plan.verdicts if v.code == "level-open")
    stated = plan_trial(fit, **ASKED, days=84, block=7, level=6.5)
    assert stated.stop.level == 6.5
    assert "level-open" not in [v.code for v in stated.verdicts]


def test_a_plain_fit_has_its_own_level_and_no_caution_of_it() -> None:
    plan = plan_trial(pair_fit(), **ASKED, days=84, block=7)
    assert plan.stop.level == pytest.approx(5.0)
    assert not {"level-open", "fit-simplified"} & {v.code for v in plan.verdicts}
    with pytest.raises(SpecError, match="usual level"):
        plan_trial(pair_fit(), **ASKED, days=84, block=7, level=float("nan"))
