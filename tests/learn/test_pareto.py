"""Smoothed importance weights against recorded numbers of another program, and against targets that are known."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.special import logsumexp
from scipy.stats import genpareto, t

from unspiral.learn.pareto import TRUSTED, pareto_fit, smoothed_weights

pytestmark = pytest.mark.unit

# draws, degrees of freedom: k-hat, largest weight, weighted mean of the draws; by arviz-stats 0.8.0, array_stats.psislw(-ratios),
# 2026-11 on log ratios 0.9 x, x the quantiles of a Student law. (It rounds the length of the tail down, the paper up; here it is whole.)
RECORDED = {
    (400, 30): (0.34165097582297094, 0.03139684609475627, 0.9802381894814054),
    (900, 6): (0.6946452184567785, 0.06965653587036974, 1.7762922130080705),
    (1600, 3): (1.497571352458391, 0.5497152763883543, 10.999546086651733),
    (2500, 1.5): (5.804560124102224, 0.9981984277896995, 152.46949958906026),
    (100, 3): (0.8920850857868295, 0.24444813510976252, 2.6058983205823063),
}


def draws(count: int, freedom: float) -> np.ndarray:
    at = np.arange(count)
    return t.ppf((at + 0.5) / count, freedom)[(at * 37 + 11) % count]


@pytest.mark.peer
@pytest.mark.parametrize(("count", "freedom"), RECORDED)
def test_the_same_as_arviz_stats(count: int, freedom: float) -> None:
    x = draws(count, freedom)
    weights, k = smoothed_weights(0.9 * x)
    wanted = RECORDED[count, freedom]
    assert (k, np.exp(weights).max(), np.exp(weights) @ x) == pytest.approx(wanted, rel=1e-9)


def test_weights_add_up_and_the_order_of_draws_means_nothing() -> None:
    x = 0.7 * draws(500, 4)
    weights, k = smoothed_weights(x)
    assert logsumexp(weights) == pytest.approx(0.0, abs=1e-12)
    turned, again = smoothed_weights(x[::-1] + 1234.5)
    assert np.allclose(turned[::-1], weights, atol=1e-9)
    assert again == pytest.approx(k, abs=1e-9)


def test_a_known_shape_is_found() -> None:
    for shape in (0.1, 0.5, 0.9):
        sample = np.sort(genpareto.ppf((np.arange(4000) + 0.5) / 4000, shape, scale=2.0))
        k, scale = pareto_fit(sample)
        assert k == pytest.approx(shape, abs=0.02)
        assert scale == pytest.approx(2.0, rel=0.03)


def test_a_shifted_normal_is_reached_and_a_far_one_is_flagged() -> None:
    random = np.random.default_rng(4)
    x = random.normal(size=4000)
    near, k = smoothed_weights(0.5 * x)  # the target is Normal(0.5, 1)
    assert k < 0.5
    assert np.exp(near) @ x == pytest.approx(0.5, abs=0.05)
    assert smoothed_weights(4.0 * x)[1] > TRUSTED


def test_without_a_tail_nothing_is_smoothed_and_nothing_is_claimed() -> None:
    for ratios in (np.zeros(1000), np.array([0.0, 1.0, 2.0]), np.log(np.arange(1.0, 21.0))):
        weights, k = smoothed_weights(ratios)
        assert np.isinf(k)
        assert np.allclose(weights, ratios - logsumexp(ratios))
