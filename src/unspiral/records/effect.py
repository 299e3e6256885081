"""A number with its interval."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Effect:
    """A number with its interval; ``low`` and ``high`` are None when the interval cannot be had.

    ``se`` is the standard error by the delta method, where one is given; intervals are from draws, which need not be symmetric.
    """

    estimate: float
    low: float | None
    high: float | None
    se: float | None = None
