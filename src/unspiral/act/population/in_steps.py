"""The forward equation in steps of equal length, as programs of system dynamics run it: what such a file comes to, before it is written."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise

import numpy as np
from jaxtyping import Float
from numpy import ndarray

from unspiral.act.population.effects import Classes
from unspiral.act.population.joint import Joint
from unspiral.act.population.rates import Rates
from unspiral.act.population.strata import Strata
from unspiral.learn.system import Array
from unspiral.units import DAYS_PER

WEEK = DAYS_PER["week"]
LOOKS = (4, 3, 2)  # divisors of the step, in the order in which they are taken: with Euler's last step these make Runge and Kutta's four


def in_steps(joint: Joint, rates: Rates, classes: Classes, strata: Strata, weeks: int, per_week: int) -> Float[ndarray, "states times"]:
    """Share of all people in every joint state at the beginning of every week, in steps of 1 / per_week weeks.

    x(t + h) = x + h Q m,   m = x + h/2 Q (x + h/3 Q (x + h/4 Q x)): the series of exp(hQ) up to h^4. Where a birthday falls into a step,
    Q is the average over it.

    Args:
        joint, rates, classes: of the declaration.
        strata: people who change alike.
        weeks: how long.
        per_week: steps in a week.
    """
    h = WEEK / per_week
    now = strata.start.astype(float)
    out = np.zeros((len(joint.states), weeks + 1))
    out[:, 0] = now.sum(axis=(0, 1))
    flow = _flow(joint)
    changes = np.array(sorted({day for turns in strata.turns for day, _ in turns} | set(rates.begins.tolist())))
    speed, kept = np.zeros(0), -1.0  # rates, and until when they hold
    for k in range(weeks * per_week):
        if (k + 1) * h > kept:
            speed = speeds(joint, rates, classes, strata, k * h, h)
            inside = changes[(changes > k * h + 1e-9) & (changes < (k + 1) * h)]
            later = changes[changes >= (k + 1) * h - 1e-9]
            kept = k * h if len(inside) else float(later[0]) if len(later) else np.inf
        look = now
        for part in LOOKS:
            look = now + h / part * flow(look, speed)
        now = now + h * flow(look, speed)
        if (k + 1) % per_week == 0:
            out[:, (k + 1) // per_week] = now.sum(axis=(0, 1))
    return out


def speeds(
    joint: Joint, rates: Rates, classes: Classes, strata: Strata, begin: float, days: float
) -> Float[ndarray, "strata classes jumps"]:
    """Rate of every jump per day, averaged over a step.

    Args:
        joint, rates, classes, strata: as above.
        begin: first day of the step.
        days: its length.
    """
    period = sum(1 for day in rates.begins if day <= begin + 1e-9 * WEEK) - 1
    aged = np.zeros((len(strata.turns), rates.aged.shape[1]))
    for s, turns in enumerate(strata.turns):
        sex = strata.sex[s]
        aged[s] = rates.aged[period, :, turns[0][1], sex]
        for (_, before), (day, band) in pairwise(turns):
            come = min(max((begin + days - day) / days, 0.0), 1.0)
            aged[s] += come * (rates.aged[period, :, band, sex] - rates.aged[period, :, before, sex])
    return rates.rate[period] * aged[:, None, joint.hazard] * classes.multiplier[None, :, joint.hazard]


def _flow(joint: Joint) -> Callable[[Array, Array], Array]:
    ends = np.zeros((len(joint.source), len(joint.states)))
    jumps = np.arange(len(joint.source))
    ends[jumps, joint.target] += 1.0
    ends[jumps, joint.source] -= 1.0
    return lambda people, speed: (people[..., joint.source] * speed) @ ends
