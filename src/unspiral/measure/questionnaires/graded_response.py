"""Item parameters of the graded response model -> T scores: of every sum (Lord and Wingersky's recursion) and of every pattern.

The chance of answering in category k or above is P*_k(theta) = 1 / (1 + exp(-a (theta - b_k))); that of category k is P*_k - P*_(k+1).
The score is the mean of theta given the sum (or the pattern) under a standard normal prior; T = 50 + 10 theta, and its standard error is
ten times the standard deviation of theta given the same.
"""

from __future__ import annotations

import csv
import itertools
import math
import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from jaxtyping import Float
from numpy import ndarray

from unspiral.errors import DataError
from unspiral.measure.questionnaires.source_text import text_of
from unspiral.measure.questionnaires.t_table import TTable

# The integrands are smooth and die out like exp(-theta^2 / 2): with this step the sum equals the integral to the last digits.
_THETA = np.linspace(-9.0, 9.0, 721)
_PRIOR = np.exp(-0.5 * _THETA**2)
_LARGEST_SLOPE, _FARTHEST = 20.0, 12.0


@dataclass(frozen=True, slots=True)
class ItemCurve:
    """One item: slope a, thresholds b in rising order (one less than it has answers), and the score of its lowest answer."""

    id: str
    slope: float
    thresholds: tuple[float, ...]
    lowest: int = 1

    def chances(self) -> Float[ndarray, "answers grid"]:
        """The chance of each answer at each theta of the grid."""
        above = 1.0 / (1.0 + np.exp(-self.slope * (_THETA[None, :] - np.array(self.thresholds)[:, None])))
        ends = np.ones((1, len(_THETA)))
        steps = np.concatenate([ends, above, 0.0 * ends])
        return steps[:-1] - steps[1:]


@dataclass(frozen=True, slots=True)
class Parameters:
    """The items of a form, in its order.

    Args:
        name: of the file they came from.
        items: their curves.
    """

    name: str
    items: tuple[ItemCurve, ...]

    def table(self, decimals: int | None = 1) -> TTable:
        """T of every sum that the form can give.

        Args:
            decimals: as printed tables have them; None = all.

        Source: Lord and Wingersky 1984, doi:10.1177/014662168400800409; tests/measure/questionnaires/test_graded_response.py.
        """
        likelihood = np.ones((1, len(_THETA)))
        for item in self.items:
            chances = item.chances()
            longer = np.zeros((len(likelihood) + len(chances) - 1, len(_THETA)))
            for answer, chance in enumerate(chances):
                longer[answer : answer + len(likelihood)] += likelihood * chance
            likelihood = longer
        lowest = sum(item.lowest for item in self.items)
        scores = [_score(row, decimals) for row in likelihood]
        return TTable(self.name, {lowest + place: found for place, found in enumerate(scores)}, self)

    def of_pattern(self, answers: Sequence[float | None], decimals: int | None = 1) -> tuple[float, float]:
        """T and its standard error from the answers themselves; items that were not answered say nothing.

        Args:
            answers: one for each item, in the order of the form; None = not answered.
            decimals: as printed tables have them; None = all.

        Raises:
            DataError: another number of answers, or an answer that is none of the item's.
        """
        if len(answers) != len(self.items):
            raise DataError(
                f"'{self.name}' has {len(self.items)} items, and {len(answers)} answers were given.",
                fix="give one for each item, in order.",
            )
        likelihood = np.ones(len(_THETA))
        for item, answer in zip(self.items, answers):
            if answer is None:
                continue
            category = answer - item.lowest
            if category != int(category) or not 0 <= category <= len(item.thresholds):
                what = f"{answer:g} is not an answer to item '{item.id}' of '{self.name}'."
                raise DataError(what, fix=f"a whole number from {item.lowest} to {item.lowest + len(item.thresholds)}.")
            likelihood = likelihood * item.chances()[int(category)]
        return _score(likelihood, decimals)


def _score(likelihood: Float[ndarray, " grid"], decimals: int | None) -> tuple[float, float]:
    weight = likelihood * _PRIOR
    weight = weight / weight.sum()
    mean = float(weight @ _THETA)
    spread = math.sqrt(max(float(weight @ (_THETA - mean) ** 2), 0.0))
    t, se = 50.0 + 10.0 * mean, 10.0 * spread
    return (t, se) if decimals is None else (round(t, decimals), round(se, decimals))


def read_parameters(path: str | os.PathLike[str]) -> Parameters:
    """Read the item parameters of a form.

    Args:
        path: a .csv with one row for each item in the order of the form: item, a, b1, b2, ... and, if the lowest answer does not count 1,
            a column ``lowest``. Thresholds that an item does not have are left empty.

    Raises:
        DataError: not such a table; the message names row and remedy.

    Source: docs/how-to/score-questionnaires.md; tests/measure/questionnaires/test_graded_response.py.
    """
    file = Path(path)
    try:
        records = [record for record in csv.reader(text_of(file).splitlines(), strict=True) if any(cell.strip() for cell in record)]
    except csv.Error:
        raise DataError(f"'{file.name}' is not a text table with commas.", fix="item,a,b1,b2 in the first row.") from None
    names = [cell.strip().casefold() for cell in records[0]] if records else []
    steps = [name for name in names if name.startswith("b") and name[1:].isdecimal()]
    if (
        not {"item", "a", "b1"} <= set(names)
        or len(set(names)) < len(names)
        or steps != [f"b{place}" for place in range(1, len(steps) + 1)]
    ):
        what = f"The first row of '{file.name}' does not name the columns item, a, b1, b2 ... in this order."
        raise DataError(what, fix="item,a,b1,b2,b3,b4")
    if extra := [name for name in names if name not in {"item", "a", "lowest", *steps}]:
        raise DataError(f"'{file.name}' has a column '{extra[0][:40]}' that is not known.", fix="item,a,b1,b2,b3,b4, and lowest.")
    items = tuple(_curve(file, row, names, record, steps) for row, record in enumerate(records[1:], 2))
    if not items or len(items) > 200:
        raise DataError(f"'{file.name}' has {len(items)} items; a form has 1 to 200.", fix="one row for each item of the form.")
    if len({item.id for item in items}) < len(items):
        raise DataError(f"'{file.name}' names an item twice.", fix="one row for each item of the form.")
    return Parameters(file.name, items)


def _curve(file: Path, row: int, names: list[str], record: list[str], steps: list[str]) -> ItemCurve:
    if len(record) != len(names):
        raise DataError(f"Row {row} of '{file.name}' has {len(record)} cells, and its header {len(names)}.", fix="one cell for each name.")
    cells = {name: cell.strip() for name, cell in zip(names, record)}
    place = f"Row {row} of '{file.name}'"
    slope = _number(place, "a", cells["a"], _LARGEST_SLOPE)
    given = [name for name in steps if cells[name]]
    if given != steps[: len(given)] or not given:
        raise DataError(f"{place}: a threshold is left out before one that is there.", fix="fill b1, b2 ... from the left.")
    thresholds = tuple(_number(place, name, cells[name], _FARTHEST) for name in given)
    if slope <= 0 or any(right <= left for left, right in itertools.pairwise(thresholds)):
        raise DataError(
            f"{place}: the slope a must lie above 0, and b1, b2 ... must rise.",
            why="Otherwise some answers would have a chance below 0.",
            fix="check the row, and whether the file gives intercepts (slope x location) in place of locations.",
        )
    lowest = _number(place, "lowest", cells.get("lowest") or "1", 10)
    if lowest not in range(11):
        raise DataError(f"{place}: 'lowest' is not a whole number from 0 to 10.", fix="1, or 0 where answers count from 0.")
    return ItemCurve(cells["item"], slope, thresholds, int(lowest))


def _number(place: str, name: str, text: str, most: float) -> float:
    try:
        value = float(text)
    except ValueError:
        value = math.nan
    if not abs(value) <= most:
        raise DataError(f"{place}: '{name}' is not a number between {-most:g} and {most:g}.", fix=f"{name} = 1.25: a point for decimals.")
    return value
