"""A planned study: how likely each size of it is to see a stated link, and how wide its band would be."""

from __future__ import annotations

from dataclasses import dataclass

from unspiral.records.fit import Arrow, Verdict


@dataclass(frozen=True, slots=True)
class Design:
    """One size of a study.

    Args:
        people: who take part.
        days: that each of them is followed.
        beeps: prompts on each day of asking.
        compliance: share of the prompts that are answered.
        prompts: sent in all.
    """

    people: int
    days: int
    beeps: int
    compliance: float
    prompts: int


@dataclass(frozen=True, slots=True)
class Prospect:
    """What one design would be expected to show.

    Args:
        design: which.
        se: standard error of the link (of the average link, where people differ), at the estimate of a pilot; nan where the design cannot
            tell it.
        width: of its interval, from end to end; of a pilot the mean over its draws.
        power: chance that the interval leaves out 0; of a pilot the mean over its draws.
        power_error: Monte-Carlo error of it, from draws of a pilot or from patterns of answers; 0 where there are neither.
        low, high: tenth and ninetieth percentile of the power over the draws of a pilot; power with the smallest and the largest share of
            an input being taken; None without either.
        chance: Monte-Carlo error of ``se`` from the patterns of answers that were averaged, as a share of it; 0 where all is answered.
        why: in words, where the design cannot tell the link at all; else "".
    """

    design: Design
    se: float
    width: float
    power: float
    power_error: float
    low: float | None
    high: float | None
    chance: float
    why: str = ""


@dataclass(frozen=True, slots=True)
class Needed:
    """The smallest study along one direction, the rest being held.

    Args:
        people, days, beeps, compliance: of that study; None for what was looked for and not found.
        ceiling: power that this direction approaches without end.
        floor: width of the interval that it approaches.
    """

    people: int | None
    days: int | None
    beeps: int
    compliance: float
    ceiling: float
    floor: float


@dataclass(frozen=True, slots=True)
class Curve:
    """What more people bring, everything else being held.

    Args:
        days, beeps, compliance: what is held.
        people: numbers of people, increasing.
        power, width: of each.
    """

    days: int
    beeps: int
    compliance: float
    people: tuple[int, ...]
    power: tuple[float, ...]
    width: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Confirmed:
    """Made-up studies of one design, each learned from anew with every number free.

    Args:
        design: which.
        studies: how many were made up.
        failed: of them gave no answer (refused, no maximum, or no interval); counted as not seen, and left out of all but ``power``.
        power, power_error: share whose interval leaves out 0, and its Monte-Carlo error (one standard error).
        width: mean width of the intervals that have two ends.
        mean: mean estimate.
        sd: standard deviation of the estimates around their truth.
        covered: share of the intervals that hold the true link; those open to one side are among them.
        gap: by how much the analytic standard error lies beside ``sd``, as a share of ``sd``.
        gap_error: Monte-Carlo error of that.
        truths: loops that were taken to be true in turn: 1, or those drawn from a pilot.
    """

    design: Design
    studies: int
    failed: int
    power: float
    power_error: float
    width: float
    mean: float
    sd: float
    covered: float
    gap: float
    gap_error: float
    truths: int = 1


@dataclass(frozen=True, slots=True)
class Assigned:
    """The input that a study gives, and how much of it is taken.

    Args:
        name: of the input.
        block: days of a block, on and off by chance for everybody; None: half of the people have it from their first answer to the last.
        least, most: share of what is assigned that is taken; the plan holds for ``least``.
        taken: rate of its effect per unit of time while it is taken; what a study sees of being assigned is this times the share.
    """

    name: str
    block: int | None
    least: float
    most: float
    taken: float


@dataclass(frozen=True, slots=True)
class StudyPlan:
    """A plan.

    Args:
        link: the arrow that the study is to see.
        value: its rate, per ``unit``; of a pilot its estimate, or what was stated; of an input that of being assigned.
        standardised: lag in ``unit`` and the effect after it in within-person standard deviations.
        unit: of time.
        level: of the intervals.
        wanted_power, wanted_width: what was asked for; None where it was not.
        differ: link -> standard deviation between people.
        truth: contract name -> value that was assumed.
        draws: loops drawn from the pilot; 0 without one.
        rows: every design that was asked about.
        chosen: the one with the fewest prompts that reaches what is wanted; None where none does.
        people, days: smallest studies along either direction.
        curves: power and width over people.
        confirmed: the chosen design (where none reaches, the best one) by simulation; None where it was not asked for.
        seed: of all chance.
        assumptions: plain sentences.
        verdicts: judgements, machine-readable.
        given: the input that the study gives; None where it gives none.
    """

    link: Arrow
    value: float
    standardised: tuple[float, float]
    unit: str
    level: float
    wanted_power: float | None
    wanted_width: float | None
    differ: dict[Arrow, float]
    truth: dict[str, float]
    draws: int
    rows: tuple[Prospect, ...]
    chosen: Design | None
    people: tuple[Needed, ...]
    days: tuple[Needed, ...]
    curves: tuple[Curve, ...]
    confirmed: Confirmed | None
    seed: int
    assumptions: tuple[str, ...]
    verdicts: tuple[Verdict, ...]
    given: Assigned | None = None
