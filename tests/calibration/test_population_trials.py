"""Trials put through the population: against a closed form, and the page has what they give."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest
from tests.act.population.policy_made import town
from tests.calibration.population_trials import PART, TRIALS, Trial, arms, found, table

from unspiral.evidence.policy_file import packaged_policies, pick
from unspiral.evidence.tables import treatments

pytestmark = pytest.mark.identity
COMES = {"depression ends": "depression begins", "chronic pain ends": "pain becomes chronic"}


@pytest.mark.parametrize("usual", [False, True])
@pytest.mark.parametrize("trial", TRIALS, ids=lambda trial: trial.row)
def test_one_constant_hazard_gives_the_closed_form(trial: Trial, usual: bool) -> None:
    """Without person effects, ratios and returns, 1 - exp(-r h t) of those taken in are better."""
    made = town(effects=())
    hazards = tuple(
        replace(h, ratios=()) if h.name == trial.hazard else replace(h, per_year=1e-9) if h.name == COMES[trial.hazard] else h
        for h in made.hazards
    )
    low, high = arms(replace(made, hazards=hazards), trial, 2.5, usual=usual)
    speed = float(made.hazard(trial.hazard).per_year) * trial.days / 365.25  # pyright: ignore[reportArgumentType]
    assert low == pytest.approx(-math.expm1(-speed), rel=1e-6)
    assert high == pytest.approx(-math.expm1(-2.5 * speed), rel=1e-6)


def test_usual_care_of_the_control_arm_makes_the_ratio_smaller() -> None:
    made = town(effects=())
    assert len(TRIALS) > 1
    for trial in TRIALS:
        alone, beside = arms(made, trial, 3.0, usual=False), arms(made, trial, 3.0, usual=True)
        assert beside[0] > alone[0] and beside[1] == pytest.approx(alone[1], rel=1e-12)  # nobody of the care's arm begins usual care


def test_ratios_and_control_arms_are_those_of_the_policies() -> None:
    known = {row.id: row.figure for row in treatments()}
    used = {trial.row: ratio for trial, _, _, _, _, ratio, _ in found()}
    for row, name in (("T033", "mood-care"), ("T023", "pain-programme")):
        (effect,) = pick([name], packaged_policies())[0].care[0].effects
        assert effect.factor.basis.row == row and used[row] == pytest.approx(effect.factor.value, rel=1e-3)
    assert known["T027"].estimate is not None and TRIALS[1].control == known["T027"].estimate.value


def test_the_ratio_that_would_give_the_trial_does() -> None:
    from unspiral.evidence.population_file import packaged, scenarios

    trial, share, usual, _, _, _, need = found()[-1]
    low, high = arms(scenarios(packaged("back-pain-depression"), "packaged")[share], trial, need, usual=usual)
    assert high / low == pytest.approx(1.37, rel=1e-5)


def test_the_page_has_these_numbers() -> None:
    assert table() == PART.told()
