"""A person's earlier bad spells, from their own record: when, how long, what was recorded as tried, and how the days after went."""

from __future__ import annotations

import math
from shlex import quote

import numpy as np
from jaxtyping import Bool, Float
from numpy import ndarray

from unspiral.act.flare_after import tried_thing
from unspiral.act.flare_days import DayTable, answered_days, day_table
from unspiral.act.flare_length import spell_length
from unspiral.act.medicine_named import medicine_lines
from unspiral.errors import DataError, NotIdentified, SpecError, closest, did_you_mean
from unspiral.records import Panel, Person
from unspiral.records.flare import FlarePlan, FlareRule, Spell

FEWEST_DAYS = 14  # answered days below which nobody can say what is usual for a person
ROUNDING = 1e-9
MOST_AFTER = 28  # days after a bad day; later ones are other days
DAILY = 1.5  # a typical step between answered days above this is no daily diary

OTHER_REASONS = (
    "Days on which something was tried differ from other days for other reasons: how bad they were, what else happened, how much could be"
    " done at all. What stands here does not show what a thing did; a trial that alternates by chance can."
)
BACK_TO_USUAL = "After a bad day the next days are on the whole less bad, whatever was done, because bad days are picked for being bad."
OPTIONS = {"days": "--for-days"}  # of ``unspiral flare``, where it is not the number's own name
NOT_RECORDED = "Something that was tried and not recorded counts here as not tried."


def flare(panel: Panel, *, person: str | None = None, rule: FlareRule | None = None) -> FlarePlan:
    """What a person's own record says about earlier bad spells. It describes, gives no advice and ranks nothing.

    A bad day is one with pain of at least usual + max(points, sds x own standard deviation), usual being the person's median. A spell is a
    run of bad days of at least ``days`` days.

    Args:
        panel: its first indicator is pain, higher is worse; the others are looked at beside it; its inputs are what was tried.
        person: whose record; may be left out where there is one person.
        rule: what counts; see ``FlareRule``.

    Raises:
        SpecError: the person is not there or was not named, or the rule makes no sense.
        NotIdentified: too few days were answered, or the record is not a daily one.

    Source: the definition is this project's own choice (project convention); tests/act/test_flare.py.
    """
    rule = _checked(rule or FlareRule())
    chosen = _person(panel, person)
    table = day_table(panel, chosen)
    pain = table.answers[:, 0]
    _refuse(pain, f" by person '{chosen.name}'" if len(panel.persons) > 1 else "", panel.indicators[0])
    known = pain[~np.isnan(pain)]
    with np.errstate(over="ignore", invalid="ignore"):  # numbers without measure end below
        usual, sd = float(np.median(known)), float(np.std(known, ddof=1))
    threshold = usual + max(rule.points, rule.sds * sd)
    _refuse_threshold(threshold, usual, sd, panel.indicators[0])
    # A mean of several answers may miss the threshold by rounding alone.
    bad = np.nan_to_num(pain, nan=-math.inf) >= threshold - ROUNDING
    spells, short, undecided = _spells(pain, bad, table, panel.inputs, rule)
    return FlarePlan(
        person=chosen.name,
        pain=panel.indicators[0],
        outcomes=panel.indicators,
        rule=rule,
        start="" if table.start is None else table.start.isoformat(),
        span=len(pain),
        answered=len(known),
        usual=usual,
        sd=sd,
        threshold=threshold,
        turned={name: panel.turned[name] for name in panel.indicators if name in panel.turned},
        bad=int(np.count_nonzero(bad)),
        spells=spells,
        short=short,
        undecided=undecided,
        length=spell_length(spells, rule.fewest),
        things=tuple(tried_thing(name, j, table, panel.indicators, spells, bad, rule) for j, name in enumerate(panel.inputs)),
        said=_said(table, known, threshold, spells, panel),
    )


def _checked(rule: FlareRule) -> FlareRule:
    """The rule, where every number of it makes sense; options are those of ``unspiral flare``."""
    wrong = {
        "points": not (math.isfinite(rule.points) and rule.points >= 0.0), "sds": not (math.isfinite(rule.sds) and rule.sds >= 0.0),
        "days": rule.days < 1, "gap": rule.gap < 0, "after": not 1 <= rule.after <= MOST_AFTER, "fewest": rule.fewest < 1,
    }  # fmt: skip
    name = next((name for name, is_wrong in wrong.items() if is_wrong), None)
    if name is not None:
        option = OPTIONS.get(name, f"--{name}")
        least = "a number that is 0 or more" if name in ("points", "sds") else f"a whole number that is {0 if name == 'gap' else 1} or more"
        if name == "after":
            least = f"a whole number from 1 to {MOST_AFTER}"
        raise SpecError(f"{option} was given as {getattr(rule, name)}, and takes {least}.", fix=f"{option} {getattr(FlareRule(), name):g}")
    if rule.points == 0.0 and rule.sds == 0.0:
        raise SpecError("With --points and --sds both 0, every other day would be a bad one.", fix=f"--points {FlareRule().points:g}")
    return rule


def _person(panel: Panel, name: str | None) -> Person:
    names = [person.name for person in panel.persons]
    # What runs in a shell: names hold spaces.
    several = " (or " + ", ".join(f"--who {quote(each)}" for each in names[1:5]) + (", ...)" if len(names) > 5 else ")")
    fix = f"--who {quote(names[0])}{several if len(names) > 1 else ''}"
    if name is None:
        if len(names) > 1:
            raise SpecError(f"The table holds {len(names)} people, and a record of bad days is one person's.", fix=fix)
        return panel.persons[0]
    if name not in names:
        near = closest(name, names)
        raise SpecError(
            f"Nobody in the table is called '{name[:40]}'.{did_you_mean(name, names)}", fix=f"--who {quote(near)}" if near else fix
        )
    return panel.persons[names.index(name)]


def _refuse_threshold(threshold: float, usual: float, sd: float, column: str) -> None:
    """A bad day lies above the usual, by a number that can be told."""
    if not (math.isfinite(threshold) and math.isfinite(sd)):
        raise DataError(
            f"The numbers of '{column}' are too large to work with.",
            why="No scale of pain has such numbers.",
            fix="--pain COLUMN, another one.",
        )
    if threshold - usual <= ROUNDING:
        raise SpecError(
            f"All answers in '{column}' are the same, and --points is 0.",
            why="Every day would be a bad one.",
            fix=f"--points {FlareRule().points:g}",
        )


def _refuse(pain: Float[ndarray, " days"], by: str, column: str) -> None:
    days = answered_days(pain)
    if len(days) < FEWEST_DAYS:
        raise NotIdentified(
            f"'{column}' was answered on {len(days)} {'day' if len(days) == 1 else 'days'}{by}.",
            why="What is usual, and what is a bad day, cannot be told from so few.",
            fix=f"at least {FEWEST_DAYS} days; more are better",
            code="flare-few-days",
        )
    step = float(np.median(np.diff(days)))
    if step > DAILY:
        raise NotIdentified(
            f"'{column}' was answered about every {step:g} days{by}.",
            why="How long a bad spell lasted cannot be told from a record with days missing between most answers.",
            fix="a daily diary",
            code="flare-not-daily",
        )


def _spells(
    pain: Float[ndarray, " days"], bad: Bool[ndarray, " days"], table: DayTable, things: tuple[str, ...], rule: FlareRule
) -> tuple[tuple[Spell, ...], int, int]:  # fmt: skip
    """Runs of bad days that are long enough; bad days in shorter ones; and shorter ones whose beginning or end was not seen."""
    found: list[Spell] = []
    short = undecided = 0
    for run in _runs(pain, bad, rule.gap):
        first, last = int(run[0]), int(run[-1])
        begun, ended = _quiet(pain[:first][::-1], rule.gap), _quiet(pain[last + 1 :], rule.gap)
        if last - first + 1 >= rule.days:
            tried = {name: int(np.count_nonzero(table.tried[run, j])) for j, name in enumerate(things)}
            found.append(Spell(first + 1, last + 1, len(run), last - first + 1 - len(run), begun, ended, tried))
        elif begun and ended:
            short += len(run)
        else:
            undecided += 1
    return tuple(found), short, undecided


def _runs(pain: Float[ndarray, " days"], bad: Bool[ndarray, " days"], gap: int) -> list[ndarray]:
    """Bad days that follow each other, with at most so many unanswered days between two of them."""
    days = np.flatnonzero(bad)
    if not days.size:
        return []
    apart = [
        place for place in range(1, len(days))
        if days[place] - days[place - 1] - 1 > gap or not np.isnan(pain[days[place - 1] + 1 : days[place]]).all()
    ]  # fmt: skip
    return np.split(days, apart)


def _quiet(beside: Float[ndarray, " days"], gap: int) -> bool:
    """Whether a day that was answered, and not bad, lies within reach: the next one that was answered always is such a day."""
    return bool((~np.isnan(beside[: gap + 1])).any())


def _said(
    table: DayTable, known: Float[ndarray, " answered"], threshold: float, spells: tuple[Spell, ...], panel: Panel
) -> tuple[str, ...]:  # fmt: skip
    said: list[str] = []
    if table.several:
        days = "1 day" if table.several == 1 else f"{table.several} days"
        said.append(f"On {days} there was more than one row; the mean of the day was taken.")
    if threshold > float(known.max()) and not spells:
        said.append("No day of this record is as bad as this definition asks for; --points and --sds can be set lower.")
    if panel.inputs:
        said += [OTHER_REASONS, BACK_TO_USUAL, NOT_RECORDED, *medicine_lines(panel.inputs)]
    return tuple(said)
