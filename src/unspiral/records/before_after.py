"""The days before something was begun, and the days after."""

from __future__ import annotations

from dataclasses import dataclass

from unspiral.records.effect import Effect


@dataclass(frozen=True, slots=True)
class Stretch:
    """Some days in a row.

    Args:
        days: from the first to the last.
        answered: of these.
        mean: of the answers.
    """

    days: int
    answered: int
    mean: float


@dataclass(frozen=True, slots=True)
class BeforeAfter:
    """Two stretches beside each other; why they differ is not in it.

    Args:
        before, after: the stretches.
        difference: after minus before, with its interval.
        alike: autocorrelation from one day to the next that the interval allows for.
        level: of the interval.
    """

    before: Stretch
    after: Stretch
    difference: Effect
    alike: float
    level: float
