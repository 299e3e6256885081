"""The same loop seen as episodes: courses of states that begin and end by chance, each raising or lowering the others' hazards."""

from __future__ import annotations

from dataclasses import dataclass, field

Number = float | complex  # complex only inside a search, where a derivative is taken along the imaginary axis


@dataclass(frozen=True, slots=True)
class Basis:
    """Where a number comes from.

    Args:
        row: a row of the packaged tables, "E035"; empty for an assumption.
        why: in words: what the row says, or why this is assumed.
    """

    row: str
    why: str = ""


@dataclass(frozen=True, slots=True)
class Course:
    """Something that a person is in one state of at any time.

    Args:
        name: "pain".
        states: "none", "acute", "chronic".
        start: state of everybody at the youngest age.
        process: of the loop, whose episodes these are; empty for treatments, life and death.
        episode: states that make up an episode; entering them from outside counts one.
        count_to: how far earlier episodes are counted (0: not at all; 1: none or some).
    """

    name: str
    states: tuple[str, ...]
    start: str
    process: str = ""
    episode: tuple[str, ...] = ()
    count_to: int = 0


@dataclass(frozen=True, slots=True)
class Ratio:
    """By how much a hazard is multiplied where something holds.

    Args:
        of: a course, "age", "sex", or "earlier" (episodes of ``course``).
        factor: > 0.
        basis: where it comes from.
        among: states of the course, or "women" and "men".
        low, high: years of life from low up to, not including, high; or episodes from low on.
        course: whose earlier episodes, where ``of`` is "earlier".
        link: of the loop, as "depression->pain", where the ratio stands for one: what part of it is causal can then be asked.
    """

    of: str
    factor: Number
    basis: Basis
    among: tuple[str, ...] = ()
    low: float = 0.0
    high: float = float("inf")
    course: str = ""
    link: str = ""


@dataclass(frozen=True, slots=True)
class Hazard:
    """How fast something happens to those to whom it can happen.

    Args:
        name: "pain begins".
        course: that it moves.
        before: states from which.
        after: the state it leads to.
        per_year: events a person and year, for ratios of one and an average person; > 0.
        basis: where the number comes from.
        ratios: log-linear in states, age, sex and history.
        effects: person effects and how strongly each multiplies the hazard: exp(loading z), z standard normal.
        since: (days since the course last moved, factor from then on), for hazards that change within a state.
        only: (course, states) without which it cannot happen.
        resets: (course, state) that change at the same moment.
    """

    name: str
    course: str
    before: tuple[str, ...]
    after: str
    per_year: Number
    basis: Basis
    ratios: tuple[Ratio, ...] = ()
    effects: tuple[tuple[str, Number], ...] = ()
    since: tuple[tuple[float, float], ...] = ()
    only: tuple[tuple[str, tuple[str, ...]], ...] = ()
    resets: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Outcome:
    """Something that is added up over a person's time.

    Args:
        name: "weeks in chronic pain".
        unit: "week", "EUR", "QALY" ...
        per_day: (course, states, amount a day); amounts of several courses multiply where ``product``, else they add.
        per_event: (hazard, amount each time).
        basis: where the amounts come from.
        base: amount of a day before anything is added or multiplied.
        product: utilities multiply.
    """

    name: str
    unit: str
    per_day: tuple[tuple[str, tuple[str, ...], float], ...] = ()
    per_event: tuple[tuple[str, float], ...] = ()
    basis: Basis = field(default_factory=lambda: Basis(""))
    base: float = 0.0
    product: bool = False


@dataclass(frozen=True, slots=True)
class People:
    """Whom the population is made of when the first week begins.

    Args:
        youngest, oldest: years of life, oldest not included; every year is as common as every other unless ``weights`` says so.
        bands: first year of each age band; the first is ``youngest``'s or lower.
        women: share.
        entry: age at which everybody was in the start states: what was before the first week is worked out from there.
        weights: of each year of life, or empty.
        basis: where this comes from.
    """

    youngest: int
    oldest: int
    bands: tuple[float, ...]
    women: float
    entry: int
    basis: Basis
    weights: tuple[float, ...] = ()

    def cuts(self, low: float, high: float) -> float | None:
        """The age, of two between which something holds, that lies inside of a band; None where neither does.

        Everybody of one band has the same hazards: what begins or ends inside of one would hold at other ages than stated.
        """
        ends = ((low, low <= self.bands[0]), (high, high >= max(self.oldest, self.bands[-1] + 1.0)))
        return next((age for age, free in ends if not free and age not in self.bands), None)


@dataclass(frozen=True, slots=True)
class Episodes:
    """A declared loop as episodes.

    Args:
        name: of the declaration.
        loop: the loop's text.
        courses, hazards, outcomes: what there is.
        people: whom.
        effects: names of person effects, each standard normal.
        correlations: (effect, effect, correlation), 0 where not said.
        ends: (course, state) after which nothing happens any more.
        about: in words.
    """

    name: str
    loop: str
    courses: tuple[Course, ...]
    hazards: tuple[Hazard, ...]
    people: People
    effects: tuple[str, ...] = ()
    correlations: tuple[tuple[str, str, Number], ...] = ()
    outcomes: tuple[Outcome, ...] = ()
    ends: tuple[str, str] | None = None
    about: str = ""

    def course(self, name: str) -> Course:
        """The course of that name."""
        return next(course for course in self.courses if course.name == name)

    def hazard(self, name: str) -> Hazard:
        """The hazard of that name."""
        return next(hazard for hazard in self.hazards if hazard.name == name)
