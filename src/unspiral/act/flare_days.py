"""A person's record laid out day by day: one row a day, empty where nothing was answered."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
from jaxtyping import Bool, Float, Int
from numpy import ndarray

from unspiral.records import Panel, Person
from unspiral.units import DAYS_PER, FIRST_MONDAY

ROUND = 1e-9  # a day of 2.9999999999 is day 3


@dataclass(frozen=True, slots=True, eq=False)
class DayTable:
    """One row for each day from the first to the last.

    Args:
        answers: mean of the day's answers; nan = not answered.
        tried: whether something was recorded on the day.
        several: days with more than one row.
        start: date of the first row, or None where the table had no dates.
    """

    answers: Float[ndarray, "days indicators"]
    tried: Bool[ndarray, "days inputs"]
    several: int
    start: date | None = None


def day_table(panel: Panel, person: Person) -> DayTable:
    """A person's answers by calendar day where the table held dates, else by whole days of its clock.

    Args:
        panel: whose clock and columns.
        person: one of its persons.

    Source: tests/act/test_flare_days.py.
    """
    clock = person.local if person.local is not None else person.time * DAYS_PER[panel.time_unit]
    day = np.floor(clock + ROUND).astype(np.int64)
    start = FIRST_MONDAY + timedelta(days=int(day.min())) if person.local is not None else None
    day -= day.min()
    days = int(day.max()) + 1
    answers = np.full((days, person.values.shape[1]), np.nan)
    for j in range(answers.shape[1]):
        known = ~np.isnan(person.values[:, j])
        count = np.bincount(day[known], minlength=days)
        total = np.bincount(day[known], weights=person.values[known, j], minlength=days)
        answers[count > 0, j] = total[count > 0] / count[count > 0]
    tried = np.zeros((days, person.inputs.shape[1]), dtype=np.bool_)
    for j in range(tried.shape[1]):
        tried[:, j] = np.bincount(day[np.nan_to_num(person.inputs[:, j]) != 0.0], minlength=days) > 0
    return DayTable(answers, tried, int(np.count_nonzero(np.bincount(day) > 1)), start)


def answered_days(column: Float[ndarray, " days"]) -> Int[ndarray, " answered"]:
    """Days with an answer."""
    return np.flatnonzero(~np.isnan(column))
