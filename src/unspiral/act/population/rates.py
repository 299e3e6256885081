"""Numbers of a declaration under a policy: the rate of every jump by period, and what age and sex multiply it with."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from jaxtyping import Float, Inexact
from numpy import ndarray

from unspiral.act.population.joint import Joint, factors
from unspiral.loop.episodes import Episodes
from unspiral.records.population import Policy
from unspiral.units import DAYS_PER

SEXES = ("women", "men")


@dataclass(frozen=True, slots=True, eq=False)
class Rates:
    """Rates of one arm.

    Args:
        rate: per day, of each jump in each period.
        aged: what multiplies each hazard in each period, by age band and sex (women, men).
        begins: first day of each period.
    """

    rate: Inexact[ndarray, "periods jumps"]
    aged: Inexact[ndarray, "periods hazards bands 2"]
    begins: Float[ndarray, " periods"]


def rates_of(
    episodes: Episodes, joint: Joint, policy: Policy | None = None, *, share: float = 1.0, begins: Sequence[float] = (0.0,)
) -> Rates:
    """Rates under a policy, or under none.

    Args:
        episodes, joint: as declared.
        policy: what is changed, and from which week on.
        share: part of the links that is causal.
        begins: first days of all periods, shared by all arms that are compared.
    """
    plain = _base(episodes, joint) * factors(joint, episodes, share)
    begun = [policy if policy is not None and day >= DAYS_PER["week"] * policy.week else None for day in begins]
    rate = np.array([plain if one is None else _base(episodes, joint, one) * _changed(episodes, joint, one, share) for one in begun])
    return Rates(rate, np.array([aged(episodes, one) for one in begun]), np.array(begins, dtype=float))


def _base(episodes: Episodes, joint: Joint, policy: Policy | None = None) -> Inexact[ndarray, " jumps"]:
    sets = dict(policy.sets) if policy is not None else {}
    return np.array([sets.get(hazard.name, hazard.per_year) / DAYS_PER["year"] for hazard in episodes.hazards])[joint.hazard]


def _changed(episodes: Episodes, joint: Joint, policy: Policy, share: float) -> Inexact[ndarray, " jumps"]:
    out = factors(joint, episodes, share, frozenset(policy.cut))
    for name, factor in policy.scale:
        place = [h for h, hazard in enumerate(episodes.hazards) if hazard.name == name]
        out[np.isin(joint.hazard, place)] *= factor
    return out


def aged(episodes: Episodes, policy: Policy | None = None) -> Inexact[ndarray, "hazards bands 2"]:
    """What age and sex multiply each hazard with, in each age band of the declaration."""
    bands = episodes.people.bands
    kind = np.result_type(float, *(ratio.factor for hazard in episodes.hazards for ratio in hazard.ratios))
    out = np.ones((len(episodes.hazards), len(bands), 2), dtype=kind)
    for h, hazard in enumerate(episodes.hazards):
        for ratio in hazard.ratios:
            if ratio.of == "age":
                out[h, [b for b, first in enumerate(bands) if ratio.low <= first < ratio.high]] *= ratio.factor
            elif ratio.of == "sex":
                out[h][:, [SEXES.index(sex) for sex in ratio.among]] *= ratio.factor
    for name, low, high, factor in policy.by_age if policy is not None else ():
        place = [h for h, hazard in enumerate(episodes.hazards) if hazard.name == name]
        out[np.ix_(place, [b for b, first in enumerate(bands) if low <= first < high])] *= factor
    return out
