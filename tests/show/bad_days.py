"""A record of bad days that is known: eight spells of two to five days, the first begun before it, the last still open."""

from __future__ import annotations

import numpy as np

from unspiral.act.flare import flare
from unspiral.act.flare_days import DayTable, day_table
from unspiral.records import Panel, Person, Source
from unspiral.records.flare import FlarePlan

SPELLS = ((0, 3), (20, 2), (30, 4), (45, 2), (55, 5), (70, 3), (80, 2), (97, 3))
UNANSWERED = (12, 13, 14, 15, 66)


def recorded(days: int = 100, tried: tuple[str, ...] = ("heat", "never")) -> tuple[FlarePlan, DayTable]:
    """The plan and the days behind it."""
    bad = {start + k for start, length in SPELLS for k in range(length)}
    pain = np.array([7.0 if day in bad else 2.0 + day % 3 * 0.5 for day in range(days)])
    pain[list(UNANSWERED)] = np.nan
    mood = 9.0 - pain
    given = np.array([[float(day in bad and day % 2 == 0), 0.0] for day in range(days)])[:, : len(tried)]
    person = Person("1", np.arange(float(days)), np.column_stack([pain, mood]), given)
    panel = Panel((person,), ("pain", "mood"), tried, "day", Source("diary.csv", "ab" * 32, days, ()))
    return flare(panel), day_table(panel, person)
