"""Draws: around the estimate, with the covariance of the fit, the same for the same fit."""

from __future__ import annotations

import numpy as np
import pytest

from unspiral.learn.draws import draw, dynamics_of, effect, interval
from unspiral.records import Fit


def test_the_first_draw_is_the_estimate_and_the_rest_spread_as_the_standard_errors_say(one_person: Fit) -> None:
    draws = draw(one_person, 4000)
    assert np.allclose(draws.drift[0], one_person.drift, rtol=1e-12)
    assert np.allclose(draws.diffusion[0], one_person.diffusion, rtol=1e-12)
    se = {p.name: p.se for p in one_person.parameters}
    assert draws.drift[1:, 1, 0].std() == pytest.approx(se["link:pain->depression"], rel=0.12)
    assert draws.drift[1:, 0, 1].mean() == pytest.approx(one_person.drift[0, 1], abs=0.1 * (se["link:depression->pain"] or 0))
    assert np.array_equal(draws.drift, draw(one_person, 4000).drift)


def test_dynamics_of_is_the_fit_at_its_working_values(one_person: Fit) -> None:
    assert np.allclose(dynamics_of(one_person)(one_person.working.theta)["drift"], one_person.drift, rtol=1e-12)


def test_interval_and_effect_are_quantiles() -> None:
    values = np.linspace(0.0, 1.0, 1001)
    assert interval(values, 0.9) == pytest.approx((0.05, 0.95))
    assert effect(0.5, values, 0.5).low == pytest.approx(0.25)
    lost = values.copy()
    lost[:100] = np.nan  # a tenth of the draws have no value: no interval may be given
    assert effect(0.5, lost, 0.95).low is None
