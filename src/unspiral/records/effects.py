"""How an effect travels: all of it, what goes straight, what goes through others; and how fast a disturbance is over."""

from __future__ import annotations

from dataclasses import dataclass

from jaxtyping import Float
from numpy import ndarray

from unspiral.records.fit import Arrow, Effect


@dataclass(frozen=True, slots=True, eq=False)
class Curve:
    """A number against the lag, with pointwise bands."""

    lags: Float[ndarray, " lags"]
    estimate: Float[ndarray, " lags"]
    low50: Float[ndarray, " lags"]
    high50: Float[ndarray, " lags"]
    low95: Float[ndarray, " lags"]
    high95: Float[ndarray, " lags"]


@dataclass(frozen=True, slots=True, eq=False)
class PathEffects:
    """One arrow's effect taken apart.

    Args:
        arrow: (cause, affected).
        press: False for one push, which is then left alone; True for a push held from lag 0 on.
        standardised: whether in within-person stationary standard deviations; else in points.
        total: by all paths.
        direct: what is left when all other processes are held still.
        indirect: total - direct: what needs another process to pass it on.
        through: process -> what is lost when this one alone is held still. These overlap: they need not add up to ``indirect``.
        declared: whether the loop itself has this arrow; an effect may run through others alone.
    """

    arrow: Arrow
    press: bool
    standardised: bool
    total: Curve
    direct: Curve
    indirect: Curve
    through: dict[str, Curve]
    declared: bool


@dataclass(frozen=True, slots=True)
class HalfLife:
    """How long until a lone disturbance of a process has halved.

    Args:
        own: while all others stand still: ln 2 / self-rate.
        within: with the loop at work, which may feed it or damp it; without an upper end where the loop may keep it up for ever.
    """

    own: Effect
    within: Effect


@dataclass(frozen=True, slots=True)
class Swing:
    """A loop that swings on its way back.

    Args:
        period: time from one crest to the next.
        damping: time until the swing has halved.
        probability: share of the loops that the data leave possible that swing at all.
    """

    period: Effect
    damping: Effect
    probability: float


@dataclass(frozen=True, slots=True)
class Pace:
    """Times of a loop, each with an interval at ``level``, in ``unit``.

    Args:
        half_lives: process -> its own, and within the loop.
        peaks: declared link -> lag at which its total effect is largest in absolute size; shown, not tested.
        looked: how far the peaks were looked for; an end of an interval beyond it is None.
        swing: slowest swing of the estimated loop; None where it returns without swinging.
    """

    half_lives: dict[str, HalfLife]
    peaks: dict[Arrow, Effect]
    looked: float
    swing: Swing | None
    level: float
    unit: str
