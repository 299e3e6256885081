"""Truths about loops of any size, which every number of a spiral and of a what-if rests on; to 1e-10, and against an ODE solver to 1e-8."""

from __future__ import annotations

import numpy as np
import pytest
from numpy import ndarray
from scipy.integrate import solve_ivp
from tests.act.made import full_loop, made_fit, random_drift

from unspiral.act.response import respond, settle
from unspiral.act.slowing import cut_link, recovery_time, slopes
from unspiral.act.spiral import link_gain, spectral_radius
from unspiral.act.travel import controllability
from unspiral.act.whatif import cut
from unspiral.learn.effects import Parts, responses, taken_apart
from unspiral.learn.gain import spiral_gain

pytestmark = pytest.mark.identity

TIGHT = 1e-10
SIZES = [2, 3, 4, 6]
LAGS = np.array([0.0, 0.2, 1.0, 3.0, 9.0])


def loop(p: int, seed: int = 0) -> ndarray:
    return random_drift(np.random.default_rng([p, 17, seed]), p)


def weak_loop(p: int) -> ndarray:
    """Every link pushes upwards, and every round is weaker than the one before."""
    rng = np.random.default_rng([p, 23])
    links = rng.uniform(0.0, 0.6 / p, size=(p, p))
    np.fill_diagonal(links, 0.0)
    return links - np.diag(rng.uniform(0.4, 1.2, size=p))


@pytest.mark.parametrize("p", SIZES)
@pytest.mark.parametrize("press", [False, True])
def test_total_is_direct_plus_indirect_and_matches_an_ode_solver(p: int, press: bool) -> None:
    """The parts come from smaller loops; the judge integrates the whole loop with the mediators' speed set to 0."""
    drift = loop(p)
    i, j = p - 1, 0
    parts = taken_apart(Parts(drift[None], LAGS, press), [(i, j)], np.ones((1, p)))[i, j]

    def path(still: list[int]) -> ndarray:
        def speed(_t: float, x: ndarray) -> ndarray:
            dx = drift @ x
            if press:
                dx[j] += 1.0
            dx[still] = 0.0
            return dx

        start = np.zeros(p)
        start[j] = 0.0 if press else 1.0
        return solve_ivp(speed, (0.0, LAGS[-1]), start, t_eval=LAGS, method="DOP853", rtol=1e-12, atol=1e-13).y[i]

    others = [k for k in range(p) if k not in (i, j)]
    indirect = path([]) - path(others)
    assert np.abs(parts.total[:, 0] - path([])).max() < 1e-8
    assert np.abs(parts.direct[:, 0] - path(others)).max() < 1e-8
    assert np.abs((parts.total - parts.direct)[:, 0] - indirect).max() < 1e-8
    for m, lost in parts.through.items():
        assert np.abs(lost[:, 0] - (path([]) - path([m]))).max() < 1e-8
    if p == 3:  # the one mediator passes all of it on
        assert np.abs(parts.through[1] - (parts.total - parts.direct)).max() < TIGHT


@pytest.mark.parametrize("p", SIZES)
def test_a_cut_is_a_rank_one_update_is_the_cut_loop_solved_anew(p: int) -> None:
    drift, push = loop(p), np.random.default_rng(p).normal(size=p)
    inverse = np.linalg.inv(drift)
    for i in range(p):
        for j in set(range(p)) - {i}:
            without = cut_link(drift[None], i, j)
            if np.linalg.eigvals(without[0]).real.max() >= 0:
                continue
            c = drift[i, j]
            anew = settle(without, push[None])[0]
            update = -(inverse + c * np.outer(inverse[:, i], inverse[j]) / (1.0 - c * inverse[j, i])) @ push
            share = link_gain(drift[None], i, j)[0]
            assert np.abs(anew - update).max() < TIGHT * max(1.0, np.abs(anew).max())
            assert 1.0 - share == pytest.approx(1.0 / (1.0 - c * inverse[j, i]), rel=TIGHT)
            assert share == pytest.approx(c * -np.linalg.inv(without[0])[j, i], abs=TIGHT)


def test_the_what_if_that_cuts_says_the_same_as_a_loop_learned_without_the_link() -> None:
    """The long run of cut() against the levels of the cut loop under the pull that kept the old ones."""
    names = ("pain", "depression", "sleep")
    drift, levels = loop(3), np.array([5.0, 4.0, 3.0])
    fit = made_fit(full_loop(names), drift, levels=tuple(levels))
    found = cut(fit, ("sleep", "pain"), draws=20)
    pull = -drift @ levels
    rests = np.linalg.solve(-cut_link(drift[None], 0, 2)[0], pull)
    assert [found.long_run[name].estimate for name in names] == pytest.approx(list(rests - levels), abs=1e-10)
    c, inverse = drift[0, 2], np.linalg.inv(drift)
    rank_one = c * levels[2] * inverse[:, 0] / (1.0 - c * inverse[2, 0])
    assert [found.long_run[name].estimate for name in names] == pytest.approx(list(rank_one), abs=1e-10)


@pytest.mark.parametrize("p", SIZES)
def test_amplification_is_a_ratio_of_determinants(p: int) -> None:
    """1 / (1 - gain) = det of the loop without any link / det of the loop; of one link, with that link cut alone."""
    drift = loop(p)
    bare = np.diag(np.diag(drift))
    assert 1.0 / (1.0 - spiral_gain(drift[None])[0]) == pytest.approx(np.linalg.det(bare) / np.linalg.det(drift), rel=TIGHT)
    without = cut_link(drift[None], 0, p - 1)
    if np.linalg.eigvals(without[0]).real.max() < 0:
        ratio = np.linalg.det(without[0]) / np.linalg.det(drift)
        assert 1.0 / (1.0 - link_gain(drift[None], 0, p - 1)[0]) == pytest.approx(ratio, rel=TIGHT)


@pytest.mark.parametrize("p", SIZES)
def test_rounds_of_the_loop_add_up_to_where_a_press_settles(p: int) -> None:
    """sum over k of (D^-1 C)^k D^-1 b = -A^-1 b where every round is weaker than the one before; where not, the sum does not settle."""
    drift, push = weak_loop(p), np.linspace(1.0, 2.0, p)
    assert spectral_radius(drift[None])[0] < 1.0
    own = -np.diag(drift)
    one_round = (drift + np.diag(own)) / own[:, None]
    term, total = push / own, np.zeros(p)
    for _ in range(2000):
        total = total + term
        term = one_round @ term
    settled = settle(drift[None], push[None])[0]
    assert np.abs(total - settled).max() < TIGHT * np.abs(settled).max()
    assert np.abs(np.linalg.eigvals(one_round)).max() == pytest.approx(spectral_radius(drift[None])[0], rel=TIGHT)


@pytest.mark.parametrize("p", SIZES)
def test_the_area_under_a_pulse_is_the_long_run_of_a_press(p: int) -> None:
    drift = loop(p)
    long = np.array([0.0, 60.0 * recovery_time(drift[None])[0]])
    area = responses(drift[None], long, press=True)[-1, 0]
    for k in range(p):
        push = np.eye(p)[k]
        assert np.abs(area @ push - settle(drift[None], push[None])[0]).max() < TIGHT * max(1.0, np.abs(area).max())
        walked = respond(drift[None], push[None], long[1] / 16.0, 16)
        assert np.abs(walked.path[0, -1] - area @ push).max() < TIGHT * max(1.0, np.abs(area).max())


@pytest.mark.parametrize("p", SIZES)
def test_the_slowest_rate_rises_with_each_entry_as_differences_say(p: int) -> None:
    for seed in range(4):  # real and complex modes
        drift = loop(p, seed)
        found, h = slopes(drift[None])[0], 1e-6
        for i in range(p):
            for j in range(p):
                ends = []
                for sign in (1.0, -1.0):
                    moved = drift.copy()
                    moved[i, j] += sign * h
                    ends.append(np.linalg.eigvals(moved).real.max())
                assert found[i, j] == pytest.approx((ends[0] - ends[1]) / (2.0 * h), abs=1e-6)
        assert found.sum() != pytest.approx(0.0)
        # Scaling the whole drift scales every rate: the entries times their slopes add up to the slowest rate itself.
        assert (found * drift).sum() == pytest.approx(np.linalg.eigvals(drift).real.max(), abs=1e-9)


@pytest.mark.parametrize("p", SIZES)
def test_controllability_is_the_energy_that_a_pulse_leaves(p: int) -> None:
    """tr W = integral of |exp(A t) e|^2, by an ODE solver; and as the stationary spread of a loop driven at one process alone."""
    drift = loop(p)
    found = controllability(drift[None])[0]
    for m in range(p):

        def speed(_t: float, x: ndarray) -> ndarray:
            return np.append(drift @ x[:-1], x[:-1] @ x[:-1])

        start = np.append(np.eye(p)[m], 0.0)
        until = 40.0 * recovery_time(drift[None])[0]
        energy = solve_ivp(speed, (0.0, until), start, method="DOP853", rtol=1e-12, atol=1e-13).y[-1, -1]
        assert found[m] == pytest.approx(energy, rel=1e-8)
