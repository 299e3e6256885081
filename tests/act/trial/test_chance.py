from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import ttest_ind
from tests.act.trial.people import PERSON

from unspiral.act.trial.answers import made_up
from unspiral.act.trial.blocks import alternatives, drawn
from unspiral.act.trial.chance import (
    again,
    bootstrap_bound,
    bootstrap_p,
    estimate,
    nulls,
    randomisation_p,
    statistics,
    t_test,
)
from unspiral.act.trial.exposure import exposures, response, timings
from unspiral.act.trial.gls import answering, effect
from unspiral.act.trial.person import model_of
from unspiral.act.trial.refit import climb, first_curvature

pytestmark = pytest.mark.unit
PUSH = np.array([0.0, 1.0])


def test_the_order_test_is_exact_over_all_orders() -> None:
    # One diary, every order taken in turn as the one that was used: p is a permutation of its possible values, whatever the diary.
    model, answered = model_of(PERSON), np.ones((28, 2), dtype=bool)
    others = alternatives(28, 4, "randomised", 1)[:, :28]
    assert len(others) == 35
    y = made_up(model, 28, 1, 1, 0)
    p = np.array([
        randomisation_p(model, model.theta[None], PUSH, y, answered, exposures(28, ((0.0, 0.0),)), z, others, sampled=False)[0]
        for z in others
    ])  # fmt: skip
    assert sorted(p) == pytest.approx(np.arange(1, 36) / 35.0)


def test_the_order_test_counts_what_brute_force_counts() -> None:
    model, answered = model_of(PERSON), np.ones((28, 2), dtype=bool)
    others, on = alternatives(28, 4, "randomised", 1), drawn(28, 4, "randomised", 5)
    y = made_up(model, 28, 1, 4, 0)

    def size(z: np.ndarray) -> float:
        beta, information, _ = effect(model, model.theta[None], PUSH, y, answered, z.astype(float))
        return float(abs(beta[0]) * np.sqrt(information[0]))

    found = randomisation_p(model, model.theta[None], PUSH, y, answered, exposures(28, ((0.0, 0.0),)), on, others, sampled=False)[0]
    assert found == pytest.approx(np.mean([size(z) >= size(on) - 1e-9 for z in others]))


def test_the_order_test_stays_exact_when_timings_are_looked_for() -> None:
    model, answered = model_of(PERSON), np.ones((28, 2), dtype=bool)
    others = alternatives(28, 4, "randomised", 1)
    many = exposures(28, timings(0.0, 0.0, estimated=True))
    y = made_up(model, 28, 1, 3, 0)
    p = [randomisation_p(model, model.theta[None], PUSH, y, answered, many, z, others, sampled=False)[0] for z in others]
    # Some orders tie, one that begins a block later at onset 0 with another at onset 4: then p is above its place, and never below.
    assert (np.sort(p) >= np.arange(1, 36) / 35.0 - 1e-9).all()
    assert len(set(p)) > 20


def test_the_timing_that_acted_is_found() -> None:
    model, answered, on = model_of(PERSON), np.ones((84, 2), dtype=bool), drawn(84, 7, "randomised", 2)
    pairs = timings(0.0, 0.0, estimated=True)
    acting = exposures(84, pairs) @ on
    true = pairs.index((4.0, 0.0))
    x = response(answering(model, model.theta[None], PUSH).kernel(84), acting[true])
    y = made_up(model, 84, 10, 4, 0) - 6.0 * x
    found = estimate(model, y, answered, acting, PUSH, first_curvature(model, answered, 1))
    assert (found.timing == true).mean() > 0.8


def test_bootstrap_p_is_never_nil() -> None:
    assert bootstrap_p(9.0, np.zeros(99), np.zeros(99)) == 0.01
    same = np.array([0.5, -1.5, 2.0])
    assert bootstrap_p(-1.0, same, same) == 1.0


def test_a_double_bootstrap_mends_a_bound_that_is_too_low() -> None:
    # Estimates of estimates scatter less, as the first did than the truth: the bound moves out by what was lost.
    random = np.random.default_rng(1)
    null, second = random.normal(size=9999), 0.9 * random.normal(size=9999)
    bound = bootstrap_bound(0.05, null, second)
    assert bound == pytest.approx(1.96 / 0.9, abs=0.06)
    assert bootstrap_p(bound * 1.001, null, second) <= 0.05 < bootstrap_p(bound * 0.999, null, second)
    assert bootstrap_bound(0.05, null, null) == pytest.approx(1.96, abs=0.06)
    assert bootstrap_bound(0.001, null[:99], second[:99]) == np.inf


def test_both_kinds_of_made_up_diaries_come_from_the_loop() -> None:
    model, answered, on = model_of(PERSON), np.ones((84, 2), dtype=bool), drawn(84, 14, "randomised", 1)
    inverse = first_curvature(model, answered, 1)
    first, second = nulls(model, np.tile(model.theta, (2, 1)), answered, on.astype(float)[None], PUSH, inverse, replicates=60, seed=3)
    assert first.shape == second.shape == (2, 60)
    # Four Monte-Carlo errors of 120 diaries are 0.27.
    assert first.std() == pytest.approx(1.03, abs=0.27)
    assert second.std() == pytest.approx(1.03, abs=0.27)
    assert not (first == second).any()
    # The climbs begin at the model's numbers, as that of the diary did, and not at the numbers the diaries were made from.
    y = made_up(model, 84, 1, 3, 0)
    assert statistics(model, climb(model, y, answered, model.theta[None], inverse), PUSH, y, answered, on.astype(float)[None]).shape == (1,)


def test_a_large_effect_is_found_and_its_size_too() -> None:
    model, answered, on = model_of(PERSON), np.ones((84, 2), dtype=bool), drawn(84, 14, "randomised", 1)
    inverse = first_curvature(model, answered, 1)
    _, _, x = effect(model, model.theta[None], PUSH, np.zeros((1, 84, 2)), answered, on.astype(float))
    y = made_up(model, 84, 60, 2, 0) - 0.8 * x
    acting = on.astype(float)[None]
    found = estimate(model, y, answered, acting, PUSH, inverse)
    assert float(np.median(found.beta)) == pytest.approx(-0.8, abs=0.2)
    made = again(model, model.theta, answered, acting, PUSH, inverse, replicates=60, seed=1, added=-0.8 * x[:1])
    assert float(np.median(made.beta)) == pytest.approx(-0.8, abs=0.2)
    null, second = nulls(model, model.theta[None], answered, acting, PUSH, inverse, replicates=39, seed=1)
    statistic = float(found.beta[0] * np.sqrt(found.information[0]))
    assert bootstrap_p(statistic, null[0], second[0]) < 0.05


def test_the_plain_test_is_that_of_scipy() -> None:
    values, on = np.random.default_rng(1).normal(size=(3, 20)), np.arange(20) % 4 // 2
    answered = np.ones(20, dtype=bool)
    answered[:3] = False
    difference, p = t_test(values, answered, on)
    for k in range(3):
        a, b = values[k, answered & (on == 1)], values[k, answered & (on == 0)]
        assert p[k] == pytest.approx(ttest_ind(a, b).pvalue)
        assert difference[k] == pytest.approx(a.mean() - b.mean())
