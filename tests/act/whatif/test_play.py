"""The simulation behind a policy: the same for any order and block, and right against closed forms and a brute-force simulation."""

from __future__ import annotations

from dataclasses import replace
from math import sqrt

import numpy as np
import pytest
from scipy.linalg import expm, solve_continuous_lyapunov
from scipy.stats import norm

from unspiral.act.whatif.play import Scene, mean_path, play, together
from unspiral.records.whatif import Rule

pytestmark = pytest.mark.identity
DRIFT, DIFFUSION = np.array([[-0.5, 0.3], [0.2, -0.6]]), np.array([[1.0, 0.2], [0.2, 0.5]])
PUSH = np.array([0.0, -1.0])


def root(law: np.ndarray) -> np.ndarray:
    values, vectors = np.linalg.eigh(law)
    return (vectors * np.sqrt(values)) @ vectors.T


def scene(rule: Rule, looks: int = 12, *, level: float = 5.0, seed: int = 1, drift: np.ndarray = DRIFT) -> Scene:
    """One loop, everything by scipy."""
    step, law = expm(drift), solve_continuous_lyapunov(drift, -DIFFUSION)
    held = np.linalg.solve(drift, step - np.eye(2))
    noise = law - step @ law @ step.T
    return Scene(
        step[None], (held @ PUSH)[None], np.zeros((1, 2)), root(noise)[None], root(law)[None], np.array([level]), 0, rule, looks, seed
    )


HIGH = Rule("pain", above=True, at=6.0, until=4.5)


def test_no_order_and_no_block_changes_a_digit() -> None:
    stage = scene(HIGH)
    whole = play(stage, range(100))
    blocks = [play(stage, range(k, min(k + 7, 100))) for k in range(0, 100, 7)]
    for same in (together(blocks), together(reversed(blocks))):
        assert same.persons == whole.persons
        assert np.array_equal(same.on, whole.on)
        assert np.array_equal(same.begun, whole.begun)
        assert np.array_equal(same.shift, whole.shift)
        assert np.array_equal(same.mine, whole.mine)


def test_a_longer_look_leaves_the_first_part_as_it_is() -> None:
    short, long = play(scene(HIGH, 6), range(50)), play(scene(HIGH, 20), range(50))
    assert np.array_equal(short.on, long.on[:, :6])
    assert np.array_equal(short.shift, long.shift[:, :7])


def test_every_loop_sees_the_same_numbers() -> None:
    one = scene(HIGH)
    fields = ("transition", "pushed", "jump", "noise", "first", "level")
    both = replace(one, **{name: np.concatenate([getattr(one, name)] * 2) for name in fields})
    found = play(both, range(60))
    assert np.array_equal(found.on[0], found.on[1])
    assert np.array_equal(found.on[0], play(one, range(60)).on[0])


def test_the_first_look_is_the_tail_of_the_usual_law() -> None:
    stage, n = scene(Rule("pain", above=True, at=6.0, until=6.0), 1), 5_000
    law = solve_continuous_lyapunov(DRIFT, -DIFFUSION)
    wanted = norm.sf((6.0 - 5.0) / sqrt(law[0, 0]))
    found = play(stage, range(n))
    assert abs(found.on[0, 0] / n - wanted) < 4.0 * sqrt(wanted * (1 - wanted) / n)
    assert np.allclose(mean_path(stage, found)[0, 1], stage.pushed[0] * found.on[0, 0] / n, atol=1e-14)
    low = play(scene(Rule("pain", above=False, at=4.0, until=4.0), 1), range(n))
    assert abs(low.on[0, 0] / n - wanted) < 4.0 * sqrt(wanted * (1 - wanted) / n)


def test_always_is_a_press_and_never_is_nothing() -> None:
    stage = scene(Rule("pain", above=True, at=-1e9, until=-1e9), 20)
    found = mean_path(stage, play(stage, range(16)))[0]
    truth = [np.linalg.solve(DRIFT, (expm(DRIFT * t) - np.eye(2)) @ PUSH) for t in range(21)]
    assert np.allclose(found, truth, atol=1e-10)
    never = scene(Rule("pain", above=True, at=1e9, until=1e9), 20)
    assert not mean_path(never, play(never, range(16))).any()


def test_the_mean_of_the_persons_is_the_path() -> None:
    found = play(scene(HIGH), range(300))
    assert np.allclose(found.shift.mean(axis=0), mean_path(scene(HIGH), found)[0], atol=1e-12)
    assert np.array_equal(found.mine.sum(axis=0), found.on[0])


def test_a_brute_force_simulation_of_both_arms_says_the_same() -> None:
    """Another generator, small Euler steps within each look, arms that share nothing: only the law is the same."""
    n, looks, small = 12_000, 4, 25
    rng = np.random.default_rng(9)
    law, dt = solve_continuous_lyapunov(DRIFT, -DIFFUSION), 1.0 / small
    chol, start = np.linalg.cholesky(DIFFUSION * dt), np.linalg.cholesky(law)
    arms = []
    for pressing in (True, False):
        x, on = rng.normal(size=(n, 2)) @ start.T, np.zeros(n, dtype=bool)
        rows = [x.mean(axis=0)]
        for _ in range(looks):
            seen = x[:, 0] + 5.0
            on = (seen >= HIGH.at) | (on & (seen >= HIGH.until))
            for _ in range(small):
                x = x + dt * (x @ DRIFT.T + PUSH * on[:, None] * pressing) + rng.normal(size=(n, 2)) @ chol.T
            rows.append(x.mean(axis=0))
        arms.append(np.array(rows))
    found = play(scene(HIGH, looks), range(3000))
    error = np.sqrt(2.0 * np.diag(law) / n + found.shift.var(axis=0).max(axis=0) / 3000)
    assert (np.abs(arms[0] - arms[1] - found.shift.mean(axis=0)) < 4.0 * error + 0.015).all()
    assert np.abs(found.shift.mean(axis=0)[-1, 1]) > 0.3  # there is something to agree on
