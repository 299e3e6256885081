"""``unspiral trial analyse``: read the diary of a trial."""

from __future__ import annotations

import os
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING

import click

from unspiral.doors.cli.console import json_option, print_json, progress, quiet_option, say, seed_option, tell
from unspiral.doors.cli.document_parts import effect_entry, verdict_entry
from unspiral.doors.cli.trial_places import check_trial_places, write_all
from unspiral.doors.cli.trial_plan import names, refused, shares
from unspiral.errors import DataError, NotIdentified, SpecError
from unspiral.records.trial_line import ALWAYS

if TYPE_CHECKING:
    from numpy import ndarray

    from unspiral.records import Panel, Verdict
    from unspiral.records.trial import Trial, TrialEffect
    from unspiral.scale.local import Tick

SCHEMA = "unspiral.trial/1"


@click.command(short_help="Read the diary of a trial: did it do anything, how much, how sure?")
@click.argument("files", metavar="[PLAN.json] DIARY.csv", nargs=-1, required=True)
@click.option("--on", "treatment", metavar="COL", help="Without PLAN: the column that is 1 on days with the treatment.")
@click.option("--acts-on", metavar="COL,...", help="Without PLAN: what it pushes; the outcomes when left out.")
@click.option("--outcome", metavar="COL,...", help="Without PLAN: what is judged; the first one decides.")
@click.option("--onset", type=float, default=0.0, metavar="DAYS", help="Without PLAN: until it begins to act.")
@click.option("--fading", type=float, default=0.0, metavar="DAYS", help="Without PLAN: half-life of its action.")
@click.option("--estimate-timing", is_flag=True, help="Without PLAN: look for onset and fading in the diary.")
@click.option("--adherence", metavar="P", help="Without PLAN: share of on-days on which it was really taken: 0.7, or 0.6:0.9.")
@click.option("--stopped", is_flag=True, help="The trial was ended early: show its numbers, test nothing.")
@click.option("--replicates", type=click.IntRange(199, 20_000), default=999, show_default=True, metavar="N", help="Made-up diaries.")
@click.option("--person", metavar="COL", help="As for learn: who answered.")
@click.option("--time", metavar="COL", help="As for learn: when.")
@click.option("--missing", metavar="CODE", multiple=True, help="As for learn: also stands for no answer.")
@click.option("--chart", metavar="FILE.svg", help="Also draw the days and the effect.")
@click.option("--report", metavar="FILE.html", help="Also write a page: picture first, numbers behind it.")
@seed_option
@json_option
@quiet_option
def command(
    files: tuple[str, ...], treatment: str | None, acts_on: str | None, outcome: str | None, onset: float, fading: float,
    estimate_timing: bool, adherence: str | None, stopped: bool, replicates: int, person: str | None, time: str | None,
    missing: tuple[str, ...], chart: str | None, report: str | None, seed: int, as_json: bool,
) -> None:  # fmt: skip
    """Read the diary of a trial with one person: did the treatment do anything, how much, and how sure is that?

    DIARY.csv has a row a day: when, and the answers by the names of the plan. Dates are matched with the plan's first day; numbers count
    from 1 (or from 0 where there is one). Days that were missed may be left out. Without a plan, --on names the column that says on which
    days the treatment was on.

    A plan is read after its last day, and at its one early look where it has one: at any other time the answer is refused. The rule about
    harm is looked at each time.

    \b
    Examples:
      unspiral trial analyse plan.json diary.csv
      unspiral trial analyse diary.csv --on walking --outcome pain,depression

    Ends with 0 when done, 2 for bad input, 3 when the diary cannot carry an answer, or not yet.
    """
    diary = files[-1]
    if len(files) > 2:
        raise SpecError(f"{len(files)} files are given.", fix="unspiral trial analyse plan.json diary.csv")
    check_trial_places({"--chart": chart, "--report": report}, *files)
    beside: list[Verdict] = []
    try:
        if len(files) == 2:
            asked = click.get_current_context().get_parameter_source
            given = next((f"--{name}" for name in ("onset", "fading", "seed") if asked(name) is not click.core.ParameterSource.DEFAULT), "")
            if given:
                raise SpecError(f"The plan has what {given} says, or a seed of its own.", fix=f"leave out {given}.")
            if treatment or acts_on or outcome or estimate_timing or adherence:
                raise SpecError(
                    "The plan says what was on and what is judged.",
                    fix="leave out --on, --acts-on, --outcome, --onset, --fading, --estimate-timing, --adherence.",
                )
            found = _planned(files[0], diary, (person, time, missing), replicates, beside, stopped=stopped)
        else:
            if stopped:
                raise SpecError("--stopped is for a trial with a plan.", fix="unspiral trial analyse plan.json diary.csv --stopped")
            if not treatment or not outcome:
                raise SpecError(
                    "Without a plan nothing says which days were on, or what is judged.",
                    fix="--on walking --outcome pain, or name PLAN.json first",
                )
            if treatment in (*names(outcome, "--outcome"), *(names(acts_on, "--acts-on") if acts_on else ())):
                raise SpecError(f"'{treatment}' is both what is switched and what is judged or pushed.", fix="--on walking --outcome pain")
            found = _watched(
                diary, treatment, names(outcome, "--outcome"), acts_on, (onset, fading, estimate_timing), shares(adherence or "1"),
                (person, time, missing), replicates, seed,
            )  # fmt: skip
    except NotIdentified as refusal:
        if as_json:
            print_json(refused(SCHEMA, refusal, beside))
        else:
            for verdict in beside:  # whatever --quiet says: the rule about harm waits for no reading
                tell(f"{verdict.reason}\n  {verdict.remedy}\n")
        raise
    texts: dict[str, str] = {}  # all made before any is written
    if chart is not None:
        from unspiral.show.trial_chart import trial_picture

        texts[chart] = trial_picture(found).svg
    if report is not None:
        from unspiral.show.page import page
        from unspiral.show.trial_chapter import trial_report

        texts[report] = page(trial_report(found))
    write_all(texts)
    if as_json:
        print_json(document(found))
        return
    from unspiral.doors.cli.trial_text import trial_text

    click.echo(trial_text(found))
    say("Every number: add --json")


def _planned(
    plan_file: str, diary: str, how: tuple[str | None, str | None, tuple[str, ...]], replicates: int, beside: list[Verdict], *,
    stopped: bool,
) -> Trial:  # fmt: skip
    """The analysis of a planned trial; what the rule about harm says is put beside first, because a reading may be refused."""
    import numpy as np

    from unspiral.act.trial.analyse import analyse_trial
    from unspiral.act.trial.person import model_of
    from unspiral.act.trial.stop import harm_of
    from unspiral.records import Verdict
    from unspiral.store.trial_json import read_plan

    plan = read_plan(plan_file)
    columns = model_of(plan.person).layout.columns
    panel = _read(diary, columns, (), *how)
    day = _days(panel, plan.start, plan.days, os.path.basename(diary))
    values = np.full((int(day.max()) + 1, len(columns)), np.nan)
    values[day] = panel.persons[0].values
    beside += harm_of(plan, values[:, columns.index(plan.outcomes[0])])
    with _reading() as tick:
        found = analyse_trial(plan, values, stopped=stopped, replicates=replicates, progress=tick)
    if plan.start or panel.persons[0].local is None:
        return found
    reason = "The plan names no first day: the diary's first row was taken for day 1. If that day was missed, days and arms do not match."
    said = Verdict("start-assumed", "caution", reason, "add a row for day 1, with an empty answer if there was none")
    return replace(found, verdicts=(said, *found.verdicts))


def _watched(
    diary: str, treatment: str, outcomes: tuple[str, ...], acts_on: str | None, late: tuple[float, float, bool],
    taken: tuple[float, float], how: tuple[str | None, str | None, tuple[str, ...]], replicates: int, seed: int,
) -> Trial:  # fmt: skip
    import numpy as np

    from unspiral.act.trial.analyse import analyse_diary

    acting = names(acts_on, "--acts-on") if acts_on else outcomes
    columns = tuple(dict.fromkeys((*outcomes, *acting)))
    try:
        panel = _read(diary, columns, (treatment,), *how)
    except DataError as problem:
        if problem.fix != "--input COLUMN":
            raise
        raise DataError(problem.what, why=problem.why, fix="--on COLUMN") from None
    one = panel.persons[0]
    day = _days(panel, "", 0, os.path.basename(diary))
    _check_length(panel, day, os.path.basename(diary))
    length = int(day.max()) + 1
    values, on = np.full((length, len(columns)), np.nan), np.full(length, np.nan)
    values[day], on[day] = one.values, one.inputs[:, 0]
    for k in range(1, length):  # a day without a row goes on as the day before
        on[k] = on[k - 1] if np.isnan(on[k]) else on[k]
    filled = int(length - len(day))
    if filled:
        say(f"  {filled} days have no row; '{treatment}' is taken to have stayed as on the day before.")
    with _reading() as tick:
        return analyse_diary(
            values, on, columns=columns, treatment=treatment, acts_on=acting, outcomes=outcomes, onset=late[0], fading=late[1],
            estimate_timing=late[2], adherence=taken, seed=seed, replicates=replicates, progress=tick,
        )  # fmt: skip


@contextmanager
def _reading() -> Generator[Tick]:
    """A bar while made-up diaries are read; what was not needed of them counts as done at the end."""
    done = [0]
    with progress("making up diaries", 100) as advance:

        def tick(now: int, most: int) -> None:
            share = 100 * now // most
            advance(share - done[0])
            done[0] = share

        yield tick
        advance(100 - done[0])


def _read(
    diary: str, columns: tuple[str, ...], inputs: tuple[str, ...], person: str | None, time: str | None, missing: tuple[str, ...]
) -> Panel:
    from unspiral.measure.read import read

    panel = read(diary, columns=columns, person=person, time=time, time_unit="day", inputs=inputs, missing=missing, prompts="all")
    for sentence in panel.source.said:
        say(f"  {sentence}")
    if len(panel.persons) > 1:
        raise DataError(
            f"'{os.path.basename(diary)}' holds {len(panel.persons)} people; a trial is one person's.", fix="keep one person's rows."
        )
    return panel


def _check_length(panel: Panel, day: ndarray, name: str) -> None:
    """Stop at a diary that is longer than any trial, before a row is made for each of its days.

    Raises:
        DataError: the first row that lies too far behind the first one.
    """
    from datetime import date, timedelta

    from unspiral.act.trial.length import MOST_DAYS

    late = sorted(k for k in range(len(day)) if day[k] >= MOST_DAYS)
    if not late:
        return
    one, k = panel.persons[0], min(late, key=lambda j: int(day[j]))
    when = "" if one.local is None else f", {date(1969, 12, 29) + timedelta(days=int(one.local[k] // 1))},"
    raise DataError(
        f"Row {k + 1} of '{name}' in order of time{when} is {int(day[k])} days after the first; a trial has at most {MOST_DAYS} days.",
        why="A slip in a date makes years of days without an answer.", fix="mend that date, or keep the rows of the trial's days.",
    )  # fmt: skip


def _days(panel: Panel, start: str, length: int, name: str):  # noqa: ANN202 - an array; NumPy is loaded late
    """Day of the trial of each row, 0 = the first.

    Raises:
        DataError: two rows on one day, or rows outside the plan.
    """
    from datetime import date

    import numpy as np

    one = panel.persons[0]
    if one.local is not None:
        # A wall clock is counted from a Monday's midnight, 1969-12-29.
        ordinal = np.floor(one.local).astype(np.int64) + date(1969, 12, 29).toordinal()
        first = date.fromisoformat(start).toordinal() if start else int(ordinal.min())
        day = ordinal - first
    else:
        whole = np.floor(one.time + 1e-9).astype(np.int64)
        day = whole if not length and not start else whole - (0 if int(whole.min()) <= 0 else 1)
        day = day - int(day.min()) if not length else day
    twice = np.flatnonzero(np.diff(np.sort(day)) == 0)
    if len(twice):
        raise DataError(
            f"Day {int(np.sort(day)[twice[0]]) + 1} of the diary '{name}' has more than one row.", why="A trial has one answer a day.",
            fix="keep one row a day, the evening's.",
        )  # fmt: skip
    if length and ((day < 0) | (day >= length)).any():
        outside = int(((day < 0) | (day >= length)).sum())
        raise DataError(
            f"{outside} of {len(day)} rows of '{name}' lie outside the {length} days of the plan{f' from {start} on' if start else ''}.",
            why="Which of them were on is not known.", fix="keep the rows of the trial's days.",
        )  # fmt: skip
    return day


# Out, as JSON ----------------------------------------------------------------------------------------------------------------------


def document(found: Trial) -> dict[str, object]:
    """A trial as one JSON document."""
    c = found.course
    return {
        "schema": SCHEMA,
        "treatment": found.treatment,
        "acts_on": list(found.acts_on),
        "word": found.word,
        "p": found.p,
        "test": found.test,
        "alpha": found.alpha,
        "reading": found.reading,
        "planned": found.planned,
        "effects": {e.outcome: _outcome(e) for e in found.effects},
        "timing": {
            "how": found.timing.how, "onset": found.timing.onset, "fading": found.timing.fading, "onset_ends": found.timing.onset_ends,
            "fading_ends": found.timing.fading_ends,
        },
        "t_test": {"difference": found.plain.difference, "p": found.plain.p},
        "days": found.days,
        "answered": found.answered,
        "on_days": found.on_days,
        "course": {
            "day": c.day + 1, "on": c.on,
            **{
                e.outcome: {"answer": c.answers[:, k], "estimate": c.estimate[:, k], "low": c.low[:, k], "high": c.high[:, k]}
                for k, e in enumerate(found.effects)
            },
        },
        "assumptions": list(found.assumptions),
        "verdicts": [verdict_entry(v) for v in found.verdicts],
        "said": [ALWAYS],
    }  # fmt: skip


def _outcome(found: TrialEffect) -> dict[str, object]:
    return {
        "on_days": {**effect_entry(found.on_days), "level": found.level_on, "by_test": found.by_test},
        "long_run": {**effect_entry(found.long_run), "level": found.level_far},
        "taken": None if found.taken is None else {**effect_entry(found.taken), "level": found.level_on},
    }
