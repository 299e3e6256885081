"""How well the answers to come are foretold from those before: learn up to a time, score what follows, move on."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from jaxtyping import Float, Int
from numpy import ndarray
from numpy.typing import NDArray

from unspiral.errors import NotIdentified, SpecError
from unspiral.learn.fitted import clock_of
from unspiral.learn.fold import ROOM, learn_again, logliks, masked, models_at, pick, problem_again
from unspiral.learn.maximum_only import ask_for_maximum
from unspiral.learn.problem import Problem
from unspiral.learn.system import Array, Lanes
from unspiral.records import Fit, Moments, Panel
from unspiral.records.comparison import LeaveFuture

FOLDS = 6
LEAST = 0.5  # share of the occasions that the first fold learns from

Tick = Callable[[str, int, int], None]


def leave_future(
    data: Panel | Moments,
    fit: Fit,
    *,
    origins: Sequence[float] | None = None,
    steps: int = 1,
    frozen: bool = False,
    progress: Tick | None = None,
) -> LeaveFuture:
    """How well answers are foretold ``steps`` occasions ahead by a loop that was learned from earlier answers alone.

    score of occasion t = log p(y_t | y_1 ... y_(t - steps); theta), theta learned from everybody's answers up to the last origin that is
    not later than occasion t - steps. Each fold begins where the whole fit ended. The state is followed with every
    answer; only theta waits.

    Args:
        data: the panel that the fit was learned from.
        fit: the loop and how it was set up.
        origins: times in the panel's clock up to which to learn; default: six, from the middle of the occasions on.
        steps: occasions ahead.
        frozen: use the fit's own numbers throughout and score every occasion: with ``steps`` 1 the scores add up to the log-likelihood.
        progress: called with (what, done, of).

    Returns:
        LeaveFuture, ordered by time, then person.

    Raises:
        NotIdentified: every wave has a mean of its own, so that those to come are unknown; or there is nothing behind the origins.
        SpecError: steps or origins make no sense.
        DataError: the data are not those of the fit.

    Source: Bürkner, Gabry and Vehtari (2020, doi:10.1080/00949655.2020.1783262); tests/learn/test_leave_future.py.
    """
    if steps < 1:
        raise SpecError(f"{steps} occasions ahead is not the future.", fix="--steps 1")
    ask_for_maximum(fit, "foretelling the future again and again")
    problem = problem_again(data, fit)
    if fit.choices.means == "wave" and not frozen:
        raise NotIdentified(
            "With a mean of its own for every wave, that of a wave to come cannot be foretold.",
            fix="compare fits with --means constant, or leave persons out in place of the future.",
            code="future-wave-means",
        )
    assert isinstance(data, Panel)
    times = clock_of(problem.lanes, data, problem.layout.columns)
    cuts = [-np.inf] if frozen else _origins(times, problem.lanes, origins)
    lanes = problem.lanes
    everybody = np.array([[t, i] for i in range(len(lanes.name)) for t in range(int((lanes.running > i).sum()))])
    known_at = known_row(lanes, steps)[everybody[:, 0], everybody[:, 1]]
    scored = lanes.answered[everybody[:, 0], everybody[:, 1]].any(axis=1) & ((known_at >= 0) | (steps == 1))
    known_time = np.where(known_at >= 0, times[np.maximum(known_at, 0), everybody[:, 1]], -np.inf)
    fold = np.searchsorted(np.array(cuts), known_time, side="right") - 1
    scores, converged = np.full(len(everybody), np.nan), list[bool]()
    for k, cut in enumerate(cuts):
        model = _learned(problem, fit, times, cut, frozen=frozen)
        converged.append(model is not None)
        mine = np.flatnonzero(scored & (fold == k))
        if model is not None and len(mine):
            scores[mine] = log_scores(problem, model, everybody[mine], steps)
        if progress:
            progress("folds", k + 1, len(cuts))
    mine: NDArray[np.intp] = np.flatnonzero(scored & (fold >= 0))
    if not len(mine):
        raise NotIdentified("No answered occasion lies behind the origins.", fix="choose earlier origins.", code="no-future")
    when = times[everybody[mine, 0], everybody[mine, 1]]
    who: list[int] = everybody[mine, 1].tolist()
    order: list[int] = np.lexsort((everybody[mine, 1], when)).tolist()
    return LeaveFuture(
        steps=steps,
        origins=() if frozen else tuple(float(c) for c in cuts),
        converged=tuple(converged),
        persons=tuple(lanes.name[who[k]] for k in order),
        times=when[order],
        scores=scores[mine][order],
        frozen=frozen,
    )


def log_scores(
    problem: Problem, model: Float[ndarray, "1 groups entries"], targets: Int[ndarray, "targets 2"], steps: int
) -> Float[ndarray, " targets"]:
    """log p(answers at row t of lane i | its answers up to ``steps`` answered rows before), for every target (t, i).

    The difference of two log-likelihoods: with the target's answers and without.

    Args:
        problem: of the whole fit.
        model: the flat model of each group (``models_at``).
        targets: (row, lane) of each.
        steps: occasions ahead.
    """
    out = np.zeros(len(targets))
    room = max(1, ROOM // len(problem.lanes.step))
    for first in range(0, len(targets), room):
        at = np.argsort(targets[first : first + room, 1], kind="stable")  # lanes stay in their order
        some = targets[first + at]
        wide = pick(problem, some[:, 1].tolist())
        row, known = np.arange(len(wide.lanes.step))[:, None], known_row(wide.lanes, steps)
        before, target = row <= known[some[:, 0], np.arange(len(some))], row == some[:, 0]
        seen = wide.lanes.answered
        without = logliks(masked(wide, seen & before[..., None]), model)[0]
        within = logliks(masked(wide, seen & (before | target)[..., None]), model)[0]
        out[first + at] = within - without
    return out


def known_row(lanes: Lanes, steps: int) -> Int[ndarray, "steps lanes"]:
    """The answered row so many answered rows before each answered row: rows kept for an input alone do not count; -1 where there is none.

    Args:
        lanes: the answers.
        steps: answered rows back, 1 or more.
    """
    seen = lanes.answered.any(axis=2)
    out = np.full(seen.shape, -1, dtype=np.int64)
    lane, row = np.nonzero(seen.T)  # lane after lane, in the order of time
    back = lane[steps:] == lane[:-steps]
    out[row[steps:][back], lane[steps:][back]] = row[:-steps][back]
    return out


def _origins(times: Array, lanes: Lanes, given: Sequence[float] | None) -> list[float]:
    there = lanes.answered.any(axis=2)
    seen = np.sort(times[there])
    if given is not None:
        cuts = sorted({float(x) for x in given})
        if not cuts or not np.isfinite(cuts).all() or cuts[0] < seen[0] or cuts[-1] >= seen[-1]:
            raise SpecError(
                "Origins must lie between the first and the last answered occasion.", fix=f"between {seen[0]:g} and {seen[-1]:g}"
            )
        return cuts
    distinct = np.unique(seen)
    first = int(np.ceil(LEAST * len(distinct))) - 1
    later = distinct[max(first, 0) : -1]
    if not len(later):
        raise NotIdentified("There are too few occasions to learn from the first and foretell the others.", code="no-future")
    at = np.unique(np.linspace(0, len(later) - 1, min(FOLDS, len(later))).round().astype(int))
    return [float(x) for x in later[at]]


def _learned(problem: Problem, fit: Fit, times: Array, cut: float, *, frozen: bool) -> Array | None:
    """The models from everybody's answers up to a time; None where that ends at no maximum."""
    theta = fit.working.theta
    if not frozen:
        lanes = problem.lanes
        early = masked(problem, lanes.answered & (times <= cut)[..., None])
        some = [i for i in range(len(lanes.name)) if early.lanes.answered[:, i].any()]
        optimum, _ = learn_again(pick(early, some), fit)
        if not optimum.converged:
            return None
        theta = optimum.theta
    return models_at(problem, theta[None])
