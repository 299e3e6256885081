"""The layout that Mplus reads: numbers without names, a code for missing, short names in an input file beside it."""

from __future__ import annotations

import os
import textwrap
from collections.abc import Iterator
from pathlib import Path

from unspiral.measure.exports.layout import at_least, layout_folder, names_for, names_key, number_text
from unspiral.records.panel import Panel

LONGEST_NAME = 8
LONGEST_LINE = 90  # of an input file


def write_mplus(panel: Panel, path: str | os.PathLike[str], *, replace: bool = False) -> Path:
    """Write answers as Mplus takes them, with an input file for a dynamic two-level model, to be changed.

    Args:
        panel: persons over time.
        path: of the folder; written whole or not at all.
        replace: whether a folder of that name may be replaced.

    Returns:
        The folder: data.dat, model.inp, columns.csv, persons.csv, README.txt.

    Source: Mplus User's Guide 8, chapters 15 (names of 8 letters, lines of 90) and 9 (DSEM); tests/measure/exports/test_write_mplus.py.
    """
    at_least(panel)
    names = names_for((*panel.indicators, *panel.inputs), ("id", "time"), LONGEST_NAME)
    code = _code(panel)
    with layout_folder(path, panel, _WORDS.format(code=code), replace=replace) as folder:
        (folder / "data.dat").write_bytes("".join(" ".join(row) + "\n" for row in _rows(panel, code)).encode())
        (folder / "columns.csv").write_bytes(names_key(panel, names).encode())
        (folder / "model.inp").write_bytes(_input(panel, names, code).encode())
    return Path(path)


_WORDS = """data.dat: one row for each person and occasion, numbers parted by spaces, no names, as Mplus reads it; {code} = not answered.
model.inp names the columns and holds a dynamic two-level model as a beginning. columns.csv says which column is which item.
TINTERVAL lays the times on a grid of its own step; choose it to fit how often people were asked."""


def _code(panel: Panel) -> str:
    """A number that no answer is."""
    held = {float(value) for person in panel.persons for table in (person.values, person.inputs) for value in set(table.ravel().tolist())}
    held |= {float(value) for person in panel.persons for value in person.time.tolist()}
    code = -999
    while float(code) in held:
        code = code * 10 - 9
    return str(code)


def _rows(panel: Panel, code: str) -> Iterator[tuple[str, ...]]:
    for number, person in enumerate(panel.persons, 1):
        for time, values, inputs in zip(person.time.tolist(), person.values.tolist(), person.inputs.tolist()):
            yield (str(number), number_text(time, code), *(number_text(v, code) for v in values), *(number_text(v, "0") for v in inputs))


def _input(panel: Panel, names: tuple[str, ...], code: str) -> str:
    items, inputs = names[: len(panel.indicators)], names[len(panel.indicators) :]
    two_level = len(panel.persons) > 1
    lags = " ".join(f"{name}&1" for name in items)
    within = [f"  {name} ON {lags}{''.join(' ' + i for i in inputs)};" for name in items]
    between = f"  {items[0]};" if len(items) == 1 else f"  {' '.join(items)} WITH {' '.join(items)};"
    model = ["MODEL:", "  %WITHIN%", *within, "  %BETWEEN%", between] if two_level else ["MODEL:", *within]
    kind = ["  TYPE = TWOLEVEL;", "  ESTIMATOR = BAYES;"] if two_level else ["  ESTIMATOR = BAYES;"]
    lines = [
        "TITLE: answers taken out of unspiral, and a model to begin with;",
        "DATA: FILE = data.dat;",
        "VARIABLE:",
        f"  NAMES = id time {' '.join(names)};",
        f"  USEVARIABLES = {' '.join(names)};",
        *(["  CLUSTER = id;"] if two_level else []),
        *([f"  WITHIN = {' '.join(inputs)};"] if inputs and two_level else []),
        f"  LAGGED = {' '.join(f'{name}(1)' for name in items)};",
        f"  TINTERVAL = time(1);  ! in {panel.time_unit}s",
        f"  MISSING = ALL ({code});",
        "ANALYSIS:",
        *kind,
        "  BITERATIONS = (2000);",
        *model,
        "OUTPUT: STDYX TECH1 TECH8;",
    ]
    return "\n".join(part for line in lines for part in _folded(line)) + "\n"


def _folded(line: str) -> list[str]:
    return textwrap.wrap(line, LONGEST_LINE, subsequent_indent="    ", break_long_words=False, break_on_hyphens=False)
