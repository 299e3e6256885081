from __future__ import annotations

import math

import pytest
from tests.act.trial.people import PERSON

from unspiral.act.trial.person import model_of
from unspiral.act.trial.plan_numbers import check_numbers, check_size, day_of
from unspiral.errors import SpecError

pytestmark = pytest.mark.unit
FINE = (-1.0, (0.6, 0.9), 0.1, 0.0, 0.0, "2026-12-01", 1000, "lower")


def test_what_makes_a_trial_passes() -> None:
    check_numbers(*FINE)
    assert day_of("2026-12-01").month == 12


@pytest.mark.parametrize(("place", "value"), [
    (0, math.nan), (0, -math.inf), (0, 0.0), (1, (0.0, 0.5)), (1, (0.9, 0.5)), (1, (math.nan, 1.0)), (2, 0.81), (2, math.nan), (3, 61.0),
    (4, math.inf), (5, "soon"), (6, 99), (7, "down"),
])  # fmt: skip
def test_what_makes_none_is_refused_with_a_remedy(place: int, value: object) -> None:
    asked = list(FINE)
    asked[place] = value  # type: ignore[call-overload]
    with pytest.raises(SpecError) as refusal:
        check_numbers(*asked)  # type: ignore[arg-type]
    assert "--" in refusal.value.fix or refusal.value.fix


@pytest.mark.parametrize(("effect", "fine"), [(-1.0, True), (8.0, False), (-1e-5, False), (0.01, True)])
def test_an_effect_is_held_against_the_scatter_of_the_answers(effect: float, fine: bool) -> None:
    model = model_of(PERSON)
    if fine:
        check_size(model, 0, effect)
        return
    with pytest.raises(SpecError, match="standard deviation") as refusal:
        check_size(model, 0, effect)
    check_size(model, 0, float(refusal.value.fix.split()[1]))  # the remedy passes
