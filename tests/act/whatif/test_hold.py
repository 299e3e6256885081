"""A process that is held: against the solver with the process fixed, and against loops that nothing can hold."""

from __future__ import annotations

from functools import partial

import numpy as np
import pytest
from scipy.integrate import solve_ivp
from tests.act.made import full_loop, made_fit, pair_fit, random_drift

from unspiral.act import whatif
from unspiral.errors import NotIdentified, SpecError
from unspiral.records import Effect

pytestmark = pytest.mark.identity
hold = partial(whatif.hold, draws=200)
NAMES = ("pain", "depression", "sleep", "activity")


@pytest.mark.parametrize("p", [2, 3, 4])
def test_the_rest_answers_as_the_solver_says(p: int) -> None:
    rng = np.random.default_rng([p, 41])
    drift, level = random_drift(rng, p), rng.uniform(2.0, 6.0, size=p)
    found = hold(made_fit(full_loop(NAMES[:p]), drift, levels=tuple(level), spread=0.01), {"depression": 1.0}, 30.0)
    free = [k for k in range(p) if k != 1]
    pull = -drift @ level  # keeps the loop where it is

    def moves(_: float, x: np.ndarray) -> np.ndarray:
        slope = drift @ x + pull
        slope[1] = 0.0
        return slope

    start = level.copy()
    start[1] = 1.0
    truth = solve_ivp(moves, (0.0, 30.0), start, t_eval=found.path.time, rtol=1e-11, atol=1e-12).y.T
    assert np.allclose(np.column_stack([found.with_change.bands[n].estimate for n in NAMES[:p]]), truth, atol=1e-8)
    settled = np.linalg.solve(-drift[np.ix_(free, free)], drift[free, 1] * (1.0 - level[1]))
    assert np.allclose([found.long_run[NAMES[k]].estimate for k in free], settled, atol=1e-10)
    assert found.long_run["depression"].estimate == pytest.approx(1.0 - level[1])
    assert found.area["depression"].estimate == pytest.approx(30.0 * (1.0 - level[1]))
    assert found.half_time["depression"].estimate == 0.0


def test_held_where_it_is_nothing_changes() -> None:
    found = hold(pair_fit(level_spread=1e-9), {"pain": 5.0})
    for name in ("pain", "depression"):
        assert found.long_run[name].estimate == pytest.approx(0.0, abs=1e-10)
        assert np.allclose(found.path.bands[name].estimate, 0.0, atol=1e-10)
        assert np.allclose(found.with_change.bands[name].estimate, found.without.bands[name].estimate, atol=1e-10)
    assert np.abs(found.path.bands["depression"].high).max() < 1e-7


def test_what_is_not_known_of_the_level_is_in_the_interval() -> None:
    band = hold(pair_fit(spread=0.001, level_spread=0.5), {"pain": 5.0}).long_run["pain"]
    assert band.low is not None
    assert band.high is not None
    assert band.high - band.low == pytest.approx(2 * 1.96 * 0.85, rel=0.2)  # 0.5 x 1.7 points: the level's standard error


def test_all_processes_held() -> None:
    found = hold(pair_fit(spread=0.001), {"pain": 3.0, "depression": 4.0})
    assert found.long_run["pain"].estimate == pytest.approx(-2.0)
    assert found.long_run["depression"].estimate == pytest.approx(0.0, abs=1e-12)
    assert found.held == {"pain": 3.0, "depression": 4.0}


def test_what_no_link_reaches_stays() -> None:
    chain = made_fit("pain -> depression", np.array([[-0.5, 0.0], [0.2, -0.5]]))
    assert hold(chain, {"depression": 1.0}).long_run["pain"] == Effect(0.0, 0.0, 0.0)


def test_what_cannot_be_held() -> None:
    with pytest.raises(SpecError, match="Nothing is held"):
        hold(pair_fit(), {})
    with pytest.raises(SpecError, match="Did you mean 'pain'"):
        hold(pair_fit(), {"pian": 1.0})
    with pytest.raises(SpecError, match="not a finite number"):
        hold(pair_fit(), {"pain": np.inf})
    # Sleep alone keeps pain and depression in bounds; held, it can no longer do so.
    drift = np.array([[-0.5, 0.6, -0.8], [0.6, -0.5, 0.0], [0.8, 0.0, -0.5]])
    with pytest.raises(NotIdentified, match="With sleep held the estimated loop does not return") as caught:
        hold(made_fit(full_loop(NAMES[:3]), drift, spread=0.01), {"sleep": 1.0})
    assert caught.value.code == "unstable"


def test_assumptions_say_where_it_is_brought_from() -> None:
    said = " ".join(hold(pair_fit(), {"pain": 4.0}).assumptions)
    assert "pain is brought to 4 in pain at once and kept there" in said
    assert "without that it stands at 5.00 (" in said
    assert "touches nothing else" in said
