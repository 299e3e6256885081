from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from tests.act.made import pair_fit
from tests.act.trial.people import DRIFT, NUMBERS, PERSON

from unspiral.act.trial.person import at, model_of, person_of, stated_person
from unspiral.errors import NotIdentified, SpecError
from unspiral.learn.parameters import natural

pytestmark = pytest.mark.unit


def test_working_values_are_those_of_the_numbers() -> None:
    model = model_of(PERSON)
    values = natural(model.layout, model.scale, model.theta)
    assert dict(zip(model.layout.names, values, strict=True)) == pytest.approx(NUMBERS)
    assert model.system.drift == pytest.approx(DRIFT)
    moved = at(model, model.theta + 0.1)
    assert moved.system.drift[0, 0] < model.system.drift[0, 0]


def test_the_loop_of_a_fit_is_kept() -> None:
    fit = pair_fit()
    person = person_of(fit)
    assert model_of(person).system.drift == pytest.approx(fit.drift)
    assert model_of(person).system.diffusion == pytest.approx(fit.diffusion)
    assert person.source == "fit"


def test_stated_numbers_come_back_as_scatter_and_likeness() -> None:
    model = model_of(stated_person("pain", 2.0, 0.4, 1.0))
    state, rate = float(model.system.t0_cov[0, 0]), -float(model.system.drift[0, 0])
    assert state + 1.0 == pytest.approx(4.0)
    assert state * math.exp(-rate) / 4.0 == pytest.approx(0.4)
    assert not stated_person("pain", 2.0, 0.4).error


@pytest.mark.parametrize(
    "numbers", [(0.0, 0.4, 0.0), (2.0, 0.0, 0.0), (2.0, 1.0, 0.0), (2.0, 0.9, 1.0), (2.0, 0.4, 2.0), (math.nan, 0.4, 0.0)]
)
def test_numbers_that_no_one_has_are_refused(numbers: tuple[float, float, float]) -> None:
    with pytest.raises(SpecError) as refusal:
        stated_person("pain", *numbers)
    assert refusal.value.fix


def test_fits_that_carry_no_plan_are_refused() -> None:
    fit = pair_fit()
    with pytest.raises(SpecError, match="in weeks"):
        person_of(replace(fit, data=replace(fit.data, time_unit="week")))
    with pytest.raises(SpecError, match="plain numbers"):
        person_of(replace(fit, choices=replace(fit.choices, families={"pain": "ordinal", "depression": "gaussian"})))
    with pytest.raises(NotIdentified, match="runs away"):
        person_of(replace(fit, drift=np.array([[0.1, 0.0], [0.0, -0.2]])))
    with pytest.raises(NotIdentified):
        person_of(replace(fit, converged=False))
