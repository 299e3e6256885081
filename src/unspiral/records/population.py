"""Records of a population: policies."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Policy:
    """Something that is done from a week on.

    Args:
        name: in words.
        week: that it begins in.
        scale: (hazard, factor): uptake three times as fast, a recovery that is quicker.
        by_age: (hazard, first year, last year not included, factor).
        cut: links that push no more, "depression->pain".
    """

    name: str
    week: int = 0
    scale: tuple[tuple[str, float], ...] = ()
    by_age: tuple[tuple[str, float, float, float], ...] = ()
    cut: tuple[str, ...] = ()
