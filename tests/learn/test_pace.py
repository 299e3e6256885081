"""Half-lives, peak lags and swings against closed forms."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from scipy.linalg import expm

from unspiral.learn.draws import Draws, draw
from unspiral.learn.pace import half_lives, pace, peak_lags
from unspiral.records import Fit

pytestmark = pytest.mark.unit

SLOW = np.array([[-0.5, 0.45], [0.45, -0.5]])  # eigenvalues -0.05 and -0.95
SWINGS = np.array([[-0.1, -1.0], [1.0, -0.1]])


def around(drift: np.ndarray, count: int = 400, spread: float = 0.02, seed: int = 1) -> Draws:
    noise = np.random.default_rng(seed).normal(size=(count + 1, 2, 2)) * spread
    noise[0] = 0.0
    many = drift + noise
    none = np.zeros((count + 1, 2, 0))
    return Draws(many, np.broadcast_to(np.eye(2), many.shape), none, none, np.linalg.eigvals(many).real.max(axis=1) < 0)


def test_a_symmetric_pair_halves_when_its_two_modes_say_so() -> None:
    found = half_lives(SLOW[None])[0]
    for i, t in enumerate(found):
        assert 0.5 * (np.exp(-0.05 * t) + np.exp(-0.95 * t)) == pytest.approx(0.5, abs=1e-8)
        assert expm(SLOW * t)[i, i] == pytest.approx(0.5, abs=1e-8)
    assert (found > np.log(2.0) / 0.5).all()  # a loop that feeds itself takes longer than its processes alone


def test_alone_the_half_life_is_ln2_over_the_rate_at_any_speed() -> None:
    for rate in (1e-4, 0.3, 50.0):
        assert half_lives(np.array([[[-rate]]]))[0, 0] == pytest.approx(np.log(2.0) / rate, rel=1e-7)


def test_a_swing_first_halves_on_its_way_down() -> None:
    t = half_lives(SWINGS[None])[0, 0]
    assert np.exp(-0.1 * t) * np.cos(t) == pytest.approx(0.5, abs=1e-8)
    assert t < np.pi / 2


def test_what_never_halves_has_no_half_life() -> None:
    assert np.isinf(half_lives(np.array([[[0.0, 0.0], [0.0, 0.1]]]))).all()


def test_the_peak_of_two_processes_is_where_the_textbook_puts_it() -> None:
    a = np.array([[-0.9, 0.0], [0.4, -0.3]])
    closed = np.log(0.9 / 0.3) / (0.9 - 0.3)
    assert peak_lags(a[None], 1, 0, 8.0)[0] == pytest.approx(closed, abs=1e-3)  # the grid's step is 0.05
    assert np.isinf(peak_lags(a[None], 1, 0, 1.0)[0])  # still growing where the look ends
    assert peak_lags(a[None], 1, 1, 8.0)[0] == 0.0


def test_a_loop_that_returns_has_times_with_intervals(one_person: Fit) -> None:
    found = pace(one_person)
    assert found.swing is None
    assert found.unit == "day"
    for i, (name, half) in enumerate(found.half_lives.items()):
        assert one_person.processes[i] == name
        assert half.own.estimate == pytest.approx(np.log(2.0) / -one_person.drift[i, i], rel=1e-10)
        for effect in (half.own, half.within):
            assert effect.low is not None
            assert effect.high is not None
            assert effect.low < effect.estimate < effect.high
        assert half.within.estimate > half.own.estimate  # both links are positive
    for peak in found.peaks.values():
        assert 0.0 < peak.estimate < found.looked
        assert peak.low is not None
        assert peak.low <= peak.estimate


def test_a_swing_has_its_period(one_person: Fit) -> None:
    found = pace(one_person, draws=around(SWINGS)).swing
    assert found is not None
    assert found.period.estimate == pytest.approx(2.0 * np.pi)
    assert found.damping.estimate == pytest.approx(np.log(2.0) / 0.1)
    assert found.probability == 1.0
    assert found.period.low is not None
    assert found.period.high is not None
    assert found.period.low < 2.0 * np.pi < found.period.high
    weak = np.array([[-0.5, -0.02], [0.02, -0.5]])
    sometimes = pace(one_person, draws=around(weak)).swing
    assert sometimes is not None
    assert 0.2 < sometimes.probability < 0.9
    assert sometimes.period.high is None  # many of the loops do not swing at all


def test_an_open_end_stays_open(one_person: Fit) -> None:
    near = pace(one_person, draws=around(np.array([[-0.05, 0.0], [0.0, -0.5]]), spread=0.05))
    assert near.half_lives["pain"].own.high is None
    assert near.half_lives["depression"].own.high is not None


def test_the_same_fit_has_the_same_pace(one_person: Fit) -> None:
    few = draw(one_person, 50)
    assert pace(one_person, draws=few) == pace(replace(one_person), draws=few)
