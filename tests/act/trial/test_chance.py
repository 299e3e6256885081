from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import ttest_ind
from tests.act.trial.people import PERSON

from unspiral.act.trial.answers import made_up
from unspiral.act.trial.blocks import alternatives, drawn
from unspiral.act.trial.chance import bootstrap, bootstrap_p, estimate, randomisation_p, t_test
from unspiral.act.trial.exposure import exposure_matrix
from unspiral.act.trial.gls import effect
from unspiral.act.trial.person import model_of
from unspiral.act.trial.refit import first_curvature

pytestmark = pytest.mark.unit
PUSH = np.array([0.0, 1.0])


def test_the_order_test_is_exact_over_all_orders() -> None:
    # One diary, every order taken in turn as the one that was used: p is a permutation of its possible values, whatever the diary.
    model, answered = model_of(PERSON), np.ones((28, 2), dtype=bool)
    others = alternatives(28, 4, "randomised", 1)[:, :28]
    assert len(others) == 35
    y = made_up(model, 28, 1, 1, 0)
    p = np.array([
        randomisation_p(model, model.theta[None], PUSH, y, answered, exposure_matrix(28), z, others, sampled=False)[0] for z in others
    ])  # fmt: skip
    assert sorted(p) == pytest.approx(np.arange(1, 36) / 35.0)


def test_the_order_test_counts_what_brute_force_counts() -> None:
    model, answered = model_of(PERSON), np.ones((28, 2), dtype=bool)
    others, on = alternatives(28, 4, "randomised", 1), drawn(28, 4, "randomised", 5)
    y = made_up(model, 28, 1, 4, 0)

    def size(z: np.ndarray) -> float:
        beta, information, _ = effect(model, model.theta[None], PUSH, y, answered, z.astype(float))
        return float(abs(beta[0]) * np.sqrt(information[0]))

    found = randomisation_p(model, model.theta[None], PUSH, y, answered, exposure_matrix(28), on, others, sampled=False)[0]
    assert found == pytest.approx(np.mean([size(z) >= size(on) - 1e-9 for z in others]))


def test_bootstrap_p_is_never_nil() -> None:
    assert bootstrap_p(9.0, np.zeros(99)) == 0.01
    assert bootstrap_p(-1.0, np.array([0.5, -1.5, 2.0])) == 0.75


def test_a_large_effect_is_found_and_its_size_too() -> None:
    model, answered, on = model_of(PERSON), np.ones((84, 2), dtype=bool), drawn(84, 14, "randomised", 1)
    inverse = first_curvature(model, answered, 1)
    _, _, x = effect(model, model.theta[None], PUSH, np.zeros((1, 84, 2)), answered, on.astype(float))
    y = made_up(model, 84, 60, 2, 0) - 0.8 * x
    found = estimate(model, y, answered, on.astype(float), PUSH, inverse, rounds=2)
    assert float(np.median(found.beta)) == pytest.approx(-0.8, abs=0.12)
    null = bootstrap(model, model.theta, answered, on.astype(float), PUSH, inverse, replicates=99, seed=1, rounds=0)
    assert np.abs(null.statistic).mean() < 1.5
    assert bootstrap_p(float(found.statistic[0]), null.statistic) < 0.05


def test_the_plain_test_is_that_of_scipy() -> None:
    values, on = np.random.default_rng(1).normal(size=(3, 20)), np.arange(20) % 4 // 2
    answered = np.ones(20, dtype=bool)
    answered[:3] = False
    difference, p = t_test(values, answered, on)
    for k in range(3):
        a, b = values[k, answered & (on == 1)], values[k, answered & (on == 0)]
        assert p[k] == pytest.approx(ttest_ind(a, b).pvalue)
        assert difference[k] == pytest.approx(a.mean() - b.mean())
