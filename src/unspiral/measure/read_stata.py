"""Stata files (.dta), through pyreadstat (extra ``files``)."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Unpack

from unspiral.measure.panel import panel_of
from unspiral.measure.roles import Options, ask
from unspiral.measure.survey_file import survey_table
from unspiral.measure.table import Table
from unspiral.records import Panel


def read_stata(path: str | os.PathLike[str], **options: Unpack[Options]) -> Panel:
    """Read a Stata file. Stata's missing values (., .a to .z) count as not answered.

    Args:
        path: of the file; one row for each occasion.
        options: columns, person, time, time_unit, inputs, reverse, missing, order, as in ``unspiral.measure.read``.

    Returns:
        The panel.

    Raises:
        DataError: the table cannot be read without guessing (rows are counted from 1), or pyreadstat is not installed.
        SpecError: an option that no table could make right.

    Source: tests/measure/test_read_stata.py.
    """
    asked = ask(**options)
    return panel_of(stata_table(Path(path)), asked)


def stata_table(file: Path) -> Table:
    """Names of a Stata file; cells are loaded when they are taken."""
    return survey_table(file, "read_dta", "a Stata file")
