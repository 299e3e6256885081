"""Go on from a saved fit when new days have arrived: the same loop and choices, and a search that begins where the last one ended."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from math import floor, log
from typing import cast

import numpy as np
from jaxtyping import Float
from numpy import ndarray

from unspiral.errors import DataError, SpecError
from unspiral.learn.parameters import jacobian, natural
from unspiral.learn.problem import Problem, problem_of
from unspiral.learn.search import Optimum, maximise
from unspiral.learn.start import bounds
from unspiral.learn.system import Array
from unspiral.loop.language import to_text
from unspiral.loop.model import Loop
from unspiral.records import Choices, Fit, Moments, Panel, Verdict

GROWN = 1.2  # a search with all starts is made again each time the occasions have grown by about this factor
LEFT_OPEN: Mapping[str, object] = {  # what an option is when nobody said anything
    "traits": None, "error": None, "t0": None, "means": "constant", "lag": 1.0, "level": 0.95, "starts": 5, "seed": 1, "ci": "wald",
    "bootstrap": "parametric", "standardize": False, "covariates": {},
    "weekday": False, "daytime": False, "overnight": False, "trend": False,
}  # fmt: skip
SAME = 1e-4  # log-likelihood units: answers that give a saved fit another likelihood than this are other answers


def check_continued(data: Panel | Moments, loop: Loop, asked: Mapping[str, object], warm: Fit) -> None:
    """A fit can only be gone on from with the loop, the clock and the options it was made with.

    Args:
        data: the new answers.
        loop: as given beside the fit.
        asked: option -> value; one that is None or LEFT_OPEN was not given.
        warm: the saved fit.

    Raises:
        SpecError: the loop or an option contradicts the fit.
        DataError: times are in another unit.
    """
    if to_text(loop) != warm.loop_text:
        raise SpecError(
            "The loop is not that of the fit to go on from, which is: " + warm.loop_text.replace("\n", "; "),
            fix="leave out the loop, or learn it anew without --from.",
        )
    for name, value in asked.items():
        held = getattr(warm.choices, name)
        if value not in (None, LEFT_OPEN[name]) and value != held:
            raise SpecError(
                f"{name} = {_said(value)} contradicts the fit to go on from, which has {name} = {_said(held)}.",
                why="A fit that goes on answers the same question with more days.",
                fix=f"leave that option out, or learn anew without --from{'' if value in (True, False) else ' and with it'}.",
            )
    if data.time_unit != warm.data.time_unit:
        raise DataError(
            f"The fit to go on from counts time in {warm.data.time_unit}s, and the data in {data.time_unit}s.",
            fix=f"--time-unit {warm.data.time_unit}",
        )


def _said(value: object) -> str:
    return {True: "on", False: "off"}.get(value, str(value)) if isinstance(value, bool) else f"{value!s}"


def go_on(
    problem: Problem, starts: list[Float[ndarray, " free"]], warm: Fit | None, occasions: int, tick: Callable[[int, int], None] | None
) -> Optimum:
    """The search, begun at a saved fit where there is one that fits.

    Newton steps with the saved curvature lead from the old maximum to the new one; every other start then only has to lie lower. All starts
    are climbed again when the data have grown by a fifth, when one of them lies higher, and when the old place leads to no maximum.

    Args:
        problem: likelihood of the new data.
        starts: where a search without a saved fit would begin.
        warm: the saved fit, or None.
        occasions: in the new data.
        tick: called with (starts done, starts).
    """
    low, high = bounds(problem.layout)
    begun = None if warm is None else _begun(problem, warm)
    if warm is None or begun is None:
        return maximise(problem.values, starts, low, high, tick)
    theta, known = begun
    if warm.converged and _epoch(occasions) == _epoch(warm.data.occasions):
        found = maximise(problem.values, [theta], low, high, tick, known)
        if found.interrupted or (found.converged and not _higher(problem, starts, found)):
            return replace(found, continued=found.converged)
    return maximise(problem.values, [theta, *starts[: max(len(starts) - 1, 1)]], low, high, tick, known)


def _epoch(occasions: int) -> int:
    return floor(log(max(occasions, 1)) / log(GROWN))


def _higher(problem: Problem, starts: list[ndarray], found: Optimum) -> bool:
    return any(value > found.loglik for value, _ in problem.values(starts) if np.isfinite(value))


def _begun(problem: Problem, warm: Fit) -> tuple[Array, Array | None] | None:
    """The saved maximum on the scale of the new data, and the curvature there; None where the model has other free numbers now."""
    if tuple(p.name for p in warm.parameters) != problem.layout.names:
        return None
    wanted = np.array([p.estimate for p in warm.parameters])
    if not np.isfinite(wanted).all():
        return None
    theta = _working(problem, wanted, warm.working.theta)
    if theta is None:
        return None
    return theta, _information(warm)


def _working(problem: Problem, wanted: Array, near: Array) -> Array | None:
    """The working vector with these natural values, by Newton steps from one on nearly the same scale."""
    theta: Array = near.copy()
    low, high = bounds(problem.layout)
    left = np.inf
    for _ in range(12):
        with np.errstate(all="ignore"):
            slope = jacobian(problem.layout, problem.scale, theta)
            gap = natural(problem.layout, problem.scale, theta) - wanted
        if not (np.isfinite(slope).all() and np.isfinite(gap).all()):
            return None
        size = np.abs(slope).max(axis=1) + 1e-12  # of a move of one in a working value: what a gap is measured by
        left = float(np.abs(gap / size).max())
        if left < 1e-9:
            return theta
        # A variance of nil has no slope: the smallest step that explains the gap leaves its root alone.
        step = cast("Array", np.linalg.pinv(slope / size[:, None], rcond=1e-10) @ (gap / size))
        theta = np.clip(theta - step, low, high)
    return theta if left < 1e-2 else None


def _information(warm: Fit) -> Array | None:
    """The saved covariance turned round; a value that had none (at a bound) gets a curvature like the others'."""
    covariance = warm.working.covariance
    free = np.diag(covariance) > 0
    if not free.any() or not np.isfinite(covariance).all():
        return None
    values, vectors = np.linalg.eigh(covariance[np.ix_(free, free)])
    if values.max() > 1e3:  # never measured, or hardly informed
        return None
    out = np.zeros_like(covariance)
    out[np.ix_(free, free)] = (vectors / np.maximum(values, 1e-12)) @ vectors.T
    out[~free, ~free] = np.median(np.diag(out)[free])
    return out


def continued_verdicts(data: Panel | Moments, loop: Loop, warm: Fit, fit: Fit) -> list[Verdict]:
    """From what it went on, and whether the answers that were there before are still the same.

    Args:
        data: the new answers.
        loop: of the fit.
        warm: the saved fit.
        fit: the new one.
    """
    old, new = warm.data, fit.data
    went_on = f"Went on from a fit of {old.occasions} occasions of {old.persons} {'person' if old.persons == 1 else 'people'}"
    if new.sha256 == old.sha256 and (new.occasions, new.cells) == (old.occasions, old.cells):
        return [Verdict("warm", "ok", went_on + ": the same table as before.")]
    remedy = "Where rows were corrected this is as it should be: all numbers are of the table as it is now. Else look what happened to it."
    if new.occasions < old.occasions or new.persons < old.persons:
        fewer = f"{went_on}; the table now has {new.occasions} of {new.persons}: rows were taken away."
        return [Verdict("warm", "caution", fewer, remedy)]
    more = f"{went_on}, now {new.occasions} of {new.persons}"
    if old.persons == 1 < new.persons:
        who = f"{more}: what was set up for one person, without levels that differ, is now that of {new.persons}."
        return [Verdict("warm", "caution", who, "Learn anew, without --from, so that people are kept apart from their days.")]
    same = _same_before(data, loop, fit.choices, warm)
    if same is False:
        return [Verdict("warm", "caution", more + "; answers that were there before have changed.", remedy)]
    unseen = "" if same else " (whether earlier answers stayed the same cannot be told with several people)"
    return [Verdict("warm", "ok", f"{more}{unseen}.")]


def _same_before(data: Panel | Moments, loop: Loop, choices: Choices, warm: Fit) -> bool | None:
    """Whether the saved fit still has its likelihood on the answers it was learned from; None where these cannot be picked out."""
    before = _before(data, loop, warm.data.occasions) if isinstance(data, Panel) and choices.weight is None else None
    if before is None or warm.loglik is None:
        return None
    problem = problem_of(before, loop, choices)
    begun = _begun(problem, warm)
    if begun is None:
        return None
    if problem.emission is None:
        value = problem.values([begun[0]])[0][0]
    else:
        value = float(problem.reported(natural(problem.layout, problem.scale, begun[0]))[0].sum())
    return bool(abs(value - warm.loglik) < SAME)


def _before(panel: Panel, loop: Loop, occasions: int) -> Panel | None:
    """The panel with as many answered occasions as there were before: the first ones of one person, or all of them."""
    at = [panel.indicators.index(c) for c in loop.columns]
    answered = [~np.isnan(p.values[:, at]).all(axis=1) for p in panel.persons]
    if sum(int(seen.sum()) for seen in answered) == occasions:
        return panel
    if len(panel.persons) > 1 or occasions < 1:
        return None
    last = int(np.flatnonzero(answered[0])[occasions - 1])
    return replace(panel, persons=tuple(person.at(np.arange(last + 1)) for person in panel.persons))
