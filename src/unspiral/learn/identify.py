"""Can this loop be learned from this data? Decided before any fitting, with reason and remedy."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from unspiral.errors import DataError, NotIdentified, SpecError
from unspiral.learn.beside import settle_beside
from unspiral.learn.circumstances import Beside
from unspiral.learn.columns import column_verdicts, late_entry_verdict, refuse_columns
from unspiral.learn.differing import settle_differences
from unspiral.learn.family import NOISY, in_steps, settle_families
from unspiral.learn.parameters import MEANS, T0, layout_for
from unspiral.learn.problem import problem_of
from unspiral.learn.recalled import window_verdicts
from unspiral.learn.tradeoff import trade_offs
from unspiral.learn.windows import DUST, spans_of
from unspiral.loop.model import Loop
from unspiral.records import Choices, Moments, Panel, Person, Verdict

MANY_WAVES = 12  # more distinct times than this are a diary, not planned waves
LONG = 50  # occasions from which one person's series is long enough for the stationary law
ERROR_OCCASIONS = 20  # occasions of each of many persons before noise of answers and of days can be told apart; of one person, LONG
NOTHING_BESIDE = Beside()
NO_FAMILIES: Mapping[str, str] = {}
FEWEST_PEOPLE = 3  # and one for each covariate, before people can differ by it
HUGE = 1e12  # no answer of a person is as large as this


@dataclass(frozen=True, slots=True)
class Design:
    """What the data can carry: persons, the longest and the middling number of occasions, answers, planned waves (or none)."""

    persons: int
    longest: int
    middling: float
    answers: int
    thrice: int  # persons with at least three occasions
    waves: tuple[float, ...]
    multiple: bool  # every process has several indicators

    @property
    def tells_traits(self) -> bool:
        """Whether enough people were asked three times for their level to be told from a slow return to it."""
        return self.middling >= 3 or self.thrice >= 30


def design_of(data: Panel | Moments, loop: Loop) -> Design:
    """Count what identification rests on."""
    multiple = all(len(p.indicators) > 1 for p in loop.processes)
    if isinstance(data, Moments):
        waves = tuple(float(w) for w in data.waves)
        return Design(data.n, len(waves), float(len(waves)), data.n * len(data.mean), data.n if len(waves) > 2 else 0, waves, multiple)
    at = [data.indicators.index(c) for c in loop.columns]
    counts = [int((~np.isnan(p.values[:, at]).all(axis=1)).sum()) for p in data.persons]
    waves = _planned(data, at) if len(data.persons) > 1 else ()
    answers = sum(int((~np.isnan(p.values[:, at])).sum()) for p in data.persons)
    return Design(
        sum(c > 0 for c in counts),
        max(counts),
        float(np.median([c for c in counts if c] or [0])),
        answers,
        sum(c > 2 for c in counts),
        waves,
        multiple,
    )


def _planned(data: Panel, at: list[int]) -> tuple[float, ...]:
    """Planned waves: few distinct times, each with at least two answers to every indicator; empty where there are none."""
    used = [(p.time[keep], p.values[keep][:, at]) for p in data.persons if (keep := ~np.isnan(p.values[:, at]).all(axis=1)).any()]
    time = np.concatenate([t for t, _ in used]) if used else np.zeros(0)
    times = np.unique(time)
    if not 1 < len(times) <= MANY_WAVES:
        return ()
    values = np.vstack([v for _, v in used])
    enough = all(((~np.isnan(values[time == t])).sum(axis=0) > 1).all() for t in times)
    return tuple(float(t) for t in times) if enough else ()


def decide(
    data: Panel | Moments, loop: Loop, *, traits: bool | None, error: bool | None, t0: str | None, means: str, level: float, lag: float,
    starts: int, seed: int, beside: Beside = NOTHING_BESIDE, proven: bool = False, families: Mapping[str, str] = NO_FAMILIES,
    individual: tuple[str, ...] = (),
) -> tuple[Choices, tuple[Verdict, ...]]:  # fmt: skip
    """Fill in what was left open, say so, and refuse what cannot be learned.

    Args:
        data: a panel, or summary statistics of one.
        loop: the declared model.
        traits, error, t0: None leaves the choice to the data.
        means, level, lag, starts, seed: as given.
        beside: covariates, calendar and trend.
        individual: contract names of what people differ in beside levels.
        proven: fewer rows of the same design were fitted with these choices before: their information is not looked at again.
        families: column -> family of its answers, as typed; the others are numbers with normal noise.

    Returns:
        Choices, and a verdict for each that was made here.

    Raises:
        SpecError: an option has a value that does not exist.
        DataError: a column of the loop is not in the data, or never changes.
        NotIdentified: the design cannot carry the model.
    """
    _check_options(t0, means, level, lag, starts, seed)
    _check_columns(data, loop)
    design = design_of(data, loop)
    family, scales, said = settle_families(data, loop, families)
    noisy = any(f in NOISY for f in family.values())
    left_open = [name for name, given in (("t0", t0), ("error", error), ("traits", traits)) if given is None]
    if traits is None:
        traits = design.persons > 1 and design.tells_traits
        why = "more than one person, and enough of them with three occasions" if traits else "one person, or too few with three occasions"
        said.append(Verdict("traits", "ok", f"Traits {'on' if traits else 'off'}: {why}."))
    if error is None and not noisy:
        error = False
        said.append(Verdict("error", "ok", "Measurement error: none to be learned; answers in steps carry a noise of their own."))
    elif error is None:
        error = design.middling >= (ERROR_OCCASIONS if design.persons > 1 else LONG) or design.multiple
        why = "enough occasions to tell it from real change" if error else "too few occasions to tell it from real change"
        said.append(Verdict("error", "ok", f"Measurement error {'on' if error else 'off'}: {why}.", "--error or --no-error"))
    if t0 is None:
        t0 = _default_t0(design, traits, error or not noisy, means)
        said.append(Verdict("t0", "ok", f"State at the first occasion: '{t0}'.", "--t0 separate|joint|centred|stationary|point"))
    waves = design.waves if means == "wave" else ()
    choices = Choices(traits, error, t0, means, family, level, lag, starts, seed, waves, scales=scales)
    choices, aloud = settle_beside(data, loop, choices, beside)
    said += aloud
    choices, settled = _settled(data, loop, design, choices, left_open, proven)
    said += settled
    if individual:
        choices, aloud = settle_differences(data, loop, choices, individual)
        said += aloud
    if isinstance(data, Panel):
        said += (
            column_verdicts(data, loop, in_steps(choices))
            + late_entry_verdict(data, loop, choices.t0)
            + _early_inputs(data, loop, choices.t0)
        )
    said += window_verdicts(data, _interval(data), loop)
    return choices, tuple(said)


def _settled(
    data: Panel | Moments, loop: Loop, design: Design, choices: Choices, left_open: list[str], proven: bool
) -> tuple[Choices, list[Verdict]]:
    """Refuse, or give up what was left open, one thing after the other, until the design can tell the numbers apart."""
    said: list[Verdict] = []
    while True:
        _refuse(loop, design, choices)
        if proven:
            return choices, said
        try:
            return choices, said + trade_offs(problem_of(data, loop, choices))
        except NotIdentified as refusal:
            if refusal.code not in ("error-confounded", "traits-confounded", "means-confounded", "trade-off"):
                raise
            if "t0" in left_open and choices.t0 == "joint":
                choices, what = replace(choices, t0="separate"), "State at the first occasion: 'separate', its own law beside the traits"
            elif "error" in left_open and choices.error:
                choices, what = replace(choices, error=False), "Measurement error off"
            elif "traits" in left_open and choices.traits:
                choices, what = replace(choices, traits=False), "Traits off"
            else:
                raise
            said.append(Verdict("simplified", "ok", f"{what}. With more left free, this was found: {refusal.what}"))


def _early_inputs(panel: Panel, loop: Loop, t0: str) -> list[Verdict]:
    """Inputs before a person's first answer: where the first state has a law of its own, that law holds what they have done."""
    at = [panel.inputs.index(given.name) for given in loop.inputs]
    if t0 == "stationary" or not at:
        return []
    columns, spans = [panel.indicators.index(c) for c in loop.columns], np.array(spans_of(loop, panel.time_unit))

    def early(person: Person) -> bool:
        seen = ~np.isnan(person.values[:, columns])
        if not seen.any():
            return False
        begins = np.where(seen, person.time[:, None] - spans, np.inf).min()  # where the first stretch begins that is looked back over
        return bool((person.inputs[person.time < begins - DUST][:, at] != 0).any())

    many = sum(early(person) for person in panel.persons)
    if not many:
        return []
    who = "An input lies" if len(panel.persons) == 1 else f"With {many} of {len(panel.persons)} people an input lies"
    return [
        Verdict("input-before-start", "caution", f"{who} before the first answer: what it had done by then is part of the first state, "
                "and is not counted as an effect of the input.",
                "--t0 stationary counts it, if people were as usual before.")
    ]  # fmt: skip


def _interval(panel: Panel | Moments) -> float:
    """The usual time between a person's occasions."""
    if isinstance(panel, Moments):
        return float(np.median(np.diff(panel.waves)))
    gaps = np.concatenate([np.diff(p.time) for p in panel.persons])
    return float(np.median(gaps)) if len(gaps) else 1.0


def _check_options(t0: str | None, means: str, level: float, lag: float, starts: int, seed: int) -> None:
    if t0 is not None and t0 not in T0:
        raise SpecError(f"'{t0}' is not a law of the first occasion.", fix=f"--t0 {'|'.join(T0)}")
    if means not in MEANS:
        raise SpecError(f"'{means}' is not a choice of means.", fix=f"--means {'|'.join(MEANS)}")
    if not 0.5 <= level < 1.0:
        raise SpecError(f"A level of {level:g} is not between 0.5 and 1.", fix="--level 0.95")
    if not (np.isfinite(lag) and lag > 0):
        raise SpecError(f"A lag of {lag:g} is not a positive time.", fix="--lag 1")
    if starts < 1:
        raise SpecError("The search needs at least one start.", fix="--starts 5")
    if seed < 0:
        raise SpecError(f"A seed of {seed} is below 0.", fix="--seed 1")


def _default_t0(design: Design, traits: bool, error: bool, means: str) -> str:
    if design.persons == 1:
        return "stationary" if design.longest >= LONG or not error else "point"
    if means == "wave":
        return "centred"
    return "joint" if traits else "separate"


def _check_columns(data: Panel | Moments, loop: Loop) -> None:
    """Every indicator is there and moves; every input is there and happens."""
    for column in loop.columns:
        if column not in data.indicators:
            raise DataError(
                f"The loop measures a process by '{column}', which is not among the columns read ({', '.join(data.indicators)}).",
                fix=f"add the column, or declare another one: 'pain by {data.indicators[0]}'.",
            )
    if isinstance(data, Moments):
        if loop.inputs:
            raise SpecError(
                f"Summary statistics carry no rows, so the input '{loop.inputs[0].name}' has nothing to act on.",
                fix="leave the input out of the loop, or learn from the table of rows.",
            )
        return
    for column in loop.columns:
        values = np.concatenate([p.values[:, data.indicators.index(column)] for p in data.persons])
        values = values[~np.isnan(values)]
        if len(values) == 0:
            raise DataError(f"Column '{column}' has no answer at all.", fix="name the column that holds the answers with --loop.")
        if np.abs(values).max() > HUGE:
            raise DataError(
                f"Column '{column}' holds {values[np.abs(values).argmax()]:.3g}, larger than any answer.",
                why="A slip of the keyboard, or a code.", fix="correct that cell, or name the code with --missing.",
            )  # fmt: skip
        if np.ptp(values) == 0:
            raise NotIdentified(
                f"Column '{column}' has the same value ({values[0]:g}) in all {len(values)} answers.",
                why="What never changes neither drives nor is driven.",
                fix="leave its process out of the loop.",
                code="constant-column",
            )
    _check_different(data, loop)
    refuse_columns(data, loop)
    for given in loop.inputs:
        if given.name not in data.inputs:
            raise DataError(f"The input '{given.name}' is not among the columns read.", fix=f"--input {given.name}:{given.kind}")
        amounts = np.concatenate([p.inputs[:, data.inputs.index(given.name)] for p in data.persons])
        if np.ptp(amounts) == 0:
            raise NotIdentified(
                f"The input '{given.name}' is {amounts[0]:g} at every occasion.",
                why="What an input does can only be seen where it changes.",
                fix="leave it out of the loop.",
                code="constant-input",
            )


def _check_different(data: Panel, loop: Loop) -> None:
    """No two columns hold the same answers."""
    columns = loop.columns
    values = np.vstack([p.values for p in data.persons])
    for i, one in enumerate(columns):
        for other in columns[:i]:
            a, b = values[:, data.indicators.index(one)], values[:, data.indicators.index(other)]
            both = ~np.isnan(a) & ~np.isnan(b)
            if both.sum() > 2 and np.ptp(a[both] - b[both]) == 0:
                raise NotIdentified(
                    f"Columns '{other}' and '{one}' hold the same answers.", why="One thing measured once cannot drive itself.",
                    fix="name two different columns.", code="same-columns",
                )  # fmt: skip


def _refuse(loop: Loop, design: Design, c: Choices) -> None:
    """Designs that cannot carry the model, whatever the numbers say."""
    if design.longest < 2:
        raise NotIdentified(
            "No person has two answered occasions.", why="Without a second look nothing can be seen to change.",
            fix="bring at least three occasions a person.", code="one-occasion",
        )  # fmt: skip
    free = len(layout_for(loop, c, "day").slots)
    if design.answers <= free:
        raise NotIdentified(
            f"There are {design.answers} answers for the {free} numbers that this loop has to learn.",
            why="Any loop would fit them.", fix="bring more occasions, or declare fewer processes and links.", code="too-few-answers",
        )  # fmt: skip
    if c.covariates and design.persons < len(c.covariates) + FEWEST_PEOPLE:
        name = next(iter(c.covariates))
        raise NotIdentified(
            f"{design.persons} people cannot show what '{name}' does.", why="Among so few, a covariate is another name for who they are.",
            fix=f"leave out --covariate '{name}', or bring more people.", code="covariate-few-people",
        )  # fmt: skip
    if c.weight and in_steps(c):
        raise SpecError(
            f"--weight '{c.weight}' does not go with --family {in_steps(c)[0]}={c.families[in_steps(c)[0]]}.",
            why="How paths of answers in steps are put together with weights is not worked out.",
            fix=f"leave out --weight, or --family {in_steps(c)[0]}=gaussian",
        )
    if c.traits and design.persons == 1:
        raise NotIdentified(
            "Traits were asked for, and there is one person.", why="One person has one level; nobody differs from them.",
            fix="--no-traits", code="traits-one-person",
        )  # fmt: skip
    if c.traits and not design.tells_traits:
        raise NotIdentified(
            f"A stable level and a moving state cannot be told apart: {design.thrice} of {design.persons} people have three occasions.",
            why="With two looks, what stays and what returns slowly look the same.",
            fix="--no-traits, or bring a third occasion.", code="traits-two-waves",
        )  # fmt: skip
    noisy = {column for column, family in c.families.items() if family in NOISY}
    single = [p.name for p in loop.processes if len(p.indicators) == 1 and p.indicators[0].column in noisy]
    if c.error and single and design.persons > 1 and not design.tells_traits:
        raise NotIdentified(
            f"Measurement error and real change of '{single[0]}' cannot be told apart with one indicator: {design.thrice} of "
            f"{design.persons} people have three occasions.", why="With two looks, a slip and a short-lived change look the same.",
            fix="--no-error, or bring a third occasion or a second indicator.", code="error-two-waves",
        )  # fmt: skip
    if not c.error and c.t0 == "point" and noisy:
        raise NotIdentified(
            "With a fixed first state and no measurement error the first answers would have to be exactly right.",
            fix="--error, or --t0 stationary.", code="point-no-error",
        )  # fmt: skip
    several = next((p for p in loop.processes if sum(i.column in noisy for i in p.indicators) > 1), None)
    if not c.error and several is not None:
        raise NotIdentified(
            f"'{several.name}' has {len(several.indicators)} indicators and no measurement error: they would have to agree exactly.",
            fix="--error", code="indicators-no-error",
        )  # fmt: skip
    if c.means == "wave" and not c.waves:
        raise NotIdentified(
            f"Wave means need planned waves: more than one person, and at most {MANY_WAVES} distinct times, "
            "each with at least two answers to every indicator.",
            fix="--means constant, or name the column of planned waves with --time.", code="waves-unplanned",
        )  # fmt: skip
    if c.t0 in ("separate", "joint", "centred") and design.persons == 1:
        raise NotIdentified(
            f"'--t0 {c.t0}' learns how first states are spread, and one person has one first occasion.",
            fix="--t0 stationary, or --t0 point.", code="t0-one-person",
        )  # fmt: skip
