"""Many persons' symptoms day by day: the loop's own equation, exact from day to day, each person around a level of their own."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from jaxtyping import Float
from numpy import ndarray

from unspiral.act.baseline import levels
from unspiral.act.caution import refuse, refuse_runaway, refuse_unplaced
from unspiral.act.whatif.chance import shocks
from unspiral.errors import NotIdentified, SpecError, did_you_mean
from unspiral.learn.discretise import discretise
from unspiral.learn.stationary import stationary
from unspiral.learn.system import Array
from unspiral.records import Fit
from unspiral.units import DAYS_PER

DAYS = 7  # of a week
FIRST, OWN, DAILY = 0, 1, 2  # cells of a person's chance: where they begin, their level, and every day from there on


@dataclass(frozen=True, slots=True, eq=False)
class Symptoms:
    """What symptoms are simulated from.

    Args:
        processes: names.
        drift, diffusion: per day.
        level: of the average person, in points.
        between: covariance of people's levels.
    """

    processes: tuple[str, ...]
    drift: Float[ndarray, "p p"]
    diffusion: Float[ndarray, "p p"]
    level: Float[ndarray, " p"]
    between: Float[ndarray, "p p"]

    @property
    def within(self) -> Float[ndarray, "p p"]:
        """Covariance of one person's days around their level."""
        return stationary(self.drift, self.diffusion)


def symptoms_of(fit: Fit, spread: Mapping[str, float], together: Mapping[tuple[str, str], float] | None = None) -> Symptoms:
    """The loop of a fit, or of stated numbers, for many persons.

    Args:
        fit: learned, or from priors (``learn.prior_fit.from_priors``): then the middle of every law.
        spread: process -> standard deviation between people's levels, where the fit does not know it.
        together: two processes -> correlation of people's levels, 0 where not said; for spreads that were given.

    Raises:
        SpecError: nothing says how far people's levels lie apart, or a name or a number that cannot be.
        NotIdentified: the fit carries nothing, the loop runs away, or a process is not counted in points.
    """
    refuse(fit)
    p = len(fit.processes)
    drift, diffusion = np.asarray(fit.drift, dtype=float)[:p, :p], np.asarray(fit.diffusion, dtype=float)[:p, :p]
    refuse_runaway(fit, np.array([np.linalg.eigvals(drift).real.max() < 0.0]))
    for name in fit.processes:
        refuse_unplaced(
            fit, name, "A threshold is a value of its scale.", "learn again with that answer as a plain number (--family NAME=gaussian)"
        )
    days = DAYS_PER[fit.data.time_unit]
    return Symptoms(fit.processes, drift / days, diffusion / days, levels(fit, 2)[0], _between(fit, spread, together or {}))


def _between(fit: Fit, spread: Mapping[str, float], together: Mapping[tuple[str, str], float]) -> Array:
    known = {parameter.name: parameter.estimate for parameter in fit.parameters}
    out = np.zeros((len(fit.processes),) * 2)
    for name in (*spread, *(name for pair in together for name in pair)):
        if name not in fit.processes:
            raise SpecError(
                f"'{name}' is no process of this loop.{did_you_mean(name, fit.processes)}", fix=f"one of: {', '.join(fit.processes)}"
            )
    for i, name in enumerate(fit.processes):
        if f"trait:{name}" in known:
            if name in spread:
                raise SpecError(
                    f"The fit knows how far people's levels of {name} lie apart, and --spread says it again.",
                    fix=f"leave out --spread {name}=...",
                )
            out[i, i] = known[f"trait:{name}"]
            for j, other in enumerate(fit.processes[:i]):
                out[i, j] = out[j, i] = known.get(f"trait:{other},{name}", known.get(f"trait:{name},{other}", 0.0))
            continue
        if name not in spread:
            asked = " ".join(f"--spread {n}=2" for n in fit.processes if f"trait:{n}" not in known and n not in spread)
            raise SpecError(
                f"Nothing says how far people's usual levels of {name} lie apart.",
                why="Who is how often above a threshold hangs on that more than on anything else.",
                fix=f"{asked}: standard deviations between people, in points (0 = all alike)",
            )
        if not (math.isfinite(spread[name]) and spread[name] >= 0.0):
            raise SpecError(f"A spread of {spread[name]:g} points for {name} cannot be.", fix=f"--spread {name}=2")
        out[i, i] = spread[name] ** 2
    for (one, other), r in together.items():
        if one == other or not -1.0 < r < 1.0 or one not in spread or other not in spread:
            raise SpecError(
                f"A correlation of {r:g} between people's levels of {one} and {other} cannot be taken.",
                why="It lies between -1 and 1, and belongs to two spreads that were given.", fix=f"--together {one},{other}=0.4",
            )  # fmt: skip
        i, j = fit.processes.index(one), fit.processes.index(other)
        out[i, j] = out[j, i] = r * math.sqrt(out[i, i] * out[j, j])
    if np.linalg.eigvalsh(out)[0] < -1e-9 * max(1.0, float(np.abs(out).max())):
        raise NotIdentified(
            "The levels of people cannot differ as this says: the correlations contradict each other.",
            fix="--together with correlations nearer to 0", code="between",
        )  # fmt: skip
    return out


def weekly(world: Symptoms, seed: int, persons: range, weeks: int) -> Float[ndarray, "persons weeks p"]:
    """Mean score of every week of every person.

    x(day + 1) = F x(day) + noise,  F = exp(A),  exact; the score is the person's level + x. Every number of chance belongs to (seed,
    person, day, process): more persons, or more weeks, change nothing that was there before.

    Args:
        world: what is simulated.
        seed: of all chance.
        persons: whom.
        weeks: how many.
    """
    step = discretise(world.drift, world.diffusion, np.ones(1))
    transition, noise = step.transition[0], _root(step.noise[0])
    first, own = _root(world.within), _root(world.between)
    random = shocks(seed, persons, DAILY + DAYS * weeks - 1, len(world.processes))
    level = world.level + _apply(own, random[:, OWN])
    state = _apply(first, random[:, FIRST])
    out = np.empty((len(persons), weeks, len(world.processes)))
    for week in range(weeks):
        total = np.zeros_like(state)
        for day in range(DAYS * week, DAYS * (week + 1)):
            if day:
                state = _apply(transition, state) + _apply(noise, random[:, DAILY + day - 1])
            total += state
        out[:, week] = level + total / DAYS
    return out


def _root(covariance: Array) -> Array:
    """A square root of a covariance that may have a part that is nil."""
    values, vectors = np.linalg.eigh(covariance)
    return (vectors * np.sqrt(np.clip(values, 0.0, None))) @ vectors.T


def _apply(matrix: Array, rows: Array) -> Array:
    """A matrix on every row, term by term: a library's product may add in another order for another number of persons."""
    out = np.empty_like(rows)
    for i in range(len(matrix)):
        out[:, i] = matrix[i, 0] * rows[:, 0]
        for j in range(1, len(matrix)):
            out[:, i] += matrix[i, j] * rows[:, j]
    return out
