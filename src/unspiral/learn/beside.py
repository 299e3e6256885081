"""Can covariates, weekdays, hours, nights, a trend and weights be learned from this data? Decided before any fitting, and said."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from unspiral.errors import DataError, NotIdentified, SpecError, did_you_mean
from unspiral.learn.circumstances import WEEKDAYS, Beside, Circumstances, circumstances_of
from unspiral.learn.parameters import layout_for
from unspiral.learn.system import Array, Lanes, lanes_of_panel
from unspiral.loop.model import Loop
from unspiral.loop.tokens import forbidden_in
from unspiral.records import Choices, Moments, Panel, Verdict

WHERE = ("levels", "links", "both")
DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
NEW = 1e-9  # share of a column that must not follow from the columns before it


def settle_beside(data: Panel | Moments, loop: Loop, choices: Choices, beside: Beside) -> tuple[Choices, list[Verdict]]:
    """Choices with what was asked for beside the loop.

    Args:
        data: a panel, or summary statistics of one.
        loop: the declared model.
        choices: how it is set up so far.
        beside: what else was asked for.

    Returns:
        Choices, and what must be said aloud.

    Raises:
        SpecError: an option has a value that does not exist, or the data are summary statistics.
        DataError: a covariate or a date is not there.
        NotIdentified: the design cannot tell it.
    """
    if isinstance(data, Moments):
        if beside.words:
            raise SpecError(
                f"{beside.words[0]} needs rows of a table, and summary statistics carry none.",
                fix="leave it out, or learn from the table of rows.",
            )
        return choices, []
    _check_covariates(data, loop, beside)
    said = _say_calendar(data, beside) + _say_weights(data)
    choices = replace(
        choices, covariates=dict(beside.covariates), weekday=beside.weekday, daytime=beside.daytime, overnight=beside.overnight,
        trend=beside.trend, weight=data.weight,
    )  # fmt: skip
    if not beside.words:
        return choices, said
    around = circumstances_of(data, loop, choices)
    if beside.covariates:
        means = ", ".join(f"{n} {around.means[around.names.index(n)]:.4g}" for n in beside.covariates)
        said.append(Verdict("covariates", "ok", f"Covariates are counted from their mean over persons: {means}."))
    layout = layout_for(loop, choices, data.time_unit)
    lanes = lanes_of_panel(data, layout.columns, layout.impulses, layout.presses, choices.waves, around, early=choices.t0 == "stationary")
    _refuse_columns(lanes, around, choices)
    if beside.overnight:
        _refuse_nights(lanes)
    return choices, said


def _check_covariates(panel: Panel, loop: Loop, beside: Beside) -> None:
    for name, where in beside.covariates.items():
        if where not in WHERE:
            hint = did_you_mean(where, WHERE)
            raise SpecError(f"The covariate '{name}' cannot act on '{where}'.{hint}", fix=f"--covariate {name}:levels")
        if forbidden_in(name) is not None:
            raise SpecError(
                f"The covariate '{name}' holds '{forbidden_in(name)}'.", why="Parameters are named after covariates, and use that sign.",
                fix="rename the column in your table.",
            )  # fmt: skip
        if name not in panel.covariates:
            raise DataError(
                f"The covariate '{name}' is not among those read ({', '.join(panel.covariates) or 'none'})."
                f"{did_you_mean(name, panel.covariates)}",
                fix=f"--covariate {name}",
            )
        at = panel.covariates.index(name)
        values = np.array([p.covariates[at] for p in panel.persons])
        if np.isnan(values).any():
            who = panel.persons[int(np.isnan(values).argmax())].name
            raise DataError(
                f"Person '{who}' has no value of the covariate '{name}'.", why="Left out in silence, it would change who is studied.",
                fix="fill it in, or take the person out of the table.",
            )  # fmt: skip
        if len(values) < 2:
            raise NotIdentified(
                f"The covariate '{name}' was asked for, and there is one person.", why="What differs between people needs more than one.",
                fix=f"leave out --covariate {name}.", code="covariate-one-person",
            )  # fmt: skip
        if np.ptp(values) == 0.0:
            raise NotIdentified(
                f"The covariate '{name}' is {values[0]:g} for all {len(values)} persons.", why="What never differs explains nothing.",
                fix=f"leave out --covariate {name}.", code="constant-covariate",
            )  # fmt: skip
        if where != "levels" and not loop.links:
            raise SpecError(f"--covariate {name}:{where}: the loop has no link for it to act on.", fix=f"--covariate {name}:levels")


def _say_calendar(panel: Panel, beside: Beside) -> list[Verdict]:
    """Whether days and hours are known, and what numbers are taken for."""
    if not (beside.weekday or beside.daytime or beside.overnight) or all(p.local is not None for p in panel.persons):
        return []
    unit = panel.time_unit
    asked = next(name for name in ("weekday", "daytime", "overnight") if getattr(beside, name))
    if unit not in (("day",) if beside.weekday else ("day", "hour")):
        raise DataError(
            f"--{asked} needs dates, and the times are numbers of {unit}s.",
            why="Which day or hour a number stands for cannot be told.",
            fix="name a column of dates (2024-03-09, or 2024-03-09T21:30) with --time"
            + (", or give times in days, day 0 being the reference day." if unit != "day" else "."),
        )
    words = {
        "weekday": "day 0 is taken as the reference day of the week, so that [1] is the day after it",
        "daytime": "whole days are taken as midnights",
        "overnight": "whole days are taken as midnights",
    }
    facts = dict.fromkeys(words[name] for name in words if getattr(beside, name))
    said = f"The times are numbers, not dates: {'; '.join(facts)}."
    return [Verdict("calendar", "caution", said, "Give dates with --time if it is not so.")]


def _say_weights(panel: Panel) -> list[Verdict]:
    if panel.weight is None:
        return []
    apart = any(p.weight is not None and np.ptp(p.weight) > 0.0 for p in panel.persons)
    many = len(panel.persons) > 1
    what = "Occasions" if apart else "Persons"
    why = "intervals come from how much people differ (sandwich), because plain ones would take weights for numbers of people"
    alone = "with one person the intervals take weights for numbers of answers; read them with care"
    said = f"{what} count as '{panel.weight}' says, 1 on average; {why if many else alone}."
    return [Verdict("weights", "ok" if many else "caution", said)]


def _refuse_columns(lanes: Lanes, around: Circumstances, choices: Choices) -> None:
    """Every regressor must say something that the level and those before it do not."""
    read = lanes.answered.any(axis=2)
    rows: Array = lanes.regressors[read]
    wave = lanes.wave[read]
    known: list[Array] = [(wave == w).astype(float) for w in np.unique(wave)]
    base = np.linalg.qr(np.column_stack(known))[0]
    for k, shift in enumerate(around.shifts):
        column = rows[:, k]
        size = float(np.linalg.norm(column))
        left = column - base @ (base.T @ column)
        left = left - base @ (base.T @ left)
        if size == 0.0 or float(np.linalg.norm(left)) <= NEW * size:
            raise _nothing_new(shift.kind, shift.label, bool(choices.waves), size == 0.0)
        base = np.column_stack([base, left / np.linalg.norm(left)])


def _nothing_new(kind: str, label: str, waves: bool, empty: bool) -> NotIdentified:
    if kind == "covariate":
        return NotIdentified(
            f"The covariate '{label}' says nothing that the others do not say together.", why="Their shares cannot be told apart.",
            fix=f"leave out --covariate {label}.", code="covariate-repeats",
        )  # fmt: skip
    if kind == "weekday":
        day = DAYS[int(label)]
        what = f"Nobody answered on a {day} (weekday {label})" if empty else "Weekdays cannot be told from each other, or from the waves"
        return NotIdentified(f"{what}.", why=f"--weekday gives each of the {WEEKDAYS} days a level of its own.", fix="leave out --weekday.",
                             code="weekday-missing")  # fmt: skip
    if kind == "daytime":
        return NotIdentified(
            "The hours of the answers do not differ enough for a daily wave.", why="A wave of 24 hours needs three different hours.",
            fix="leave out --daytime, or give times with the hour: 2024-03-09T21:30.", code="daytime-constant",
        )  # fmt: skip
    why = "Wave means already follow any trend." if waves else "A trend needs occasions at different times."
    return NotIdentified("The trend cannot be told from the levels.", why=why, fix="leave out --trend.", code="trend-repeats")


def _refuse_nights(lanes: Lanes) -> None:
    nights = lanes.impulses[..., -1]
    later = lanes.answered.any(axis=2) & (np.cumsum(lanes.answered.any(axis=2), axis=0) > 1)
    pushed = int((nights != 0.0).sum())
    if pushed == 0:
        raise NotIdentified(
            "No occasion follows a night.", why="--overnight is about the first occasion of a day.", fix="leave out --overnight.",
            code="overnight-never",
        )  # fmt: skip
    if pushed == int(later.sum()):
        raise NotIdentified(
            "Every occasion but the first follows a night.",
            why="With one occasion a day, what a night does and what a day does cannot be told apart.",
            fix="leave out --overnight.", code="overnight-every",
        )  # fmt: skip
