"""Which rows of a table are prompts, and which of these were skipped."""

from __future__ import annotations

import numpy as np
from jaxtyping import Bool, Float
from numpy import ndarray

from unspiral.errors import DataError, SpecError, did_you_mean
from unspiral.measure.cells import numbers
from unspiral.measure.places import Places, first, more
from unspiral.measure.rows import Rows, answered
from unspiral.measure.saying import counted
from unspiral.records.column import Column

PROMPTS = ("between", "all")


def check_prompts(prompts: str | None, column: str | None) -> None:
    """Refuse options that no table could make right.

    Raises:
        SpecError: naming them.
    """
    if prompts is not None and prompts not in PROMPTS:
        raise SpecError(
            f"prompts is 'between' or 'all', not '{prompts}'.{did_you_mean(prompts, PROMPTS)}",
            why="Between: prompts after a person's last answer do not count, because they may have left. All: these count as skipped.",
            fix='prompts="between"',
        )  # fmt: skip
    if column is not None and prompts is None:
        raise SpecError(f"A column says which prompts were answered ('{column}'), and prompts are not asked for.", fix='prompts="between"')


def skipped_rows(column: Column | None, places: Places, values: Float[ndarray, "rows indicators"], comma: bool) -> Float[ndarray, " rows"]:
    """1 where a prompt was skipped, 0 where it was answered, nan where the row is no prompt.

    Without a column every row is a prompt, and one in which every answer is missing was skipped.

    Args:
        column: 1 = answered, 0 = skipped, empty = no prompt; None where the table has none.
        places: rows and persons, for messages.
        values: answers, nan where not answered.
        comma: the decimal mark is a comma.

    Raises:
        DataError: a cell is neither 0 nor 1, or a prompt that was skipped holds an answer.

    Source: tests/measure/test_prompted.py.
    """
    some = answered(values)
    if column is None:
        return np.where(some, 0.0, 1.0)
    said, _ = numbers(column, places, comma=comma, truth=True)
    wrong = ~np.isnan(said) & (said != 0.0) & (said != 1.0)
    if wrong.any():
        raise DataError(
            f"{places.at(first(wrong), column.name)}: {column.text(first(wrong))[:30]} is neither 1 (answered) nor 0 (skipped)"
            f"{more(wrong)}.",
            why="What became of the prompt cannot be told.",
            fix="write 1, 0, or nothing where nobody was asked.",
        )
    both = (said == 0.0) & some
    if both.any():
        raise DataError(
            f"{places.at(first(both), column.name)}: the prompt was not answered, and the row holds an answer{more(both)}.",
            why="One of the two is wrong, or the answer came without a prompt.",
            fix="write 1 where the prompt was answered, or nothing where the answer came unasked.",
        )
    return 1.0 - said


def counting(rows: Rows, prompts: str, said: list[str]) -> Float[ndarray, " rows"]:
    """``Rows.skipped`` without the prompts that do not count, and what was counted, said aloud.

    Args:
        rows: sorted by person, then time; with ``skipped``.
        prompts: "between" leaves out what was skipped after a person's last answer, "all" does not.
        said: gets the counts.
    """
    assert rows.skipped is not None
    out, some, who = rows.skipped.copy(), answered(rows.values), rows.places.who
    someone = np.zeros(len(rows.places.people), dtype=np.bool_)
    someone[who[some]] = True
    after = ~_later(some, who) & ~some & someone[who] & ~np.isnan(out)
    if prompts == "between":
        out[after] = np.nan
    mine = someone[who]
    asked, missed = int((~np.isnan(out[mine])).sum()), int((out[mine] == 1.0).sum())
    were = "was" if missed == 1 else "were"
    said.append(f"{counted(asked, 'prompt', 'prompts')}, of which {missed} {were} skipped (no answer in the row).")
    left = int(after.sum())
    if left and prompts == "between":
        said.append(
            f"{counted(left, 'prompt', 'prompts')} after a person's last answer {'was' if left == 1 else 'were'} left out: whether they "
            "still took part cannot be told. --after-last counts them as skipped."
        )  # fmt: skip
    return out


def _later(some: Bool[ndarray, " rows"], who: ndarray) -> Bool[ndarray, " rows"]:
    """Rows at which the same person answers, here or later."""
    last = np.full(int(who.max()) + 1 if len(who) else 0, -1)
    at = np.flatnonzero(some)
    last[who[at]] = at  # rows are in order: the last one stays
    return np.arange(len(some)) <= last[who]
