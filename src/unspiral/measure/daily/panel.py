"""A journal's check-ins as the panel of one person: a row a day, days by the person's own calendar, gaps left as gaps."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from datetime import date

import numpy as np

from unspiral.errors import DataError
from unspiral.records import Panel, Person
from unspiral.records.entry import Entry, Plain, seconds_of
from unspiral.records.panel import Source
from unspiral.units import FIRST_MONDAY

NAME = "journal"
MOST = 10.0  # every answer runs from 0 to 10
# process of the loop -> answer of the check-in, and whether its scale is turned round so that higher is worse.
ANSWERS = {
    "pain": ("pain", False),
    "low_mood": ("mood", True),
    "sleep_problem": ("sleep", True),
    "activity": ("activity", False),
    "stress": ("stress", False),
}


def first_day(entries: Iterable[Entry]) -> str:
    """The day of the first check-in, or "" where there is none; looks are counted from it."""
    return min((entry.day for entry in entries if entry.kind == "check-in"), default="")


def panel_of(entries: Iterable[Entry], *, until: str = "", begin: str = "") -> Panel:
    """The panel of one person.

    A day's row holds pain, low_mood = 10 - mood, sleep_problem = 10 - sleep, activity and stress; an answer that was not given is nan,
    and a day without a check-in has no row. Where several check-ins are about one day, the answer said last counts, question by question.

    Args:
        entries: the newest version of each, as ``Journal.entries`` gives them; other kinds are passed over.
        until: last day that counts, included; "" = all.
        begin: the day that is time 0; "" = the first check-in.

    Returns:
        Panel with time in days since the first check-in and the wall clock at midnight of each day.

    Raises:
        DataError: no check-in, or an answer that is no number from 0 to 10.
    """
    days: dict[str, list[Entry]] = {}
    for entry in entries:
        if entry.kind == "check-in" and not (until and entry.day > until) and not (begin and entry.day < begin):
            days.setdefault(entry.day, []).append(entry)
    twice = sum(len(held) - 1 for held in days.values())
    if not days:
        raise DataError("There is no check-in yet.", fix="check in this evening; the first pictures come with the first days.")
    order = sorted(days)
    start = date.fromisoformat(begin or order[0])
    time = np.array([(date.fromisoformat(day) - start).days for day in order], dtype=np.float64)
    values = np.array([_row(days[day]) for day in order])
    offset = (start - FIRST_MONDAY).days
    person = Person("me", time, values, np.zeros((len(order), 0)), local=time + offset)
    said = (f"{twice} further check-ins about a day that had one: the answer said last counts.",) if twice else ()
    digest = hashlib.sha256(json.dumps([order, values.tolist()]).encode()).hexdigest()
    return Panel((person,), tuple(ANSWERS), (), "day", Source(NAME, digest, len(order), said))


def _row(entries: list[Entry]) -> list[float]:
    given: dict[str, Plain] = {}
    for entry in sorted(entries, key=lambda entry: seconds_of(entry.said_at)):
        answers = entry.body.get("answers")
        if isinstance(answers, dict):
            given |= {name: value for name, value in answers.items() if value is not None}
    row: list[float] = []
    for process, (name, turned) in ANSWERS.items():
        value = given.get(name)
        if value is None:
            row.append(float("nan"))
            continue
        if isinstance(value, bool) or not isinstance(value, (int, float)) or not 0.0 <= float(value) <= MOST:
            raise DataError(
                f"The check-in of {entries[0].day} holds an answer for {process} that is no number from 0 to 10.",
                why="It would change every number of the loop.", fix="correct that day's check-in.",
            )  # fmt: skip
        row.append(MOST - float(value) if turned else float(value))
    return row
