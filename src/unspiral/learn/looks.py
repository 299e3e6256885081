"""Repeated looks at a growing diary: when words may change, and how strict each look must be.

Who looks every day at a threshold made for one look sees a false "clear" sooner or later. So words change on fixed days only, and a look
may use up only so much of the error that is allowed for ever. With Z_k the signed root of the likelihood ratio at look k, and information
proportional to the answered days n_k, the scores Z_k sqrt(n_k) have independent increments under "no arrow"; the threshold of each look
follows from those before by recursive integration.

Source: P. Armitage, C. K. McPherson, B. C. Rowe, J R Stat Soc A 1969, doi:10.2307/2343787 (the integration); K. K. G. Lan,
D. L. DeMets, Biometrika 1983, doi:10.1093/biomet/70.3.659 (spending). Proven in tests/learn/test_looks.py against printed tables.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from jaxtyping import Float
from numpy import ndarray
from scipy.special import ndtr

from unspiral.records.look import look_days

CLEAR_EVER = 0.03  # chance, for ever and over both signs, that an arrow that is not there is called clear (docs/decisions/my-loop.md)
LIKELY_EVER = 0.20  # the same of "likely": the two tails of a single look at 90 %
NIL_EVER = 0.10  # the same of "no effect worth speaking of": twice 5 %, since both ends of the range are tested and either one decides
HALF = 180.0  # answered days at which half of that is used up
FEWEST = 20  # answered days below which a look is not taken: nothing is said, and nothing used up
GRID = 241  # points of the integration; thresholds are then right to 1e-3 and better (tests/learn/test_looks.py)

POWER = 0.84  # normal deviate of a chance of four in five
LONGEST = 1121  # day of the last look that more days are counted to: about three years

Spending = Callable[[float], float]


def share_spent(occasions: float) -> float:
    """Share of the error for ever that may be used up by so many answered days: n^2 / (n^2 + 180^2).

    Little is spent while the law of the estimate is hardly known (2 in 100 by day 28), about three quarters within a year, and the rest
    is left for all the years after; there is no last look.
    """
    return occasions**2 / (occasions**2 + HALF**2)


@dataclass(frozen=True, slots=True)
class Thresholds:
    """Least size of a normal deviate for each word at one look.

    Args:
        clear, likely: against no effect.
        nil: against either end of the negligible range.
    """

    clear: float
    likely: float
    nil: float


def thresholds(occasions: Sequence[int]) -> Thresholds | None:
    """Thresholds of the last of these looks.

    Args:
        occasions: answered days at each look so far, this one last.

    Returns:
        Thresholds, or None where this look has fewer than 20 answered days. A look without anything new has those of the look before.
    """
    counted = [float(n) for n in np.maximum.accumulate(np.asarray(occasions, dtype=np.int64)) if n >= FEWEST]
    if not counted or occasions[-1] < FEWEST:
        return None
    grown = sorted(set(counted))  # corrections and withdrawn days take nothing back that was used up
    ends = [boundary(grown, lambda n, ever=ever: ever * share_spent(n))[-1] for ever in (CLEAR_EVER, LIKELY_EVER, NIL_EVER)]
    return Thresholds(*ends)


def boundary(information: Sequence[float], spending: Spending) -> tuple[float, ...]:
    """Symmetric two-sided boundaries on the normal scale, one a look.

    Args:
        information: at each look, increasing.
        spending: information -> error that may be used up by then, both tails together.

    Returns:
        b_1, b_2, ...: P(|Z_1| < b_1, ..., |Z_k-1| < b_k-1, |Z_k| >= b_k) is what look k may spend.
    """
    found: list[float] = []
    spent, walk, before = 0.0, _Walk(), 0.0
    for n in information:
        if found:
            walk = walk.on(before, found[-1])
        allowed = float(spending(n)) - spent
        found.append(walk.threshold(float(n), allowed))
        spent += allowed
        before = float(n)
    return tuple(found)


def crossing(information: Sequence[float], bounds: Sequence[float]) -> tuple[float, ...]:
    """Chance under no effect of crossing a boundary for the first time at each look.

    Args:
        information: at each look, increasing.
        bounds: on the normal scale, symmetric.
    """
    walk, found = _Walk(), list[float]()
    for n, b in zip(information, bounds, strict=True):
        found.append(walk.beyond(float(n), b))
        walk = walk.on(float(n), b)
    return tuple(found)


@dataclass(frozen=True, slots=True, eq=False)
class _Walk:
    """Law of the score S = Z sqrt(n) of those who have not crossed yet: weights on a grid; at the start, all at 0."""

    n: float = 0.0
    at: Float[ndarray, " grid"] | None = None
    mass: Float[ndarray, " grid"] | None = None

    def beyond(self, n: float, b: float) -> float:
        """Chance that the score lies beyond b at information n."""
        at = np.zeros(1) if self.at is None else self.at
        mass = np.ones(1) if self.mass is None else self.mass
        end, spread = b * np.sqrt(n), np.sqrt(n - self.n)
        above: Float[ndarray, " grid"] = np.asarray(ndtr((at - end) / spread), dtype=float)
        below: Float[ndarray, " grid"] = np.asarray(ndtr((-at - end) / spread), dtype=float)
        return float(mass @ (above + below))

    def threshold(self, n: float, allowed: float) -> float:
        """The b beyond which just the allowed chance lies."""
        low, high = 0.0, 12.0
        for _ in range(44):
            middle = 0.5 * (low + high)
            low, high = (middle, high) if self.beyond(n, middle) > allowed else (low, middle)
        return 0.5 * (low + high)

    def on(self, n: float, b: float) -> _Walk:
        """The law after a look at which everybody beyond b has left."""
        b = min(b, 8.0)  # beyond it lies less than 1e-14
        at = np.linspace(-b, b, GRID) * np.sqrt(n)
        weight = np.full(GRID, 2.0)
        weight[1::2] = 4.0
        weight[[0, -1]] = 1.0
        weight *= (at[1] - at[0]) / 3.0  # Simpson
        spread = np.sqrt(n - self.n)
        old = np.zeros(1) if self.at is None else self.at
        mass = np.ones(1) if self.mass is None else self.mass
        density = np.exp(-0.5 * ((at[:, None] - old[None]) / spread) ** 2) @ mass / (spread * np.sqrt(2.0 * np.pi))
        return _Walk(n, at, weight * density)


def more_days(z: float, occasions: int, day: int, before: Sequence[int]) -> int | None:
    """How many more days until a look at which an effect of this size is called clear with a chance of four in five.

    It is taken that the effect is as large as it is estimated now, and that as large a share of days is answered as so far: the deviate
    then grows with the square root of the answered days, and 0.84 of it must lie beyond the threshold of the look.

    Args:
        z: deviate of the effect now.
        occasions: answered days now.
        day: today, counted from the first check-in.
        before: answered days at the looks so far.

    Returns:
        Days, or None where no look within three years is far enough.
    """
    if not np.isfinite(z) or occasions < 1 or day < 1:
        return None
    counts = list(before)
    for look in look_days(LONGEST):
        if look <= day:
            continue
        counts.append(round(occasions * look / day))
        limits = thresholds(counts)
        if limits is not None and abs(z) * np.sqrt(counts[-1] / occasions) >= limits.clear + POWER:
            return look - day
    return None


def of_sign(z: float) -> float:
    """Probability that an effect has the sign of its estimate, from its normal deviate, as one look sees it."""
    return float(ndtr(abs(z)))
