"""A policy as it is declared: what is offered to whom, how many take it up and stay, what it changes, and where each number comes from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from unspiral.loop.episodes import Basis

Kind = Literal["trial", "cohort", "choice"]


@dataclass(frozen=True, slots=True)
class Stated:
    """A number of a policy with its ends.

    Args:
        value: as it counts in the simulation, after any conversion.
        basis: row of the packaged tables, or why it is assumed.
        low, high: ends of its 95 % interval, or of the range that is held possible; both None where there is none.
        how: in words, what was converted into what, by which formula; empty where it counts as it was read.
    """

    value: float
    basis: Basis
    low: float | None = None
    high: float | None = None
    how: str = ""


@dataclass(frozen=True, slots=True)
class Lever:
    """A hazard that is changed.

    Args:
        hazard: of the declaration.
        factor: > 0, that multiplies it.
        kind: "trial" where people were drawn into arms; "cohort" where those who did it were only watched, so that the factor is taken to
            the same
            causal share as the links; "choice" where the policy itself sets it.
    """

    hazard: str
    factor: Stated
    kind: Kind


@dataclass(frozen=True, slots=True)
class Price:
    """What care adds to an outcome that is added up.

    Args:
        outcome: "cost"; one of the declaration's, or a new one.
        unit: "EUR".
        each_start: for everybody who begins.
        each_week: while it is taken.
        basis: where it comes from.
    """

    outcome: str
    unit: str
    each_start: float
    each_week: float
    basis: Basis


@dataclass(frozen=True, slots=True)
class Care:
    """Care that a policy offers: a course of its own, off or on, whose effects last while it is on.

    Args:
        name: of the course.
        only: (course, states) in which it is offered.
        uptake: share of those to whom it is offered who begin within ``uptake_weeks``.
        stays: share of those who began who are still there after ``stays_weeks``.
        by_age: (first year, last year not included, factor) of the rate of beginning.
        effects: while it is on.
        ends_with: hazards at which it ends.
        instead_of: courses of care that nobody has beside it.
        prices: what it costs.
    """

    name: str
    only: tuple[tuple[str, tuple[str, ...]], ...]
    uptake: Stated
    uptake_weeks: float
    stays: Stated
    stays_weeks: float
    by_age: tuple[tuple[float, float, float], ...] = ()
    effects: tuple[Lever, ...] = ()
    ends_with: tuple[str, ...] = ()
    instead_of: tuple[str, ...] = ()
    prices: tuple[Price, ...] = ()

    @property
    def begins(self) -> str:
        """Name of the hazard by which people begin."""
        return f"{self.name} begins"

    @property
    def stops(self) -> str:
        """Name of the hazard by which they stop."""
        return f"{self.name} stops"


@dataclass(frozen=True, slots=True)
class Proposal:
    """A policy.

    Args:
        name: short, for the command line: "exercise".
        label: in words: "Exercise programmes for people with back pain".
        about: what is offered, on what grounds.
        start: "now", a calendar date "2028-01-01", or a week as "week 52".
        care: arms of care of its own.
        changes: what it multiplies outright: uptake three times as fast.
        by_age: (hazard, first year, last year not included, factor).
        cut: links that push no more.
        left_out: what was found and is not counted, and why.
    """

    name: str
    label: str
    about: str = ""
    start: str = "now"
    care: tuple[Care, ...] = ()
    changes: tuple[Lever, ...] = ()
    by_age: tuple[tuple[str, float, float, float], ...] = ()
    cut: tuple[str, ...] = ()
    left_out: tuple[str, ...] = ()
