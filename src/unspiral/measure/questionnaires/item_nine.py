"""Item 9 of the PHQ-9 in a table that is scored by one of its shorter forms: an answer there calls for help all the same."""

from __future__ import annotations

from collections.abc import Collection, Mapping

import numpy as np
from jaxtyping import Float
from numpy import ndarray

from unspiral.errors import DataError
from unspiral.measure.cells import NUMBER, Codes
from unspiral.measure.names import words
from unspiral.measure.questionnaires.answer import accepts
from unspiral.measure.questionnaires.column_map import map_columns
from unspiral.measure.questionnaires.instrument import Instrument, Item
from unspiral.measure.questionnaires.library import instrument as named
from unspiral.measure.table import Table
from unspiral.records.column import Column

_BETWEEN = frozenset(("2", "4", "8", "9", "q", "i", "item", "question"))


def item_nine(instrument: Instrument, opened: Table, used: Collection[str], codes: Codes) -> tuple[str, Float[ndarray, " rows"]] | None:
    """The column of item 9 and its answers; None where the form has that item itself, or the table no such column.

    Args:
        instrument: the form that is scored.
        opened: the table.
        used: columns that hold the items of that form.
        codes: that stand for "not answered".

    Returns:
        The column's name, and per row the answer; nan where nothing stands there that is an answer of the item.

    Source: tests/measure/questionnaires/test_item_nine.py.
    """
    if instrument.safety_item is not None or not instrument.id.startswith("phq"):
        return None
    whole = named("phq9")
    try:
        column = map_columns(whole, opened.names).columns["phq9"]
    except DataError:
        column = ""
    sure = bool(column) and column not in used
    for name in [column] if sure else [name for name in opened.names if _called_nine(name) and name not in used]:
        if opened.names.count(name) > 1:
            continue
        found = _answers(whole, opened.take([name]).columns[name], codes, sure=sure)
        if found is not None:
            return name, found
    return None


def called_anyway(instrument: Instrument, opened: Table, columns: Mapping[str, str]) -> Float[ndarray, " rows"] | None:
    """What was answered to the item that calls for help, where something else in the table is wrong; None without such an item.

    Args:
        instrument: the form that is scored.
        opened: the table.
        columns: item id -> column.

    Returns:
        Per row the number, or that of the option whose words stand there, in the item's range or not; nan where there is neither.

    Source: tests/measure/questionnaires/test_item_nine.py.
    """
    if instrument.safety_item is None or instrument.safety_item[0] not in columns:
        return None
    name = instrument.safety_item[0]
    item = next(each for each in instrument.items if each.id == name)
    column = opened.take([columns[name]]).columns[columns[name]]
    found = [_read(item, text) for text in column.levels]
    return np.array([np.nan if number is None else number for number in found], dtype=np.float64)[column.codes]


def _read(item: Item, text: str) -> float | None:
    plain = text.replace(",", ".")
    if NUMBER.fullmatch(plain):
        return float(plain)
    return next((option.score for option in item.options if option.text.casefold() == text.casefold()), None)


def _called_nine(name: str) -> bool:
    form = [str(int(word)) if word.isdecimal() else word for word in words(name)]
    return len(form) > 1 and form[0] == "phq" and form[-1] == "9" and _BETWEEN.issuperset(form[1:-1])


def _answers(whole: Instrument, column: Column, codes: Codes, *, sure: bool) -> Float[ndarray, " rows"] | None:
    """The answers of a column; None where its numbers are others, and only its name fitted: a total is called phq9 as well."""
    item = next(each for each in whole.items if each.id == "phq9")
    values: list[float] = []
    for text in column.levels:
        number = _read(item, text)
        if number is None or codes.hold(text, number):
            values.append(np.nan)
        elif accepts(item, number):
            values.append(number)
        elif not sure and number > 0:
            return None
        else:
            values.append(np.nan)
    return np.array(values, dtype=np.float64)[column.codes]
