"""Records of a population: policies."""

from __future__ import annotations

from dataclasses import dataclass

from jaxtyping import Float, Int
from numpy import ndarray

from unspiral.records.fit import Verdict


@dataclass(frozen=True, slots=True)
class Policy:
    """Something that is done from a week on.

    Args:
        name: in words.
        week: that it begins in.
        scale: (hazard, factor): uptake three times as fast, a recovery that is quicker.
        by_age: (hazard, first year, last year not included, factor).
        cut: links that push no more, "depression->pain".
        sets: (hazard, events a year) in place of what is declared: care that nobody begins without the policy.
    """

    name: str
    week: int = 0
    scale: tuple[tuple[str, float], ...] = ()
    by_age: tuple[tuple[str, float, float, float], ...] = ()
    cut: tuple[str, ...] = ()
    sets: tuple[tuple[str, float], ...] = ()


@dataclass(frozen=True, slots=True)
class Keeping:
    """Whether the persons of a run keep to the exact equation, over all arms, states and weeks at once.

    Args:
        level: of the band around the equation that holds for all of them at once, at least.
        looked: numbers of persons that were compared.
        outside: how many of them lie outside of the band.
        arm, state, week: where the least likely of them is.
        persons: that were there, and ``expected``: how many the equation expects.
        expected: see ``persons``.
        tail: how likely a number at least so far out would be, looked at alone.
    """

    level: float
    looked: int
    outside: int
    arm: str
    state: str
    week: int
    persons: int
    expected: float
    tail: float


@dataclass(frozen=True, slots=True, eq=False)
class PopulationRun:
    """What was counted of all persons of a simulated population, with the exact equation beside it.

    Args:
        name: of the declaration.
        persons: how many.
        weeks: how long; there is one more beginning of a week than there are weeks.
        seed: of all chance.
        arms: the first without a policy, then the policies.
        states: "pain:chronic", "life:dead", "pain:chronic+depression:episode"; but for the dead, people who are alive.
        hazards: that can strike.
        outcomes, units: what is added up for each person, over all weeks.
        there: persons in each state at the beginning of each week.
        events: how often each hazard struck in the week that begins; 0 in the last, which does not pass.
        exact: share of everybody in each state by the forward equation; None where there is none.
        mean, se: of each outcome per person, with its standard error.
        apart, apart_se: how far a person's outcome is from that of the same person in the first arm, on average, with its standard error.
        keeping: whether the persons keep to the equation; None where there is none.
        verdicts: what must be said.
        seconds: "simulate", "exact".
        manifest: what the numbers rest on: declaration, seed, versions, time, command.
    """

    name: str
    persons: int
    weeks: int
    seed: int
    arms: tuple[str, ...]
    states: tuple[str, ...]
    hazards: tuple[str, ...]
    outcomes: tuple[str, ...]
    units: tuple[str, ...]
    there: Int[ndarray, "arms states beginnings"]
    events: Int[ndarray, "arms hazards beginnings"]
    exact: Float[ndarray, "arms states beginnings"] | None
    mean: Float[ndarray, "arms outcomes"]
    se: Float[ndarray, "arms outcomes"]
    apart: Float[ndarray, "arms outcomes"]
    apart_se: Float[ndarray, "arms outcomes"]
    keeping: Keeping | None
    verdicts: tuple[Verdict, ...]
    seconds: dict[str, float]
    manifest: dict[str, str]

    @property
    def share(self) -> Float[ndarray, "arms states beginnings"]:
        """Simulated share of everybody in each state."""
        return self.there / self.persons
