"""Draws: around the estimate, with the covariance of the fit, the same for the same fit."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from scipy.special import ndtr, ndtri
from tests.learn.loops import simulate_panel

from unspiral.learn.draws import corrected, draw, dynamics_of, effect, interval, intervals, possible, with_known_errors
from unspiral.learn.fit_ml import fit_ml
from unspiral.learn.fitted import fitted
from unspiral.loop.language import parse
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


def test_replicates_are_the_draws_and_their_middle_is_put_right(one_person: Fit) -> None:
    theta = one_person.working.theta
    replicates = theta + 0.1 * np.random.default_rng(3).normal(size=(60, len(theta)))
    fit = replace(one_person, working=replace(one_person.working, replicates=replicates))
    draws = draw(fit, 120)
    assert np.allclose(draws.drift[0], fit.drift, rtol=1e-12)
    assert np.array_equal(draws.drift[1:61], dynamics_of(fit)(replicates)["drift"])
    assert np.array_equal(draws.drift[61:], draws.drift[1:61])
    links = draws.drift[:, 1, 0]
    assert np.array_equal(np.sort(draws.around(links)), np.sort(corrected(float(links[0]), links[1:])))
    plain = draw(one_person, 120)
    assert np.array_equal(plain.around(plain.drift[:, 1, 0]), plain.drift[1:, 1, 0])


def test_bias_correction_is_that_of_the_textbook_and_knows_no_scale() -> None:
    values = np.random.default_rng(1).normal(0.3, 1.0, size=4000)
    z0 = ndtri((values < 0.0).mean())  # the estimate is 0, the replicates lie around 0.3
    low, high = (float(np.quantile(values, ndtr(2.0 * z0 + z))) for z in (-1.959964, 1.959964))
    found = corrected(0.0, values)
    assert interval(found, 0.95) == pytest.approx((low, high), abs=0.02)
    assert low < -2.1
    assert np.allclose(np.exp(found), corrected(1.0, np.exp(values)), atol=2e-3 * np.exp(np.abs(found)))
    assert np.allclose(corrected(float(np.median(values)), values), np.sort(values), atol=0.3)


def test_many_numbers_are_corrected_as_each_alone_and_what_runs_away_keeps_its_place() -> None:
    random = np.random.default_rng(2)
    values = random.normal(0.3, 1.0, size=(400, 2, 3))
    values[:, 1, 2] = 7.0  # the same in every replicate, and in the estimate
    at = np.array([[0.0, 0.3, 1.0], [-0.4, 0.1, 7.0]])
    found = corrected(at, values)
    for k in np.ndindex(2, 3):
        assert np.array_equal(found[:, k[0], k[1]], corrected(float(at[k]), values[:, k[0], k[1]]))
    assert (found[:, 1, 2] == 7.0).all()
    away = values[:, 0, 0].copy()
    away[:40] = np.inf  # Efron's formula knows no sizes, only places: what is infinite might as well be very large
    large = np.where(np.isinf(away), 1e12, away)
    moved, wanted = corrected(0.0, away), corrected(0.0, large)
    finite = wanted < 1e6
    assert np.array_equal(moved[finite], wanted[finite])
    assert np.isinf(moved[wanted > 0.6e12]).all()
    lost = np.where(np.isinf(away), np.nan, away)
    assert np.array_equal(corrected(0.0, lost)[:360], corrected(0.0, away[40:]))
    assert np.isnan(corrected(0.0, lost)[360:]).all()
    assert np.array_equal(corrected(np.nan, lost), lost, equal_nan=True)


def test_intervals_of_many_numbers_are_those_of_each() -> None:
    values = np.random.default_rng(3).normal(size=(5, 333))
    found = intervals(values, [0.5, 0.95])
    for k in range(5):
        assert tuple(found[0, :, k]) == interval(values[k], 0.5)
        assert tuple(found[1, :, k]) == interval(values[k], 0.95)


def test_an_error_of_nil_is_drawn_no_farther_than_its_interval() -> None:
    panel = simulate_panel(seed=13, occasions=70)
    fit = fit_ml(panel, parse("pain <-> depression"), error=True, t0="stationary", starts=1)
    at = next(k for k, p in enumerate(fit.parameters) if p.name == "error:depression")
    high = fit.parameters[at].high
    assert fit.parameters[at].estimate < 1e-6 and high is not None
    item = fitted(fit, panel).scale.item
    plain = possible(fit, 2000)
    held = with_known_errors(fit, plain, item)
    beyond = [float(np.mean((thetas[1:, at] * item[1]) ** 2 > high)) for thetas in (plain, held)]
    assert beyond[0] > 0.3
    assert beyond[1] == pytest.approx(0.05, abs=0.015)
    others = np.arange(plain.shape[1]) != at
    assert np.array_equal(held[:, others], plain[:, others])
    assert np.array_equal(held[0], plain[0])
