"""After a bootstrap every verb reads its intervals the same way: from replicates whose middle is corrected."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from scipy.special import ndtr, ndtri
from tests.act.made import made_fit

from unspiral.act.bands import ends
from unspiral.act.response import respond
from unspiral.act.spiral import spiral
from unspiral.act.targets import processes_as_targets, targets
from unspiral.act.whatif import cut, hold, press, pulse, schedule, weaken
from unspiral.act.whatif.press import settled_shift
from unspiral.learn.draws import draw
from unspiral.learn.effects import path_effects
from unspiral.learn.pace import pace
from unspiral.records import Fit
from unspiral.records.whatif import Piece

pytestmark = pytest.mark.identity

OFF = 0.6  # standard deviations by which the middle of the replicates is off
DRAWS = 800


def shifted(fit: Fit, off: float = OFF, count: int = 800) -> Fit:
    """The same fit after a bootstrap whose replicates all lie too high by a part of their spread."""
    theta, covariance = fit.working.theta, fit.working.covariance
    values, vectors = np.linalg.eigh(covariance)
    noise = np.random.default_rng(5).normal(size=(count, len(theta)))
    replicates = theta + off * np.sqrt(np.diag(covariance)) + noise @ (vectors * np.sqrt(np.maximum(values, 0.0))).T
    choices = replace(fit.choices, ci="bootstrap", replicates=count)
    return replace(fit, choices=choices, working=replace(fit.working, replicates=replicates))


def textbook(values: np.ndarray, level: float = 0.95) -> tuple[float, float]:
    """Efron's bias-corrected percentiles of a number, in his own formula; the first value is the estimate."""
    z0 = float(ndtri((values[1:] < values[0]).mean()))
    z = float(ndtri(0.5 + level / 2.0))
    low, high = np.quantile(values[1:], ndtr(np.array([2.0 * z0 - z, 2.0 * z0 + z])))
    return float(low), float(high)


def one() -> Fit:
    return shifted(made_fit("pain by pain", np.array([[-0.5]]), spread=0.1))


def two() -> Fit:
    return shifted(made_fit("pain <-> depression; walk => pain (sustained)", np.array([[-0.5, 0.3], [0.2, -0.5]]), spread=0.05,
                            inputs={"input:walk->pain": -0.4}))  # fmt: skip


def test_the_long_run_of_a_press_is_that_of_the_textbook() -> None:
    fit = one()
    rate = -draw(fit, DRAWS).drift[:, 0, 0]
    low, high = textbook(1.0 / rate)
    plain = np.quantile(1.0 / rate[1:], [0.025, 0.975])
    found = press(fit, {"pain": 1.0}, draws=DRAWS).long_run["pain"]
    slack = 0.05 * (plain[1] - plain[0])  # two rules for a quantile of 800 numbers
    assert (found.low, found.high) == (pytest.approx(low, abs=slack), pytest.approx(high, abs=slack))
    assert abs(plain[0] - low) > 2.0 * slack  # it does matter here


@pytest.mark.parametrize("verb", ["press", "pulse", "hold", "weaken", "cut", "schedule"])
def test_bands_areas_and_half_times_are_corrected(verb: str) -> None:
    fit = two()
    asked = {
        "press": lambda: press(fit, {"pain": 1.0}, draws=DRAWS),
        "pulse": lambda: pulse(fit, {"pain": 1.0}, draws=DRAWS),
        "hold": lambda: hold(fit, {"pain": 3.0}, draws=DRAWS),
        "weaken": lambda: weaken(fit, {("pain", "depression"): 0.5}, draws=DRAWS),
        "cut": lambda: cut(fit, ("pain", "depression"), draws=DRAWS),
        "schedule": lambda: schedule(fit, [Piece("pain", 1.0, 0.0, 20.0)], draws=DRAWS),
    }[verb]
    with_it = asked()
    plain = _uncorrected(asked)
    name = "depression"
    assert with_it.path.bands[name].estimate == pytest.approx(plain.path.bands[name].estimate)
    for corrected, raw in (
        (with_it.area[name], plain.area[name]),
        (with_it.half_time[name], plain.half_time[name]),
        (with_it.baseline[name], plain.baseline[name]),
        *([] if verb in ("pulse", "schedule") else [(with_it.long_run[name], plain.long_run[name])]),
        *([(with_it.whole_area[name], plain.whole_area[name])] if with_it.whole_area else []),
    ):
        assert corrected.estimate == raw.estimate
        assert corrected.low != raw.low or corrected.high != raw.high
    for paths in ("path", "with_change"):
        band, raw_band = getattr(with_it, paths).bands[name], getattr(plain, paths).bands[name]
        assert (band.low[1:] != raw_band.low[1:]).all()


def test_the_path_of_a_press_is_that_of_the_textbook() -> None:
    fit = two()
    raw = respond(draw(fit, DRAWS).drift[:, :2, :2], np.tile([1.0, 0.0], (DRAWS + 1, 1)), 1.0, 10).path[:, 10, 1]
    band = press(fit, {"pain": 1.0}, 20.0, draws=DRAWS).path.bands["depression"]
    slack = 0.03 * float(np.ptp(np.quantile(raw[1:], [0.025, 0.975])))
    assert (band.low[10], band.high[10]) == tuple(pytest.approx(end, abs=slack) for end in textbook(raw))


def _uncorrected(asked):
    """The same answer as if the draws were no replicates."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("unspiral.learn.draws.Draws.around", lambda _, values: values[1:])
        patch.setattr("unspiral.learn.draws.Draws.told", lambda _, values: values)
        return asked()


def test_the_press_and_the_spiral_read_their_numbers_alike() -> None:
    """For one process recovery is 1 / rate, and so is the long run of a unit press: one interval, whoever is asked."""
    fit = one()
    recovery, shift = spiral(fit, draws=DRAWS).recovery, press(fit, {"pain": 1.0}, draws=DRAWS).long_run["pain"]
    assert recovery is not None
    assert (shift.low, shift.high) == (pytest.approx(recovery.low, rel=1e-9), pytest.approx(recovery.high, rel=1e-9))


def test_an_input_held_at_one_settles_where_its_press_does() -> None:
    fit = two()
    alone, whole = settled_shift(fit, "walk", draws=DRAWS), press(fit, {"walk": 1.0}, draws=DRAWS).long_run
    for name in fit.processes:
        assert (alone[name].low, alone[name].high) == (pytest.approx(whole[name].low), pytest.approx(whole[name].high))


def test_targets_curves_and_paces_are_corrected() -> None:
    fit = two()

    def numbers() -> np.ndarray:
        ranked = targets(fit, candidates=processes_as_targets(fit), draws=DRAWS).ranked
        curve = path_effects(fit, lags=np.array([0.0, 1.0, 2.0]), draws=draw(fit, DRAWS))["pain", "depression"].total
        life = pace(fit, draws=draw(fit, DRAWS)).half_lives["pain"].own
        scores = sorted((r.candidate.name, r.score.low, r.score.high, r.changes["pain"].low) for r in ranked)
        return np.array([*(x for row in scores for x in row[1:]), curve.low95[1], curve.high95[2], curve.low50[1], life.low, life.high])

    assert (numbers() != _uncorrected(numbers)).all()


def test_replicates_that_run_away_stay_beyond_all_others() -> None:
    """A tenth of the replicates run away: the long run has no upper end, and its lower end is the corrected one all the same."""
    fit = one()
    replicates = fit.working.replicates
    assert replicates is not None
    values = np.concatenate([[2.0], 1.0 / -draw(fit, DRAWS).drift[1:, 0, 0]])
    values[1 : 1 + DRAWS // 10] = np.inf
    told = draw(fit, DRAWS).told(values)
    low, high = (float(end[0]) for end in ends(told[1:, None], 0.95))
    finite = np.where(np.isinf(values), 1e6, values)
    assert low == pytest.approx(textbook(finite)[0], rel=0.02)
    assert np.isinf(high)
    assert np.isnan(draw(fit, DRAWS).told(np.where(np.isinf(values), np.nan, values))).sum() == DRAWS // 10
