from __future__ import annotations

import numpy as np
import pytest
from tests.calibration.population_draws import NAME, anchor

from unspiral.act.population.anchor import Anchor
from unspiral.act.population.calibrate import calibrate
from unspiral.act.population.seen import Seen
from unspiral.act.population.targets import compared, goals_of
from unspiral.act.population.uncertain import spreads, times_ratios
from unspiral.evidence.population_aims import read_search
from unspiral.evidence.population_file import packaged, read_episodes
from unspiral.learn.system import Array
from unspiral.loop.episode_numbers import searched, with_searched
from unspiral.loop.episodes import Episodes

pytestmark = pytest.mark.identity
TEXT = packaged(NAME)
DECLARED = read_episodes(TEXT, NAME, found=False)
SPREADS = spreads(DECLARED)


@pytest.fixture(scope="module")
def held() -> Anchor:
    return anchor(TEXT, 1.0)


def spread_of(held: Anchor) -> Array:
    """Standard error of each calibrated number."""
    return np.sqrt(np.diag(held.pull @ held.pull.T))


def at_its_end(key: tuple[str, int], side: float) -> Episodes:
    """With one ratio at an end of its interval."""
    return times_ratios(DECLARED, {key: float(np.exp(side * 1.96 * SPREADS[key]))})


def errors(held: Anchor, episodes: Episodes, theta: Array) -> Array:
    """How far each target is from where the calibration has it, in its own errors; looked at apart from the anchor's way."""
    first, then = (Seen(with_searched(one, held.free, at), nodes=held.nodes) for one, at in ((DECLARED, held.middle), (episodes, theta)))
    away = [(compared(goal.look(then), goal.scale) - compared(goal.look(first), goal.scale)) / goal.error for goal in held.goals]
    return np.array(away, dtype=float)


@pytest.mark.parametrize("side", [-1.0, 1.0])
def test_targets_stay_where_they_are_when_a_ratio_goes_to_an_end_of_its_interval(held: Anchor, side: float) -> None:
    for key in SPREADS:
        moved = at_its_end(key, side)
        there = np.abs(errors(held, moved, held.follow(moved, np.zeros(len(held.free))))).max()
        assert there < 0.3, key
    link = at_its_end(("depression begins", 0), side)
    assert np.abs(errors(held, link, held.middle)).max() > 4.0  # without a step


def test_the_numbers_are_those_of_a_search_done_anew(held: Anchor) -> None:
    search = read_search(TEXT, NAME, DECLARED)
    moved = at_its_end(("depression begins", 0), 1.0)
    priors = {name: sd for name, sd, _ in search.priors}
    anew = calibrate(moved, search.free, goals_of(search.aims), nodes=search.nodes, priors=priors)
    theta = np.array([searched(value, name) for value, name in zip(anew.values, anew.names, strict=True)])
    assert (np.abs(theta - held.middle) / spread_of(held)).max() > 1.0  # the search went elsewhere
    assert (np.abs(theta - held.follow(moved, np.zeros(len(theta)))) / spread_of(held)).max() < 0.15


def test_a_small_shift_is_kept_as_it_is_and_none_moves_nothing(held: Anchor) -> None:
    root = np.linalg.cholesky(held.pull @ held.pull.T)
    for k in range(len(held.free)):
        shift = 0.1 * root[:, k]
        assert held.follow(DECLARED, shift) - held.middle == pytest.approx(shift, abs=0.05 * spread_of(held).max())
        assert (np.abs(held.follow(DECLARED, shift) - held.middle - shift) / spread_of(held)).max() < 0.06
    assert held.follow(DECLARED, np.zeros(len(held.free))) == pytest.approx(held.middle, abs=1e-9)


def test_a_shift_beyond_what_a_search_would_try_is_left_as_it_is(held: Anchor) -> None:
    far = np.zeros(len(held.free))
    far[held.free.index("correlation:back:lasting")] = 9.0
    assert np.array_equal(held.follow(DECLARED, far), held.middle + far)
