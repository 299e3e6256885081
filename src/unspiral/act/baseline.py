"""The level at which each process rests, with the draws that belong to the draws of the loop."""

from __future__ import annotations

import numpy as np
from jaxtyping import Float
from numpy import ndarray

from unspiral.learn.circumstances import WEEKDAYS
from unspiral.learn.draws import DRAWS, working_draws
from unspiral.learn.family import unit_of_process
from unspiral.loop.language import parse
from unspiral.records import Fit, Parameter


def levels(fit: Fit, count: int = DRAWS) -> Float[ndarray, "draws p"]:
    """Level of every process, in points of its first indicator; the first row is the estimate.

    Where each day of the week has a level of its own it is their mean; a trend is left aside: it is the level in the middle of the answers.
    Level and loop are drawn together: where people change after their first occasion, the level they tend to and the pace at which
    they do so are learned from the same rows and err together.

    Args:
        fit: a fitted loop.
        count: draws besides the estimate; row k belongs to ``draw(fit, count)``'s loop k.
    """
    point = working_draws(fit, count)
    names = [p.name for p in fit.parameters]  # in the order of the working values
    out = np.empty((count + 1, len(fit.processes)))
    for i, process in enumerate(fit.processes):
        found = level_parameter(fit, i)
        if found.name not in names:
            out[:, i] = found.estimate
            continue
        out[:, i] = _drawn(fit, found, point[:, names.index(found.name)])
        # The level of the fit is that of a Monday, or of the day that is 0; a change lasts through the whole week.
        for day in fit.parameters:
            if day.name.startswith(f"weekday:{process}["):
                out[:, i] += _drawn(fit, day, point[:, names.index(day.name)]) / WEEKDAYS
    return out


def _drawn(fit: Fit, found: Parameter, working: Float[ndarray, " draws"]) -> Float[ndarray, " draws"]:
    """A number that is its working value times a constant, in every draw; the constant is not stored: two standard errors give it back."""
    k = [p.name for p in fit.parameters].index(found.name)
    # After a bootstrap the standard error is that of its replicates, and so must be what it is held against.
    replicates = fit.working.replicates
    spread = float(np.sqrt(fit.working.covariance[k, k])) if replicates is None else float(replicates[:, k].std(ddof=1))
    points = found.se / spread if found.se is not None and spread > 0 else 0.0
    return found.estimate + points * (working - working[0])


def level_parameter(fit: Fit, process: int) -> Parameter:
    """The parameter that says where a process rests: the mean of its first indicator, in the last wave where each wave has its own.

    An indicator in steps has none: its process rests at 0, and the thresholds say where that lies.
    """
    column = parse(fit.loop_text).processes[process].indicators[0].column
    waves = fit.choices.waves
    wanted = f"mean:{column}[{max(waves):g}]" if waves else f"level:{column}"
    none = Parameter(wanted, 0.0, None, None, None, unit_of_process(fit, fit.processes[process]))
    return next((p for p in fit.parameters if p.name == wanted), none)
