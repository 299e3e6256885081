"""In which order a diary's rows go out, and which of them belong to one filled-in form."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
from jaxtyping import Bool, Int
from numpy import ndarray

from unspiral.records.column import Column
from unspiral.records.diary import Diary


@dataclass(frozen=True, slots=True, eq=False)
class Order:
    """Rows in the order in which they go out; those of one resource stand together.

    Args:
        rows: row numbers.
        starts: where each resource begins in ``rows``, and the end.
        form: whether a resource is a filled-in form (else one Observation).
        turn: how many equal ones came before: rows that are the same in every cell, or forms of the same name.
        again: whether some item of the form was answered more than once.
    """

    rows: Int[ndarray, " rows"]
    starts: Int[ndarray, " resources_and_end"]
    form: Bool[ndarray, " resources"]
    turn: Int[ndarray, " resources"]
    again: Bool[ndarray, " resources"]

    def __iter__(self) -> Iterator[tuple[list[int], bool, int, bool]]:
        """Resource by resource: its rows, whether it is a form, which turn, whether an item came again."""
        starts = self.starts.tolist()
        for n, (form, turn, again) in enumerate(zip(self.form.tolist(), self.turn.tolist(), self.again.tolist())):
            yield self.rows[starts[n] : starts[n + 1]].tolist(), form, turn, again


def order_of(diary: Diary, is_form: Callable[[str, str], bool]) -> Order:
    """Sort a diary's rows into resources, in the order in which the first row of each turns up.

    Args:
        diary: what goes out.
        is_form: whether an item of an instrument belongs into a filled-in form.

    Returns:
        The order. Answers with a form's name are one form each; without a name, answers of one instrument at the same time are one. An
        item that is answered twice opens a second form, so that no answer is lost.

    Source: tests/measure/exports/test_fhir_order.py
    """
    person, time, end, instrument, form, item, _, _, source = (column.codes for column in diary.columns())
    in_form = _in_form(diary, is_form)
    whole = _fold(*(column.codes for column in diary.columns()))
    unnamed = _is_empty(diary.form)
    moment = np.where(unnamed, _fold(time, end, source), 0)
    group = _fold(person, instrument, form, moment)
    turn = np.where(in_form, _occurrence(_fold(group, item, in_form)), _occurrence(whole))
    again = _any_in(group, in_form & (turn > 0)) & in_form
    resource = np.where(in_form, _fold(group, turn), -1 - np.arange(len(person)))
    _, first, number = np.unique(resource, return_index=True, return_inverse=True)
    rows = np.argsort(first[number], kind="stable")
    heads = first[number][rows]
    starts = np.flatnonzero(np.r_[True, heads[1:] != heads[:-1]]) if len(rows) else np.zeros(0, dtype=np.int64)
    opening = rows[starts]
    return Order(rows, np.r_[starts, len(rows)].astype(np.int64), in_form[opening], turn[opening], again[opening])


def _in_form(diary: Diary, is_form: Callable[[str, str], bool]) -> Bool[ndarray, " rows"]:
    instrument, item = diary.instrument, diary.item
    width = max(1, len(item.levels))
    pairs, which = np.unique(instrument.codes * width + item.codes, return_inverse=True)
    found: list[int] = pairs.tolist()
    answers = [is_form(instrument.levels[pair // width], item.levels[pair % width]) for pair in found]
    return np.array(answers, dtype=bool)[which] if answers else np.zeros(len(item.codes), dtype=bool)


def _is_empty(column: Column) -> Bool[ndarray, " rows"]:
    return np.array([text == "" for text in column.levels], dtype=bool)[column.codes] if column.levels else np.zeros(0, dtype=bool)


def _fold(*codes: ndarray) -> Int[ndarray, " rows"]:
    """One number for each different combination."""
    folded = np.asarray(codes[0], dtype=np.int64)
    for code in codes[1:]:
        width = int(code.max()) + 1 if len(code) else 1
        folded = np.unique(folded * width + code, return_inverse=True)[1].astype(np.int64)
    return folded


def _occurrence(key: Int[ndarray, " rows"]) -> Int[ndarray, " rows"]:
    """How many equal keys came before, for each row."""
    order = np.argsort(key, kind="stable")
    ranked = key[order]
    opens = np.r_[True, ranked[1:] != ranked[:-1]] if len(ranked) else np.zeros(0, dtype=bool)
    starts = np.flatnonzero(opens)
    count = np.arange(len(key)) - np.repeat(starts, np.diff(np.r_[starts, len(key)]))
    found = np.empty(len(key), dtype=np.int64)
    found[order] = count
    return found


def _any_in(group: Int[ndarray, " rows"], flag: Bool[ndarray, " rows"]) -> Bool[ndarray, " rows"]:
    marked = np.zeros(int(group.max()) + 1 if len(group) else 0, dtype=bool)
    marked[group[flag]] = True
    return marked[group]
