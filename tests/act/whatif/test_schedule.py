"""Pushes that come and go: against the solver piece by piece, and against the press that never ends."""

from __future__ import annotations

import itertools
from functools import partial

import numpy as np
import pytest
from scipy.integrate import solve_ivp
from tests.act.made import full_loop, made_fit, pair_fit, random_drift

from unspiral.act import whatif
from unspiral.errors import NotIdentified, SpecError
from unspiral.records.whatif import Piece

pytestmark = pytest.mark.identity
schedule, press = partial(whatif.schedule, draws=200), partial(whatif.press, draws=200)
NAMES = ("pain", "depression", "sleep")
PAIR = np.array([[-0.5, 0.3], [0.2, -0.5]])
WITH_INPUTS = "pain <-> depression; walking => pain (fading); drug => depression (sustained); flare => pain (impulse)"
INPUTS = {"input:walking->pain": -0.4, "fading:walking": 0.7, "input:drug->depression": -0.3, "input:flare->pain": 1.0}


def solved(drift: np.ndarray, pieces: list[tuple[float, float, np.ndarray]], times: np.ndarray, start: np.ndarray) -> np.ndarray:
    """By the solver, stretch by stretch, so that it never steps over a turn."""
    turns = sorted({0.0, float(times[-1]), *(t for one, two, _ in pieces for t in (one, two) if t < times[-1])})
    state, rows = start, [start]
    for one, two in itertools.pairwise(turns):
        b = sum((push for begin, end, push in pieces if begin <= one < end), np.zeros(len(start)))
        at = times[(times > one) & (times <= two)]
        part = solve_ivp(lambda _, x, b=b: drift @ x + b, (one, two), state, t_eval=np.union1d(at, [two]), rtol=1e-11, atol=1e-13)
        rows += [x for t, x in zip(part.t, part.y.T, strict=True) if t in at]
        state = part.y[:, -1]
    return np.array(rows)


def test_pieces_are_what_the_solver_says() -> None:
    drift = random_drift(np.random.default_rng(61), 3)
    pieces = [Piece("pain", -0.3, 0.0, 10.0), Piece("sleep", 0.2, 4.5, 20.25), Piece("pain", 0.1, 15.0, None)]
    found = schedule(made_fit(full_loop(NAMES), drift, spread=0.01), pieces, 30.0)
    unit = np.eye(3)
    truth = solved(
        drift, [(0.0, 10.0, -0.3 * unit[0]), (4.5, 20.25, 0.2 * unit[2]), (15.0, np.inf, 0.1 * unit[0])], found.path.time, np.zeros(3)
    )
    assert np.allclose(np.column_stack([found.path.bands[n].estimate for n in NAMES]), truth, atol=1e-8)
    held = press(made_fit(full_loop(NAMES), drift, spread=0.01), {"pain": 0.1})
    for name in NAMES:
        assert found.long_run[name].estimate == pytest.approx(held.long_run[name].estimate, abs=1e-10)
    assert found.whole_area == {}
    assert found.pieces == tuple(pieces)


def test_one_piece_without_an_end_is_a_press() -> None:
    one, same = schedule(pair_fit(), [Piece("pain", 0.4)]), press(pair_fit(), {"pain": 0.4})
    for name in ("pain", "depression"):
        assert one.long_run[name] == same.long_run[name]
        assert one.half_time[name] == same.half_time[name]
        assert np.allclose(one.path.bands[name].estimate, same.path.bands[name].estimate, atol=1e-10)
        assert np.allclose(one.path.bands[name].low, same.path.bands[name].low, atol=1e-10)
    two = schedule(pair_fit(), [Piece("pain", 0.4, 0.0, 14.0), Piece("pain", 0.4, 14.0, None)])
    for name in ("pain", "depression"):
        assert np.allclose(two.path.bands[name].estimate, same.path.bands[name].estimate, atol=1e-10)
        assert two.long_run[name].estimate == pytest.approx(same.long_run[name].estimate, abs=1e-10)
        assert two.half_time[name].estimate == pytest.approx(same.half_time[name].estimate, rel=1e-4)


def test_what_ends_leaves_its_area_and_nothing_else() -> None:
    found, held = schedule(pair_fit(), [Piece("pain", 0.4, 7.0, 21.0)]), press(pair_fit(), {"pain": 0.4})
    for name in ("pain", "depression"):
        assert found.long_run[name].estimate == 0.0
        assert found.whole_area[name].estimate == pytest.approx(14.0 * held.long_run[name].estimate, abs=1e-10)
        assert found.half_time[name].estimate > 14.0
        assert not found.path.bands[name].estimate[:8].any()


def test_what_fades_goes_on_after_its_end() -> None:
    fit = made_fit(WITH_INPUTS, PAIR, inputs=INPUTS)
    found = schedule(fit, [Piece("walking", 1.5, 0.0, 10.0), Piece("drug", 2.0, 5.0, 15.0)], 30.0)
    on = np.array([[-0.5, 0.3, -0.4], [0.2, -0.5, 0.0], [0.0, 0.0, 0.0]])  # held: what it leaves does not fade
    off = on.copy()
    off[2, 2] = -0.7
    drug = (5.0, 15.0, np.array([0.0, -0.6, 0.0]))
    times = found.path.time
    first = solved(on, [drug], times[times <= 10.0], np.array([0.0, 0.0, 1.5]))
    later = solved(off, [(0.0, 5.0, drug[2])], times[times >= 10.0] - 10.0, first[-1])
    truth = np.concatenate([first, later[1:]])
    assert np.allclose(np.column_stack([found.path.bands[n].estimate for n in ("pain", "depression")]), truth[:, :2], atol=1e-8)
    whole = press(fit, {"walking": 1.5})
    same = schedule(fit, [Piece("walking", 1.5)])
    assert np.allclose(whole.path.bands["pain"].estimate, same.path.bands["pain"].estimate, atol=1e-10)


def test_a_range_of_shares_is_in_the_interval() -> None:
    fit = pair_fit(spread=1e-6)
    sure, range_of = (schedule(fit, [Piece("pain", 1.0)], adherence=share) for share in (0.65, (0.5, 0.8)))
    one, other = sure.long_run["pain"], range_of.long_run["pain"]
    assert one.estimate == pytest.approx(other.estimate, rel=1e-12)
    assert other.low is not None
    assert other.high is not None
    # All shares between are alike: the middle 95 % of the range, to what 200 draws can hold.
    assert (other.low, other.high) == pytest.approx((0.5075 / 0.65 * one.estimate, 0.7925 / 0.65 * one.estimate), rel=5e-3)
    assert any("Between 50 and 80 %" in said for said in range_of.assumptions)


@pytest.mark.parametrize(
    ("pieces", "said"),
    [
        ([], "The schedule is empty"),
        ([Piece("pain", 1.0, 5.0, 5.0)], "is no stretch of time"),
        ([Piece("pain", 1.0, -1.0)], "is no stretch of time"),
        ([Piece("pain", 1.0, np.nan)], "not a finite number"),
        ([Piece("pain", np.inf)], "not a finite number"),
        ([Piece("pian", 1.0)], "Did you mean 'pain'"),
        ([Piece("flare", 1.0)], "'flare' is an impulse"),
    ],
)
def test_what_is_no_schedule(pieces: list[Piece], said: str) -> None:
    with pytest.raises(SpecError, match=said):
        schedule(made_fit(WITH_INPUTS, PAIR, inputs=INPUTS), pieces)


def test_a_loop_that_runs_away_is_refused() -> None:
    with pytest.raises(NotIdentified, match="does not return to a level"):
        schedule(made_fit("pain <-> depression", np.array([[-0.2, 0.5], [0.4, -0.2]])), [Piece("pain", 1.0, 0.0, 7.0)])


@pytest.mark.parametrize(("unit", "start", "end", "horizon", "days"), [
    ("day", 100.0, 128.0, 56.0, 128), ("day", 56.0, None, None, 84), ("week", 20.0, 30.0, 8.0, 210),
])  # fmt: skip
def test_a_piece_that_begins_where_the_path_has_ended_is_refused(
    unit: str, start: float, end: float | None, horizon: float | None, days: int
) -> None:
    fit = pair_fit(unit=unit)
    with pytest.raises(SpecError, match="could be read as 'nothing would change'") as told:
        schedule(fit, [Piece("depression", 1.0), Piece("pain", -0.1, start, end)], horizon)
    assert told.value.fix == f"--days {days}"
    seen = schedule(fit, [Piece("pain", -0.1, start, end)], days / {"day": 1.0, "week": 7.0}[unit])
    assert seen.path.bands["pain"].estimate.min() < -0.05


def test_days_are_said_as_they_were_given() -> None:
    said = schedule(pair_fit(), [Piece("pain", -0.1, 100.0, 128.0)], 128.0).assumptions
    assert any("from day 100 to 128)" in line for line in said)
