"""Answers that look back over a stretch: what is said of windows that are declared, and of questionnaires that should have one."""

from __future__ import annotations

import numpy as np

from unspiral.learn.system import Array
from unspiral.learn.windows import spans_of
from unspiral.loop.model import Loop
from unspiral.loop.recall import recall_days
from unspiral.loop.tokens import quoted
from unspiral.records import Moments, Panel, Verdict
from unspiral.units import DAYS_PER, count

LONG = 0.5  # of the usual time between occasions: a stretch longer than that mixes what happened before and after other answers


def window_verdicts(data: Panel | Moments, interval: float, loop: Loop) -> list[Verdict]:
    """What is said of every indicator that looks back, or should.

    Args:
        data: the answers.
        interval: typical time between a person's occasions.
        loop: the declared model.
    """
    return [*_declared(data, loop), *_undeclared(data, interval, loop)]


def _declared(data: Panel | Moments, loop: Loop) -> list[Verdict]:
    found: list[Verdict] = []
    spans = dict(zip(loop.columns, spans_of(loop, data.time_unit), strict=True))
    for indicator in (i for p in loop.processes for i in p.indicators):
        if indicator.window is None:
            continue
        words = f"'{indicator.column}' is read as the {indicator.window.words} before each answer"
        if isinstance(data, Panel) and not _something_inside(data, loop, indicator.column, spans[indicator.column]):
            found.append(
                Verdict("window", "caution", f"{words}, and nothing else was asked inside any of these stretches: what happened in them "
                        "is known from the loop alone.",
                        "Ask about the moment in between, or read links as no finer than the stretch.")
            )  # fmt: skip
        else:
            found.append(Verdict("window", "ok", f"{words}."))
    if found:
        found.append(
            Verdict("window-clock", "ok", "A person's clock begins at the first answer, or where the first stretch begins that an answer "
                    "looks back over, whichever is earlier; the law of the first state holds there.")
        )  # fmt: skip
    return found


def _something_inside(data: Panel, loop: Loop, column: str, span: float) -> bool:
    """Whether any other answer of the loop lies strictly inside a stretch that an answer of this column looks back over."""
    at = [data.indicators.index(c) for c in loop.columns]
    mine = data.indicators.index(column)
    for person in data.persons:
        answered: Array = np.atleast_1d(~np.isnan(person.values[:, at]).all(axis=1))
        moments = person.time[answered]
        ends = person.time[~np.isnan(person.values[:, mine])]
        before = np.searchsorted(moments, ends - 1e-9) - np.searchsorted(moments, ends - span + 1e-9)
        if (before > 0).any():
            return True
    return False


def _undeclared(data: Panel | Moments, interval: float, loop: Loop) -> list[Verdict]:
    """Columns named like a questionnaire about days gone by, read as of the moment although these days are long against the design."""
    found: list[Verdict] = []
    for process in loop.processes:
        for indicator in process.indicators:
            days = None if indicator.window is not None else recall_days(indicator.column)
            if days is None or days <= LONG * interval * DAYS_PER[data.time_unit]:
                continue
            column = quoted(indicator.column)
            said = ", ".join(
                f"{quoted(i.column)} (mean of {days:g} days)" if i is indicator
                else quoted(i.column) + ("" if i.window is None else f" ({i.window.words})")
                for i in process.indicators
            )  # fmt: skip
            found.append(
                Verdict("recall", "caution", f"{column} is named like a questionnaire about the last {days:g} days, and is read as of the "
                        f"moment, although the usual time between occasions is {count(interval, data.time_unit)}: what happened before and "
                        "after the other answers is then mixed up.",
                        f"{quoted(process.name)} by {said}; or say what it asks about, for example (mean of 1 day).")
            )  # fmt: skip
    return found
