"""Records of a population's calibration: what studies saw, which numbers may move for it, and what was found."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from jaxtyping import Float
from numpy import ndarray

Sight = Literal["now", "ever", "risk", "median", "risk ratio", "odds ratio", "twins"]
States = tuple[tuple[str, tuple[str, ...]], ...]  # (course, states) that all hold; "earlier COURSE" with "none" or "some"


@dataclass(frozen=True, slots=True)
class Aim:
    """What a study saw, as it would be seen in the population.

    Args:
        name: in words.
        row: of the packaged tables; empty where ``why`` says where it comes from.
        why: in words.
        value: that was seen.
        low, high: its 95 % interval.
        see: "now" and "ever": of all people, those in some states, or in each of two sets of states within ``days``. "risk": of ``among``,
            those in some states within ``days``, after ``later`` days. "median": days until half of ``among`` are. "risk ratio" and
            "odds ratio": the risk of those in ``exposed`` against the others'. "twins": the odds ratio within pairs.
        what: states that are looked for.
        also: of "ever": a second set.
        after: hazards: people at the moment after one of them struck.
        among: states that people begin in.
        clear: days for which they have not been in ``what`` before they are followed.
        exposed: states, of ratios and twins.
        later: days before those are counted who come into ``what``.
        days: over which; 0 counts who is there at that moment.
        pair: of "twins": "people", "fraternal", "identical" or "pairs".
        held_out: compared and not searched for.
    """

    name: str
    row: str
    why: str
    value: float
    low: float
    high: float
    see: Sight
    what: States
    also: States = ()
    after: tuple[str, ...] = ()
    among: States = ()
    clear: float = 0.0
    exposed: States = ()
    later: float = 0.0
    days: float = 0.0
    pair: str = "people"
    held_out: bool = False

    @property
    def scale(self) -> str:
        """On which its distance counts: shares as log odds, times and ratios as logs."""
        return {"median": "time", "risk ratio": "ratio", "odds ratio": "ratio", "twins": "ratio"}.get(self.see, "share")


@dataclass(frozen=True, slots=True)
class Search:
    """Which numbers may move, and around what.

    Args:
        free: names, "rate:pain begins".
        priors: (name, standard deviation on the scale of the search, why) around where the number begins.
        nodes: of each person effect.
        aims: what is searched for, and what is held out.
    """

    free: tuple[str, ...]
    priors: tuple[tuple[str, float, str], ...]
    nodes: int
    aims: tuple[Aim, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Scenario:
    """What was found where a part of the links is causal.

    Args:
        share: that part.
        values: of the free numbers, in their order.
        covariance: of them on the scale of the search.
    """

    share: float
    values: tuple[float, ...]
    covariance: Float[ndarray, "free free"]
