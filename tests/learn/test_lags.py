"""Lag curves and lagged effects: the exponential of the drift, its bands, its standard error."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from scipy.linalg import expm
from tests.learn.truth import integral

from unspiral.learn.draws import draw, dynamics_of, working_draws
from unspiral.learn.lags import can_standardise, deviations, lag_curves, lagged_effects, transitions
from unspiral.records import Fit


def test_lagged_effects_are_the_exponential_with_delta_method_errors(one_person: Fit) -> None:
    draws = draw(one_person)
    found = lagged_effects(one_person, draws, 3.0)
    assert found["pain", "depression"].estimate == pytest.approx(expm(one_person.drift * 3.0)[1, 0], rel=1e-10)
    spread = transitions(draws.drift, 3.0)[1:, 1, 0].std()
    assert found["pain", "depression"].se == pytest.approx(spread, rel=0.2)
    assert set(found) == {(a, b) for a in one_person.processes for b in one_person.processes}


def test_after_a_bootstrap_the_error_is_the_spread_of_the_replicates(one_person: Fit) -> None:
    """Replicates twice as far out as the covariance says: the error must follow them, as the interval beside it does."""
    wide = working_draws(one_person, 400)[1:]
    wide = one_person.working.theta + 1.5 * (wide - one_person.working.theta)
    fit = replace(one_person, working=replace(one_person.working, replicates=wide))
    found = lagged_effects(fit, draw(fit, 400), 1.0)["pain", "depression"]
    spread = np.array([expm(a)[1, 0] for a in dynamics_of(fit)(wide)["drift"]]).std(ddof=1)
    assert found.se == pytest.approx(spread, rel=1e-9)
    assert found.low is not None and found.high is not None and found.se is not None
    assert (found.high - found.low) / 3.92 == pytest.approx(found.se, rel=0.15)
    assert found.se > 1.3 * (lagged_effects(one_person, draw(one_person, 5), 1.0)["pain", "depression"].se or 0.0)


def test_curves_start_at_zero_peak_inside_and_their_bands_nest(one_person: Fit) -> None:
    for curve in lag_curves(one_person).values():
        assert curve.estimate[0] == 0.0
        assert 0.0 < curve.peak < curve.lags[-1]
        assert (curve.low95 <= curve.low50 + 1e-12).all()
        assert (curve.high50 <= curve.high95 + 1e-12).all()
        assert ((curve.low95 <= curve.estimate) & (curve.estimate <= curve.high95)).all()
        assert curve.standardised


def test_deviations_are_those_of_a_very_long_step(one_person: Fit) -> None:
    draws = draw(one_person, 5)
    assert can_standardise(draws)
    variance = np.diag(integral(draws.drift[0], draws.diffusion[0], 1e4))
    assert np.allclose(deviations(draws)[0], np.sqrt(variance), rtol=1e-9)
