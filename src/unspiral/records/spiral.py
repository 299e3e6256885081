"""How much of a push comes back round the loop, which link carries it, which one slows recovery, and how effects travel."""

from __future__ import annotations

import math
from dataclasses import dataclass, field

from unspiral.records.beliefs import Beliefs
from unspiral.records.effect import Effect
from unspiral.records.effects import Curve, PathEffects
from unspiral.records.fit import Arrow, Verdict


@dataclass(frozen=True, slots=True)
class Weighed:
    """A number held against a threshold.

    Args:
        effect: the number with its interval.
        threshold: with the sign of the estimate: what it would have to pass to be worth speaking of.
        probability: that it lies beyond the threshold, on the side of its estimate; nan where it is what it is for certain.
        word: "clear", "likely", "likely not", "cannot tell", "nil" (too small to be worth speaking of, at every lag where it has one), or
            "none" where links leave it no way to be anything but 0.
    """

    effect: Effect
    threshold: float
    probability: float
    word: str


@dataclass(frozen=True, slots=True)
class LinkShare:
    """How much of the spiral runs through one link.

    Args:
        gain: of all loops that pass through this link; with two processes the gain of the loop itself.
        probability: that it is above 0, that is, that the link feeds the spiral; nan where nothing comes back through it.
        weighed: the same number held against the spiral's threshold; None in shares that were made without one.
    """

    gain: Effect
    probability: float
    weighed: Weighed | None = None


@dataclass(frozen=True, slots=True)
class SlowingLink:
    """What one link does to the time that a disturbance lasts.

    Args:
        slope: how fast the slowest rate rises with the link, Re(w_i v_j / w'v); above 0: a stronger link slows recovery.
        part: the link's strength times its slope, in rates per time unit: what it adds to the slowest rate, to first order.
        without: recovery time of the loop without it, exactly; without an upper end where that loop may run away.
        saved: share of the recovery time that would be gone without it; below 0: the link speeds recovery.
    """

    slope: Effect
    part: Effect
    without: Effect
    saved: Weighed


@dataclass(frozen=True, slots=True)
class Slowing:
    """How far the links slow recovery, and which of them does so most.

    Args:
        alone: 1 / smallest self-rate: how long the slowest process would take if no link acted.
        slowed: how much longer recovery takes with the links: recovery / alone - 1; below 0: they speed it.
        links: declared link -> what it does.
        most: the link whose cut would shorten recovery most; several where cutting any of them does the same; none where no cut does.
        probability: that this is so; nan where ``most`` is empty.
        word: "clear", "likely", "cannot tell" or "none".
    """

    alone: Effect
    slowed: Weighed
    links: dict[Arrow, SlowingLink]
    most: tuple[Arrow, ...]
    probability: float
    word: str


@dataclass(frozen=True, slots=True, eq=False)
class Travel:
    """How one effect travels, as a function of the lag, and held against a threshold at one lag that was fixed beforehand.

    Args:
        curves: total, direct, indirect and through each process alone, against the lag.
        total, direct, indirect: at the spiral's lag; total = direct + indirect.
        through: process -> what is lost at that lag when this one alone is held still.
    """

    curves: PathEffects
    total: Weighed
    direct: Weighed
    indirect: Weighed
    through: dict[str, Weighed]


@dataclass(frozen=True, slots=True, eq=False)
class Centrality:
    """How central one process is.

    Args:
        total: sum of its total effects on all others, against the lag.
        indirect: sum of what it alone passes on between others, against the lag; 0 with two processes.
        total_at, indirect_at: both at the spiral's lag.
        controllability: trace of W with A W + W A' + e e' = 0, in time units; for comparison only: it ranks by energy, not by benefit.
    """

    total: Curve
    indirect: Curve
    total_at: Weighed
    indirect_at: Weighed
    controllability: Effect


@dataclass(frozen=True, slots=True)
class Spiral:
    """How much of a push comes back round the loop.

    Args:
        gain: of the closed loop; None with one process or a loop that runs away.
        amplification: 1 / (1 - gain): a held push ends this many times as large as without the loop.
        probability: that the gain is above 0; nan where there is none, or where no links lead back and it is 0 for certain.
        shares: link -> its share.
        radius: largest absolute eigenvalue of D^-1 C (self-rates D, links C): below 1 every round is weaker than the one before.
        recovery: time in which the slowest part of a disturbance shrinks to 37 %, in ``unit``.
        unit: the fit's time unit.
        level: of every interval (0.95).
        words: the finding in plain sentences.
        verdicts: judgements, machine-readable.
        threshold: gain from which a spiral is worth speaking of.
        weighed: the gain held against it; None where there is no gain.
        converging: probability that every round is weaker than the one before (radius below 1).
        slowing: what slows recovery; None where the estimate never recovers.
        standardised: whether effects and centralities are in within-person standard deviations; else in points per point.
        lag: at which effects and centralities are judged, in ``unit``.
        travel: (cause, affected) -> how its effect travels.
        centrality: process -> how central it is.
        assumptions: plain sentences, all of which must hold for the numbers to mean what they say.
        beliefs: what stands in place of data; None where the loop was learned from answers.
    """

    gain: Effect | None
    amplification: Effect | None
    probability: float
    shares: dict[Arrow, LinkShare]
    radius: Effect | None
    recovery: Effect | None
    unit: str
    level: float
    words: str
    verdicts: tuple[Verdict, ...] = field(default=())
    threshold: float = 0.05
    weighed: Weighed | None = None
    converging: float = math.nan
    slowing: Slowing | None = None
    standardised: bool = False
    lag: float = math.nan
    travel: dict[Arrow, Travel] = field(default_factory=dict[Arrow, Travel])
    centrality: dict[str, Centrality] = field(default_factory=dict[str, Centrality])
    assumptions: tuple[str, ...] = ()
    beliefs: Beliefs | None = None
