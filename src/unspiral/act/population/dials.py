"""Every number of a declaration by name, to be read and to be turned: rates, ratios, person effects, correlations."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from unspiral.learn.system import Array
from unspiral.loop.episodes import Episodes, Hazard

FEWEST = 39  # draws from which an interval may be read: with fewer, its ends lie beyond all of them
SIDE = 0.025  # of a 95 % interval


@dataclass(frozen=True, slots=True, order=True)
class Dial:
    """A number's place.

    Args:
        kind: "rate", "ratio", "effect" or "correlation".
        of: hazard, or the first effect of a correlation.
        part: which ratio or effect of it, by its place; which correlation.
    """

    kind: str
    of: str
    part: int = 0


def dials_of(episodes: Episodes) -> dict[Dial, float]:
    """All numbers, by their places."""
    found: dict[Dial, float] = {}
    for hazard in episodes.hazards:
        found[Dial("rate", hazard.name)] = _real(hazard.per_year)
        found.update({Dial("ratio", hazard.name, k): _real(ratio.factor) for k, ratio in enumerate(hazard.ratios)})
        found.update({Dial("effect", hazard.name, k): _real(loading) for k, (_, loading) in enumerate(hazard.effects)})
    found.update({Dial("correlation", a, k): _real(rho) for k, (a, _, rho) in enumerate(episodes.correlations)})
    return found


def turned(episodes: Episodes, dial: Dial, value: float) -> Episodes:
    """The same declaration with one number in place of another."""
    if dial.kind == "correlation":
        rows = tuple((a, b, value if k == dial.part else rho) for k, (a, b, rho) in enumerate(episodes.correlations))
        return replace(episodes, correlations=rows)
    hazards = tuple(_turned(hazard, dial, value) if hazard.name == dial.of else hazard for hazard in episodes.hazards)
    return replace(episodes, hazards=hazards)


def _turned(hazard: Hazard, dial: Dial, value: float) -> Hazard:
    if dial.kind == "rate":
        return replace(hazard, per_year=value)
    if dial.kind == "ratio":
        ratios = tuple(replace(ratio, factor=value) if k == dial.part else ratio for k, ratio in enumerate(hazard.ratios))
        return replace(hazard, ratios=ratios)
    effects = tuple((name, value if k == dial.part else loading) for k, (name, loading) in enumerate(hazard.effects))
    return replace(hazard, effects=effects)


def words_of(episodes: Episodes, dial: Dial) -> str:
    """A number in words."""
    if dial.kind == "correlation":
        a, b, _ = episodes.correlations[dial.part]
        return f"correlation of the person effects '{a}' and '{b}'"
    hazard = episodes.hazard(dial.of)
    if dial.kind == "rate":
        return f"{dial.of}, events a year"
    if dial.kind == "effect":
        return f"{dial.of}: how much people differ ('{hazard.effects[dial.part][0]}')"
    ratio = hazard.ratios[dial.part]
    where = " or ".join(ratio.among)
    if ratio.of == "earlier":
        return f"{dial.of}: ratio after earlier {ratio.course}"
    if ratio.of == "age":
        return f"{dial.of}: ratio from {ratio.low:g} years on"
    return f"{dial.of}: ratio for {where}" if ratio.of == "sex" else f"{dial.of}: ratio with {ratio.of} {where}"


def ranges(draws: Sequence[Episodes]) -> dict[Dial, tuple[float, float]]:
    """95 % intervals of the numbers that draws differ in; none where there are too few."""
    if len(draws) < FEWEST:
        return {}
    every = [dials_of(each) for each in draws]
    found: dict[Dial, tuple[float, float]] = {}
    for dial in every[0]:
        values = np.array([each[dial] for each in every])
        if np.ptp(values) > 1e-12 * np.abs(values).max():
            low, high = quantiles(values)
            found[dial] = (float(low), float(high))
    return found


def _real(value: complex) -> float:
    return float(np.real(value))


def quantiles(draws: Array) -> Array:
    """Ends of the middle 95 % of what draws come from: k-th smallest of n draws at k / (n + 1), of which that is the share on average.

    Other rules take the share of the draws themselves, and hold some 90 % with 40 of them.

    Source: Hyndman and Fan (1996, doi 10.1080/00031305.1996.10473566), rule 6; tests/act/population/test_dials.py.
    """
    ends: Array = np.quantile(draws, [SIDE, 1.0 - SIDE], axis=0, method="weibull")
    return ends
