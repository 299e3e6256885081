"""Policies held against doing nothing else: differences with intervals at each causal share, fractions, and what moves them most."""

from __future__ import annotations

from dataclasses import dataclass

from jaxtyping import Float
from numpy import ndarray

from unspiral.records.effect import Effect
from unspiral.records.fit import Verdict

PER = 100_000  # people that amounts are told for


@dataclass(frozen=True, slots=True)
class Measure:
    """Something that policies may change.

    Args:
        name: "weeks:pain:chronic", "new:depression", "end:pain:chronic", or that of a declared outcome.
        label: in words.
        unit: "week", "episode", "person", "EUR" ...
        basis: where its amounts come from, in words; empty where only people and time are counted.
    """

    name: str
    label: str
    unit: str
    basis: str = ""


@dataclass(frozen=True, slots=True)
class Simulated:
    """The same difference among simulated persons who share their luck.

    Args:
        change: per 100,000 people.
        error: its Monte-Carlo standard error; nothing else is in it.
        persons: how many.
    """

    change: float
    error: float
    persons: int


@dataclass(frozen=True, slots=True)
class Difference:
    """What a policy would be expected to change in one measure at one causal share, per 100,000 people over the horizon.

    Args:
        measure: its name.
        now: with nothing else done.
        change: with the policy, less that; with its interval over draws.
        word: "fewer", "more", "none" (exactly nothing), "cannot tell".
        simulated: the same by persons, where asked.
    """

    measure: str
    now: float
    change: Effect
    word: str
    simulated: Simulated | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Gap:
    """A difference in a share of people, over time.

    Args:
        state: "pain:chronic".
        weeks: at their beginnings.
        estimate, low, high: per 100,000 people; ends are nan without draws.
    """

    state: str
    weeks: Float[ndarray, " marks"]
    estimate: Float[ndarray, " marks"]
    low: Float[ndarray, " marks"]
    high: Float[ndarray, " marks"]


@dataclass(frozen=True, slots=True, eq=False)
class AtShare:
    """A policy at one causal share.

    Args:
        share: part of the links that is causal.
        differences: one a measure.
        gaps: one a state that matters.
        starts: people who begin the care, per 100,000 (a person may begin again).
        care_weeks: weeks in it, per 100,000.
    """

    share: float
    differences: tuple[Difference, ...]
    gaps: tuple[Gap, ...]
    starts: float
    care_weeks: float

    def of(self, measure: str) -> Difference:
        """The difference in one measure."""
        return next(each for each in self.differences if each.measure == measure)


@dataclass(frozen=True, slots=True)
class Word:
    """What may be said of a policy and a measure over all causal shares.

    Args:
        measure: its name.
        word: "fewer", "more", "none" or "cannot tell".
        why: where it is "cannot tell".
    """

    measure: str
    word: str
    why: str = ""


@dataclass(frozen=True, slots=True)
class Number:
    """A number of a policy as it is shown.

    Args:
        key: what it is.
        value, low, high: as it counts; ends None where there is no range.
        kind: "trial", "cohort", "choice".
        row: of the packaged tables; empty for an assumption.
        how: what was converted into what.
        why: what the row says, or why it is assumed.
    """

    key: str
    value: float
    low: float | None
    high: float | None
    kind: str
    row: str
    how: str
    why: str


@dataclass(frozen=True, slots=True)
class Bar:
    """What a difference becomes when one number stands at either end, all others held.

    Args:
        key: the number.
        low, high: its ends.
        at_low, at_high: the difference there, per 100,000.
    """

    key: str
    low: float
    high: float
    at_low: float
    at_high: float

    @property
    def swing(self) -> float:
        """How far the difference moves."""
        return abs(self.at_high - self.at_low)


@dataclass(frozen=True, slots=True)
class Tornado:
    """Which number moves a difference most.

    Args:
        measure: its name.
        share: causal share at which all other numbers are held.
        middle: the difference there.
        bars: the widest first; the causal share itself among them.
    """

    measure: str
    share: float
    middle: float
    bars: tuple[Bar, ...]


@dataclass(frozen=True, slots=True, eq=False)
class PolicyFound:
    """A policy held against doing nothing else.

    Args:
        name, label, about: as declared.
        week: in which it begins.
        arms: one a causal share, ascending; never to be shown one by one.
        words: one a measure.
        numbers: of the policy.
        left_out: what was found and is not counted, and why.
        tornados: where asked for.
    """

    name: str
    label: str
    about: str
    week: int
    arms: tuple[AtShare, ...]
    words: tuple[Word, ...]
    numbers: tuple[Number, ...]
    left_out: tuple[str, ...] = ()
    tornados: tuple[Tornado, ...] = ()

    def word(self, measure: str) -> Word:
        """What may be said of one measure."""
        return next(each for each in self.words if each.measure == measure)


@dataclass(frozen=True, slots=True)
class Fraction:
    """An attributable fraction under one causal assumption.

    Args:
        assumes: in words.
        fraction: P(exposed | cases) (RR - 1) / RR.
        low, high: the same at the ends of the ratio's interval; None where the fraction is 0 by assumption or the source has none.
        ratio: that was counted.
        exposed: share of people exposed.
        cases: share of cases exposed, worked out from both.
        rows: of the packaged tables.
    """

    assumes: str
    fraction: float
    low: float | None
    high: float | None
    ratio: float
    exposed: float
    cases: float
    rows: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Attributable:
    """What part of the new episodes of one condition the other accounts for: a range, never a point.

    Args:
        link: "depression->pain".
        label: in words.
        fractions: under each causal assumption, the smallest first.
        cut: (causal share, part of new episodes that is gone once the link pushes no more), in the simulated population.
        cases: (causal share, part of new episodes that begin in the exposed), there at the first week.
    """

    link: str
    label: str
    fractions: tuple[Fraction, ...]
    cut: tuple[tuple[float, float], ...] = ()
    cases: tuple[tuple[float, float], ...] = ()

    @property
    def range(self) -> tuple[float, float]:
        """The smallest and the largest."""
        return min(each.fraction for each in self.fractions), max(each.fraction for each in self.fractions)


@dataclass(frozen=True, slots=True)
class TwinRung:
    """One rung of the co-twin ladder.

    Args:
        label: "all people", "pairs", "identical pairs" ...
        shared: part of the family's liability that such pairs share, 0 to 1.
        observed: odds ratio of the study with its interval.
        row: of the packaged tables.
        simulated: (causal share, odds ratio in the simulated population).
    """

    label: str
    shared: float
    observed: Effect
    row: str
    simulated: tuple[tuple[float, float], ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class Prevalence:
    """Who is where with nothing else done, at one causal share.

    Args:
        share: part of the links that is causal.
        weeks: at their beginnings.
        state: "pain:chronic" -> share of all people who were there at the start.
    """

    share: float
    weeks: Float[ndarray, " weeks"]
    state: dict[str, Float[ndarray, " weeks"]]


@dataclass(frozen=True, slots=True, eq=False)
class PolicyComparison:
    """Policies held against doing nothing else, at every causal share.

    Args:
        name, about: of the declaration.
        weeks: of the horizon.
        start: first day, as a date, or empty.
        shares: causal shares, ascending.
        measures: what was measured.
        now: with nothing else done, one a share.
        policies: in the order asked for, which is no rank.
        attributable: one a link.
        ladder: of twins, where its numbers are at hand.
        draws: behind each interval; 0 for none.
        persons: simulated; 0 for none.
        seed: of draws and persons.
        nodes: of each person effect.
        verdicts: what a careful reader would ask.
        manifest: versions, fingerprint of the declaration.
    """

    name: str
    about: str
    weeks: int
    start: str
    shares: tuple[float, ...]
    measures: tuple[Measure, ...]
    now: tuple[Prevalence, ...]
    policies: tuple[PolicyFound, ...]
    attributable: tuple[Attributable, ...] = ()
    ladder: tuple[TwinRung, ...] = ()
    draws: int = 0
    persons: int = 0
    seed: int = 1
    nodes: int = 0
    verdicts: tuple[Verdict, ...] = ()
    manifest: tuple[tuple[str, str], ...] = ()

    def measure(self, name: str) -> Measure:
        """The measure of that name."""
        return next(each for each in self.measures if each.name == name)
