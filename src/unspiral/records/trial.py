"""A trial with one person: the plan of on-days and off-days, and what its diary says."""

from __future__ import annotations

from dataclasses import dataclass, field

from jaxtyping import Float
from numpy import ndarray

from unspiral.records.effect import Effect
from unspiral.records.fit import Verdict
from unspiral.records.trial_line import ALWAYS as ALWAYS  # handed on

DESIGNS = ("ab", "alternating", "randomised")


@dataclass(frozen=True, slots=True)
class TrialPerson:
    """The loop of the person whose trial it is, in numbers.

    Args:
        loop_text: processes, links and indicators; no inputs.
        parameters: contract name -> natural value, rates per day.
        error: whether indicators carry measurement error.
        clock, spread: typical interval in days, and typical deviation of each process: what the search measures by.
        source: "fit", or "stated" where the numbers were only said.
        level_known: whether the usual level is among the numbers that are known.
    """

    loop_text: str
    parameters: dict[str, float]
    error: bool
    clock: float
    spread: tuple[float, ...]
    source: str
    level_known: bool = True


@dataclass(frozen=True, slots=True)
class Power:
    """The chance that the trial finds the stated effect.

    Args:
        known: by formula, as if all other numbers of the loop were known.
        estimated: by simulation, with all of them estimated from the trial itself; None where no simulation was asked for.
        error: Monte-Carlo standard error of ``estimated``; 0 where there was none.
        simulations: made-up trials behind ``estimated``.
        width: expected width of the 95 % interval of the average over the on-days of the first outcome, all else known.
        most: by formula, if it is taken as often as the highest adherence says; all others hold for the lowest.
    """

    known: float
    estimated: float | None
    error: float
    simulations: int
    width: float
    most: float


@dataclass(frozen=True, slots=True)
class StopRule:
    """When a trial ends before its last day; fixed before it begins.

    Args:
        harm: shift of the first outcome from its usual level that ends the trial once ``run`` answered days in a row reach it.
        level: usual level, where it is known; None = the mean of the off-days answered before that day.
        direction: +1 where higher answers are the harm, -1 where lower ones are.
        run: answered days in a row; missed days between them neither count nor break it.
        chance: that this happens in a trial of this length, with as many missed days as planned, in which the treatment does nothing.
        look: day after which one early look is made, at the answers up to it; 0 for none.
        early: p at or below which the early look ends the trial with an answer.
        final: p at or below which the end of the trial gives an answer; early + final = 0.05.
        futility: conditional power below which the early look ends the trial without one.
        words: the rule in sentences.
    """

    harm: float
    level: float | None
    direction: int
    run: int
    chance: float
    look: int
    early: float
    final: float
    futility: float
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TrialPlan:
    """Which days are on and which are off, and what such a trial can tell.

    Args:
        treatment: name of what is switched on and off.
        acts_on: processes it is taken to push, each by the same part of its own spread.
        outcomes: indicators that are judged; the first one decides.
        effect: stated long-run shift of the first outcome if it were taken each day, in points.
        days, block: length of the trial and of a block.
        design: "ab" (off, on, off, on ...), "alternating" (which comes first is drawn) or "randomised" (order drawn).
        on: for each day, 1 = on, 0 = off.
        start: first day, as a date; "" where none was said.
        seed: of the draw; drawn itself where none was named.
        adherence: lowest and highest share of on-days on which it is really taken; the plan is made for the lowest.
        missed: share of days without an answer.
        onset: days from a day of treatment until it begins to act.
        fading: half-life, in days, with which its action builds up and fades; 0 = at once.
        timing: "given" where onset and fading are taken as stated, "estimated" where the analysis looks for them on a grid.
        better: "lower" or "higher" answers of the first outcome.
        washout: for each outcome, days after the treatment has ended until 5 % of what it did there is left.
        recovery: days in which the slowest part of all shrinks to 37 %.
        slowest: what that is: a process of the loop, or "fading".
        test: "randomisation" or "bootstrap".
        assignments: orders that the draw could have given.
        alpha: share of false positives that the final test allows.
        power: what the plan can tell.
        stop: when it ends early.
        medicine: whether it is a prescription medicine, switched with the agreement of whoever is responsible for it.
        person: the loop it was worked out from.
        assumptions: plain sentences.
        verdicts: judgements, machine-readable.
    """

    treatment: str
    acts_on: tuple[str, ...]
    outcomes: tuple[str, ...]
    effect: float
    days: int
    block: int
    design: str
    on: tuple[int, ...]
    start: str
    seed: int
    adherence: tuple[float, float]
    missed: float
    onset: float
    fading: float
    timing: str
    better: str
    washout: tuple[float, ...]
    recovery: float
    slowest: str
    test: str
    assignments: int
    alpha: float
    power: Power
    stop: StopRule
    medicine: bool
    person: TrialPerson
    assumptions: tuple[str, ...] = ()
    verdicts: tuple[Verdict, ...] = ()


@dataclass(frozen=True, slots=True)
class TrialEffect:
    """What the treatment did to one outcome, in points.

    Args:
        outcome: indicator.
        on_days: average shift over the on-days of this trial.
        long_run: shift if it went on each day.
        level_on, level_far: how often intervals made this way are meant to hold the true shift.
        by_test: whether the test decides if the interval of ``on_days`` goes beyond 0, so that both agree.
        taken: average over the on-days, had it been taken on each of them; None where it was.
    """

    outcome: str
    on_days: Effect
    long_run: Effect
    level_on: float
    level_far: float
    by_test: bool
    taken: Effect | None = None


@dataclass(frozen=True, slots=True)
class Timing:
    """How late the treatment acted, and how it built up and faded.

    Args:
        how: "given", or "estimated" on a grid.
        onset: days until it began to act.
        fading: half-life, in days.
        onset_ends, fading_ends: the same in the middle 90 % of made-up diaries; None where they were given.
    """

    how: str
    onset: float
    fading: float
    onset_ends: tuple[float, float] | None = None
    fading_ends: tuple[float, float] | None = None


@dataclass(frozen=True, slots=True)
class PlainTest:
    """The t-test that a spreadsheet would do, which takes days for independent: shown beside, never used."""

    difference: float
    p: float


@dataclass(frozen=True, slots=True, eq=False)
class Course:
    """The first outcome and the others day by day.

    Args:
        day: 0, 1, 2 ...
        on: 1 where the treatment was on.
        answers: row = day, column = outcome; nan = no answer.
        estimate, low, high: smoothed level with its 95 % band at answered days; nan elsewhere.
    """

    day: Float[ndarray, " days"]
    on: Float[ndarray, " days"]
    answers: Float[ndarray, "days outcomes"]
    estimate: Float[ndarray, "days outcomes"]
    low: Float[ndarray, "days outcomes"]
    high: Float[ndarray, "days outcomes"]


@dataclass(frozen=True, slots=True, eq=False)
class Trial:
    """What a diary with on-days and off-days says about a treatment.

    Args:
        treatment, acts_on: as in the plan.
        word: "clear" or "cannot tell".
        p: chance of a result this far from nothing if the treatment did nothing; None where nothing is tested.
        test: "randomisation", "bootstrap", or "none" for a trial that was ended early.
        alpha: at or below which p is called clear.
        reading: "final", "look" (the plan's one early look), "stopped" (ended early: no test), or "no plan".
        effects: one for each outcome, the first one decides.
        plain: of the first outcome.
        timing: onset and fading.
        days, answered, on_days: of the diary, as far as it was read.
        planned: days of the plan; 0 without one.
        course: for the picture.
        assumptions, verdicts: as everywhere.
    """

    treatment: str
    acts_on: tuple[str, ...]
    word: str
    p: float | None
    test: str
    alpha: float
    reading: str
    effects: tuple[TrialEffect, ...]
    plain: PlainTest
    timing: Timing
    days: int
    answered: int
    on_days: int
    planned: int
    course: Course
    assumptions: tuple[str, ...] = ()
    verdicts: tuple[Verdict, ...] = field(default=())
