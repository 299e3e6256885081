from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from numpy import ndarray
from scipy.linalg import expm, solve_continuous_lyapunov
from tests.act.made import made_fit, pair_fit

from unspiral.act.baseline import levels
from unspiral.act.whatif import policy, press, pulse, schedule
from unspiral.act.whatif.ground import acting, ground_of, horizon_of, jumped, pushed, said_horizon, shares, with_fading
from unspiral.errors import NotIdentified, SpecError
from unspiral.learn.draws import draw
from unspiral.records.whatif import Piece, Rule

pytestmark = pytest.mark.unit
TEXT = "pain <-> depression; walking => pain (fading); drug => depression (sustained); flare => pain (impulse)"
INPUTS = {"input:walking->pain": -0.4, "fading:walking": 0.7, "input:drug->depression": -0.3, "input:flare->pain": 1.0}
PAIR = np.array([[-0.5, 0.3], [0.2, -0.5]])


def test_loops_and_levels_belong_together() -> None:
    ground = ground_of(pair_fit(), 30.0, 50)
    assert np.array_equal(ground.drift, draw(pair_fit(), 50).drift)
    assert np.array_equal(ground.level, levels(pair_fit(), 50))
    assert (ground.horizon, ground.step, ground.steps, ground.asked) == (30.0, 1.0, 30, True)
    assert np.array_equal(ground.stable, np.linalg.eigvals(ground.drift).real.max(axis=1) < 0)


def test_no_ground_without_a_fit_a_horizon_and_draws() -> None:
    with pytest.raises(SpecError, match="over 1 draws"):
        ground_of(pair_fit(), None, 1)
    with pytest.raises(SpecError, match="not a positive time"):
        ground_of(pair_fit(), -1.0, 50)
    with pytest.raises(NotIdentified, match="did not end at a maximum"):
        ground_of(replace(pair_fit(), converged=False), None, 50)


def test_shares_fill_their_range_evenly_and_the_middle_is_the_estimate() -> None:
    found = shares(pair_fit(), (0.5, 0.8), 400)
    assert found[0] == pytest.approx(0.65)
    assert np.allclose(np.sort(found[1:]), 0.5 + 0.3 * (np.arange(400) + 0.5) / 400)
    assert np.array_equal(found, shares(pair_fit(), (0.5, 0.8), 400))
    assert abs(np.corrcoef(found[1:], np.arange(400))[0, 1]) < 0.2
    assert (shares(pair_fit(), (0.7, 0.7), 5) == 0.7).all()


@pytest.mark.identity
def test_intervals_under_a_range_are_those_of_brute_force() -> None:
    """Loops and shares drawn anew and independently, every one solved by itself; a press, a pulse, and pushes that come and go."""
    fit, many, range_of = made_fit(TEXT, PAIR, inputs=INPUTS, spread=0.06), 4000, (0.2, 0.9)
    other = draw(replace(fit, choices=replace(fit.choices, seed=99)), many)
    taken = np.random.default_rng(5).uniform(*range_of, many)

    def walked(turns: list[tuple[float, float, ndarray]], start: ndarray, until: float) -> ndarray:
        """Every loop along pushes (from, to, push of each loop), scaled by its share."""
        found = []
        for a, share, *pushes in zip(other.drift[1:, :2, :2], taken, *(push for _, _, push in turns), strict=True):
            now, here = share * start, 0.0
            for (begin, end, _), push in zip(turns, pushes, strict=True):
                stop = min(end, until)
                if stop > begin:
                    step = expm(a * (stop - begin))
                    now = step @ now + np.linalg.solve(a, (step - np.eye(2)) @ (share * push))
                    here = stop
            found.append(expm(a * (until - here)) @ now if until > here else now)
        return np.array(found)

    drug, none = other.press[1:, :2, 0], np.zeros((many, 2))
    push = np.tile([-0.2, 0.0], (many, 1))
    zero = np.zeros(2)
    asked = {
        "press": (press(fit, {"drug": 1.0}, 20.0, adherence=range_of, draws=many), walked([(0.0, 99.0, drug)], zero, 10.0)),
        "pulse": (pulse(fit, {"pain": 2.0}, 20.0, adherence=range_of, draws=many), walked([(0.0, 99.0, none)], np.array([2.0, 0.0]), 10.0)),
        "schedule": (
            schedule(fit, [Piece("drug", 1.0, 0.0, 8.0), Piece("pain", -0.2, 4.0, None)], 20.0, adherence=range_of, draws=many),
            walked([(0.0, 4.0, drug), (4.0, 8.0, drug + push), (8.0, 99.0, push)], zero, 10.0),
        ),
    }
    for verb, (found, truth) in asked.items():
        low, high = np.quantile(truth, [0.025, 0.975], axis=0)
        for k, name in enumerate(fit.processes):
            band, width = found.path.bands[name], high[k] - low[k]
            assert abs(band.low[10] - low[k]) < 0.06 * width, (verb, name)
            assert abs(band.high[10] - high[k]) < 0.06 * width, (verb, name)


@pytest.mark.identity
def test_a_rule_under_a_range_is_simulated_with_each_loop_s_own_share() -> None:
    """A weaker push leaves the state high for longer: what a rule does is no multiple of its whole push."""
    fit, many, people = made_fit(TEXT, PAIR, inputs=INPUTS, spread=0.06), 30, 6000
    found = policy(fit, Rule("pain", True, 5.5, 5.0), {"depression": -1.5}, 14.0, adherence=(0.1, 1.0), draws=many)
    ground, random = ground_of(fit, 14.0, many), np.random.default_rng(11)
    ends = []
    for a, noise, level, share in zip(
        ground.drift, ground.draws.diffusion, ground.level[:, 0], shares(fit, (0.1, 1.0), many), strict=True
    ):  # fmt: skip
        law, step = solve_continuous_lyapunov(a, -noise[:2, :2]), expm(a)
        pushed_by = np.linalg.solve(a, (step - np.eye(2)) @ np.array([0.0, -1.5 * share]))
        chance = np.linalg.cholesky(law - step @ law @ step.T)
        free = np.linalg.cholesky(law) @ random.normal(size=(2, people))
        state, on = free.copy(), np.zeros(people, dtype=bool)
        for _ in range(14):
            seen = level + state[0]
            on = (seen >= 5.5) | (on & (seen >= 5.0))
            shock = chance @ random.normal(size=(2, people))
            free, state = step @ free + shock, step @ state + shock + pushed_by[:, None] * on
        ends.append((state - free).mean(axis=1))
    for k, name in enumerate(fit.processes):
        band, error, truth = found.path.bands[name], found.monte_carlo.path[name][-1], np.sort([end[k] for end in ends[1:]])
        # One set of random numbers serves every draw: all ends move together, in proportion, by what other ones would move the estimate.
        loose = 4.0 * error / abs(band.estimate[-1]) + 0.03
        assert band.estimate[-1] == pytest.approx(ends[0][k], rel=loose)
        assert band.low[-1] == pytest.approx(truth[0], rel=loose)
        assert band.high[-1] == pytest.approx(truth[int(0.975 * many)], rel=loose)
        assert truth[0] < 3.0 * truth[-1] < 0.0  # the range is what makes it wide


def test_what_acts_on_what() -> None:
    ground = ground_of(made_fit(TEXT, PAIR, inputs=INPUTS, spread=1e-9), 30.0, 5)
    assert with_fading(ground).shape == (6, 3, 3)
    assert pushed(ground, {"pain": 2.0}, {"pain": "process"})[0] == pytest.approx([2.0, 0.0])
    assert pushed(ground, {"drug": 2.0}, {"drug": "sustained"})[0] == pytest.approx([0.0, -0.6])
    assert pushed(ground, {"walking": 2.0}, {"walking": "fading"})[0] == pytest.approx([-0.8, 0.0])
    push, jump = acting(ground, "walking", 2.0, "fading")
    assert push[0] == pytest.approx([0.0, 0.0, 1.4])
    assert jump[0] == pytest.approx([0.0, 0.0, 2.0])
    push, jump = acting(ground, "drug", 2.0, "sustained")
    assert push[0] == pytest.approx([0.0, -0.6, 0.0])
    assert not jump.any()
    assert jumped(ground, {"flare": 2.0}, {"flare": "impulse"})[0] == pytest.approx([2.0, 0.0, 0.0])
    assert jumped(ground, {"walking": 2.0}, {"walking": "fading"})[0] == pytest.approx([0.0, 0.0, 2.0])


def test_a_horizon_that_nobody_asked_for_is_said() -> None:
    assert horizon_of(pair_fit(), None) == 56.0
    assert said_horizon(ground_of(pair_fit(), 30.0, 5)) == []
    found = said_horizon(ground_of(pair_fit(), None, 5))
    assert [(v.code, v.level, v.remedy) for v in found] == [("horizon", "ok", "--days 112")]
