"""Days of the week: each held against the days around it, with its interval, or "cannot tell"."""

from __future__ import annotations

from datetime import date

import numpy as np

from unspiral.learn.weekdays import AROUND, ENOUGH, REACH, Weekday, weekdays
from unspiral.loop.picture.colour import hue_of
from unspiral.show.axis import Scale, dot, ticks
from unspiral.show.day_record import Days
from unspiral.show.day_words import WEEKDAYS
from unspiral.show.days_words import NAMES
from unspiral.show.model import Picture, Table
from unspiral.show.numbers import amount, interval, signed
from unspiral.show.svg import FONT, NARROW, frame, hued, line, rule, tag, text

ROW, TOP, FOOT, LEFT, RIGHT = 26.0, 26.0, 44.0, 92.0, 16.0


def weekday_rows(days: Days, process: str) -> tuple[Weekday, ...]:
    """The seven weekdays of one process."""
    values = np.full(days.count, np.nan)
    for place, value in days.values(process):
        if 0 <= place < days.count:
            values[place] = value
    return weekdays(values, date.fromisoformat(days.begin).weekday())


def weekday_finding(rows: tuple[Weekday, ...], process: str) -> str:
    """What can be said of the days of the week, in one sentence."""
    name = NAMES[process]
    few = [row for row in rows if row.stands_out is None]
    out = [row for row in rows if row.stands_out]
    if not out:
        if few:
            return f"{name}: cannot tell yet whether a day of the week stands out"
        return f"{name}: cannot tell any day of the week from the days around it"
    said = ", ".join(f"{WEEKDAYS[row.weekday]}s ({_points(row)})" for row in out)
    rest = "; of others cannot tell yet" if few else ""
    return f"{name} was different on {said} than on the days around them{rest}"


def weekday_sentences(rows: tuple[Weekday, ...]) -> tuple[str, ...]:
    """How many of each there are, how many are needed, and what this does not say."""
    counts = ", ".join(f"{row.compared} {WEEKDAYS[row.weekday]}{'' if row.compared == 1 else 's'}" for row in rows)
    said = [f"So far there are {counts} with enough answers on the days around them."]
    if any(row.stands_out is None for row in rows):
        said.append(f"{ENOUGH} of a weekday are needed before anything is said about it.")
    said.append("This describes your days. It does not say why they differ.")
    return tuple(said)


def weekday_picture(rows: tuple[Weekday, ...], process: str) -> Picture | None:
    """Draw the weekdays of one process; None while there are too few of every one.

    Args:
        rows: of ``weekday_rows``.
        process: such as "pain".

    Source: tests/show/test_weekday_chart.py.
    """
    known = [row for row in rows if row.difference is not None and row.low is not None and row.high is not None]
    if not known:
        return None
    title = weekday_finding(rows, process)
    reach = max(1.0, max(max(abs(row.low or 0.0), abs(row.high or 0.0)) for row in known))
    x = Scale(-reach, reach, LEFT, NARROW - RIGHT)
    bottom = TOP + 7 * ROW
    body: list[str] = [text(f"{NAMES[process]}, points above or below the days around", 2, FONT * 0.7)]
    for value in ticks(-reach, reach, 4):
        body.append(rule((x.at(value), TOP), (x.at(value), bottom), tone="grid"))
        body.append(text(signed(value), x.at(value), bottom + 14.0, anchor="middle", tone="quiet"))
    body.append(rule((x.at(0.0), TOP), (x.at(0.0), bottom), tone="ink", width=1.4))
    for k, row in enumerate(rows):
        body += _drawn(row, x, TOP + (k + 0.5) * ROW, process)
    body.append(text("points", (LEFT + NARROW - RIGHT) / 2.0, bottom + 33.0, anchor="middle"))
    described = " ".join(_described(row) for row in rows)
    caption = (
        f"Mark: the mean difference between a weekday and the {REACH} days before and after it (at least {AROUND} of them answered). "
        "Line: its 95 % interval. A full mark stands out also when one remembers that many days were looked at, many times."
    )
    if any(row.stands_out for row in rows):
        caption += " A weekday that stands out does not count among the days around others."
    return Picture(title, frame(body, NARROW, bottom + FOOT, title, described, "weekdays"), caption, _table(rows, process))


def _drawn(row: Weekday, x: Scale, y: float, process: str) -> list[str]:
    name = text(WEEKDAYS[row.weekday], 2, y)
    if row.difference is None or row.low is None or row.high is None:
        return [name, text(f"cannot tell yet ({row.compared} of {ENOUGH})", x.start + 4.0, y, tone="quiet", halo=True)]
    stroke = line([(x.at(row.low), y), (x.at(row.high), y)], width=2.0)
    mark = dot(x.at(row.difference), y, 5.0, hollow=not row.stands_out)
    return [name, hued(hue_of(process), tag("g", stroke + mark))]


def _table(rows: tuple[Weekday, ...], process: str) -> Table:
    header = ("Weekday", "Mean answer (how many)", "Against the days around (how many)", "95 % interval", "Stands out")
    word = {True: "yes", False: "cannot tell", None: "cannot tell yet"}
    cells = tuple(
        (
            WEEKDAYS[row.weekday],
            "no answer" if row.mean is None else f"{amount(row.mean, 1)} ({row.answers})",
            f"too few ({row.compared})" if row.difference is None else f"{signed(row.difference, 1)} ({row.compared})",
            "" if row.low is None or row.high is None else interval(row.low, row.high, 1),
            word[row.stands_out],
        )
        for row in rows
    )
    return Table(f"{NAMES[process]} by day of the week, in points", header, cells, stack=True)


def _points(row: Weekday) -> str:
    assert row.difference is not None and row.low is not None and row.high is not None
    size = amount(abs(row.difference), 1)
    way = "" if float(size) == 0.0 else " higher" if row.difference > 0 else " lower"
    return f"{size}{way}, 95 % interval {interval(row.low, row.high, 1)}"


def _described(row: Weekday) -> str:
    if row.difference is None:
        return f"{WEEKDAYS[row.weekday]}: cannot tell yet, {row.compared} of {ENOUGH}."
    return f"{WEEKDAYS[row.weekday]}: {_points(row)}."
