"""The rule about harm, held against the answers so far. It needs no more than the plan, so a page can ask it each day."""

from __future__ import annotations

import numpy as np
from jaxtyping import Float, Int
from numpy import ndarray

from unspiral.records.fit import Verdict
from unspiral.records.trial import TrialPlan

RUN = 3  # answered days in a row
OFF = 5  # answered off-days from which their mean stands for a usual level that nobody stated


def shifts(answers: Float[ndarray, "many days"], on: Int[ndarray, " days"], level: float | None) -> Float[ndarray, "many days"]:
    """How far each answer lies from the usual level; nan where there is no answer, or no usual level yet.

    Args:
        answers: nan = none.
        on: 1 for on-days.
        level: usual level; None for the mean of the off-days answered before each day, from ``OFF`` of them on.
    """
    if level is not None:
        return answers - level
    off = np.isfinite(answers) & (on == 0)
    before = np.cumsum(off, axis=1) - off
    total = np.cumsum(np.where(off, answers, 0.0), axis=1) - np.where(off, answers, 0.0)
    return np.where(before >= OFF, answers - total / np.maximum(before, 1), np.nan)


def worst_runs(shift: Float[ndarray, "many days"], direction: int) -> Float[ndarray, " many"]:
    """The worst shift that ``RUN`` answered days in a row all reach, in the direction of harm; -inf where there are not so many.

    Args:
        shift: nan = no answer, which neither counts nor breaks a row.
        direction: +1 where higher is worse.
    """
    out = np.full(len(shift), -np.inf)
    for k, row in enumerate(direction * shift):
        seen = row[np.isfinite(row)]
        if len(seen) >= RUN:
            out[k] = np.min([seen[j : len(seen) - RUN + 1 + j] for j in range(RUN)], axis=0).max()
    return out


def harm_of(plan: TrialPlan, column: Float[ndarray, " days"]) -> list[Verdict]:
    """What the plan's rule about harm says of the answers so far; it may be asked on any day, because it calls no effect.

    Args:
        plan: with its rule.
        column: answers of the first outcome from the first day on, nan = none.
    """
    shift = shifts(column[None], np.array(plan.on)[: len(column)], plan.stop.level)
    if float(worst_runs(shift, plan.stop.direction)[0]) < abs(plan.stop.harm):
        return []
    return [Verdict("stop-harm", "caution", plan.stop.words[0], "Talk to the person who treats you before going on.")]
