"""Any table of answers -> a panel: the file's ending says which reader it needs."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from unspiral.errors import DataError, did_you_mean
from unspiral.measure.panel import panel_of
from unspiral.measure.read_csv import csv_table
from unspiral.measure.read_feather import feather_table
from unspiral.measure.read_parquet import parquet_table
from unspiral.measure.read_spss import spss_table
from unspiral.measure.read_stata import stata_table
from unspiral.measure.roles import ask
from unspiral.measure.source_file import READABLE, find
from unspiral.measure.table import Table
from unspiral.records import Panel

_TABLES: dict[str, Callable[[Path], Table]] = {
    ".csv": csv_table,
    ".tsv": csv_table,
    ".txt": csv_table,
    ".parquet": parquet_table,
    ".feather": feather_table,
    ".arrow": feather_table,
    ".sav": spss_table,
    ".zsav": spss_table,
    ".por": spss_table,
    ".dta": stata_table,
}
_SPREADSHEETS = frozenset((".xlsx", ".xls", ".xlsm", ".ods", ".numbers"))


def read(
    path: str | os.PathLike[str],
    *,
    columns: Sequence[str] | None = None,
    person: str | None = None,
    time: str | None = None,
    time_unit: str | None = None,
    inputs: Sequence[str] = (),
    reverse: Mapping[str, float | None] | None = None,
    missing: Sequence[str] = (),
    order: str = "sort",
    covariates: Sequence[str] = (),
    weight: str | None = None,
    time_zone: str | None = None,
    covariate_texts: Mapping[str, Sequence[str]] | None = None,
    prompts: str | None = None,
    answered: str | None = None,
    flags: Mapping[str, str] | None = None,
) -> Panel:
    """Read a table of answers: one row for each occasion, one column for each question.

    Args:
        path: of the file: .csv, .tsv or .txt (also with .gz), .parquet, .feather, .arrow, .sav, .zsav, .por, .dta.
        columns: the columns of answers; None = guess one for pain and one for depression from their names.
        person: the column that says who answered; None = guess it, or read the whole table as one person, called "1".
        time: the column that says when; None = guess it. Numbers, ISO dates, or ISO timestamps with or without zone.
        time_unit: "hour", "day", "week", "month" or "year": the unit of numeric times, and of the panel. None = the
            unit in the column's name, else "day". Dates are counted in it from the table's first one.
        inputs: columns of outside events; 0 = nothing happened. true and false are read as 1 and 0.
        reverse: columns whose scale runs the other way -> its upper bound b (x is read as b - x), or None (as -x).
        missing: codes that stand for "no answer" in answers and inputs, beside empty, NA, NaN and a point. Never
            applied to person or time.
        order: "sort" = the order of rows says nothing; "file" = refuse a person's row that is earlier than the one before it.
        covariates: columns of what is known about a person and does not change; two different texts are read as 0 and 1.
        weight: the column that says how much a person, or an occasion, counts; brought to 1 on average.
        covariate_texts: covariate -> its two texts, the one that is 0 first; left out, they are taken in the order of the alphabet. A
            table that a fit is set on needs those of the fit (``fit.centres.texts``): it may hold one of them alone.
        prompts: None = rows without any answer are left out; "between" = they are prompts that were skipped, and kept, up to a person's
            last answer; "all" = also behind it.
        answered: the column that says what became of a prompt: 1 = answered, 0 = skipped, empty = the row is no prompt. None = every row
            is a prompt.
        flags: column -> the option of a command that named it, for remedies; a column of answers is else said to be named in the loop.
        time_zone: such as "Europe/Zurich": where stamps without zone were written, and where weekdays and hours are meant.

    Returns:
        The panel. Whatever was guessed, changed or looks strange stands in ``source.said``, one sentence each.

    Raises:
        DataError: the table cannot be read without guessing; the message names row, column, person and a remedy.
        SpecError: an option that no table could make right.

    Source: docs/how-to/read-your-table.md; tests/measure/test_read.py, tests/measure/test_bad_input.py.
    """
    asked = ask(
        columns=columns, person=person, time=time, time_unit=time_unit, inputs=inputs, reverse=reverse, missing=missing, order=order,
        covariates=covariates, weight=weight, time_zone=time_zone, covariate_texts=covariate_texts,
        prompts=prompts, answered=answered, flags=flags,
    )  # fmt: skip
    file = find(path)
    return panel_of(_table_for(file)(file), asked)


def table_for(file: Path) -> Callable[[Path], Table]:
    """What opens a file of this kind, for those who want its cells and no panel.

    Raises:
        DataError: its ending is not one that can be read.
    """
    return _table_for(file)


def _table_for(file: Path) -> Callable[[Path], Table]:
    name = file.name.lower()
    ending = Path(name.removesuffix(".gz")).suffix
    if ending in _TABLES and (not name.endswith(".gz") or _TABLES[ending] is csv_table):
        return _TABLES[ending]
    if ending in _SPREADSHEETS:
        raise DataError(
            f"'{file.name}' is a spreadsheet; sheets are not read.",
            fix="open it in the spreadsheet program and save the sheet as 'CSV UTF-8'.",
        )
    if name.endswith(".gz") and ending in _TABLES:
        raise DataError(f"'{file.name}': only text tables are read compressed.", fix=f"gunzip {file.name}")
    shown = Path(file.name).suffix
    what = (
        f"The ending '{shown}' of '{file.name}' is not one that can be read.{did_you_mean(shown, READABLE)}"
        if shown
        else f"'{file.name}' has no ending that says what it is."
    )
    raise DataError(what, why="Read are " + ", ".join(READABLE) + ".", fix="if it is a text table, give it the ending .csv")
