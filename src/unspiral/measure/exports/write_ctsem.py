"""The layout that ctsem reads: long, a row an occasion, numeric ids and times, NA for missing."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from unspiral.measure.exports.layout import at_least, layout_folder, names_for, names_key, number_text, table_text
from unspiral.records.panel import Panel


def write_ctsem(panel: Panel, path: str | os.PathLike[str], *, replace: bool = False) -> Path:
    """Write answers as ctsem's ``ctStanFit`` takes them, with lines of R that load them.

    Args:
        panel: persons over time; inputs become time dependent predictors.
        path: of the folder; written whole or not at all.
        replace: whether a folder of that name may be replaced.

    Returns:
        The folder: data.csv, load.R, columns.csv, persons.csv, README.txt.

    Source: ctsem's manual, ctStanFit (ids from 1, time as a number); tests/measure/exports/test_write_ctsem.py.
    """
    at_least(panel)
    names = names_for((*panel.indicators, *panel.inputs), ("id", "time"))
    with layout_folder(path, panel, _words(panel), replace=replace) as folder:
        (folder / "data.csv").write_bytes(table_text(("id", "time", *names), _rows(panel)).encode())
        (folder / "columns.csv").write_bytes(names_key(panel, names).encode())
        (folder / "load.R").write_bytes(_load(panel, names).encode())
    return Path(path)


def _rows(panel: Panel) -> Iterator[tuple[str, ...]]:
    for number, person in enumerate(panel.persons, 1):
        for time, values, inputs in zip(person.time.tolist(), person.values.tolist(), person.inputs.tolist()):
            yield (str(number), number_text(time, "NA"), *(number_text(v, "NA") for v in values), *(number_text(v, "0") for v in inputs))


def _words(panel: Panel) -> str:
    return (
        f"data.csv: one row for each person and occasion, as ctsem (R) reads it: id, time in {panel.time_unit}s, then one column an item.\n"
        "NA = not answered.\n"
        "columns.csv says which column is which item. load.R reads the table and declares a first model, to be changed."
    )


def _load(panel: Panel, names: tuple[str, ...]) -> str:
    manifest, inputs = names[: len(panel.indicators)], names[len(panel.indicators) :]
    quoted = ", ".join(map(_quoted, manifest))
    declared = (
        'type = "ct", id = "id", time = "time"',
        f"manifestNames = c({quoted})",
        f"latentNames = c({quoted})",
        f"LAMBDA = diag({len(manifest)})",
        *([f"TDpredNames = c({', '.join(_quoted(name) for name in inputs)})"] if inputs else []),
    )
    return (
        "library(ctsem)\n"
        'data <- read.csv("data.csv", na.strings = "NA")\n'
        f"# time is counted in {panel.time_unit}s\n"
        "model <- ctModel(\n  " + ",\n  ".join(declared) + "\n)\n"
        "fit <- ctStanFit(data, model)\nsummary(fit)\n"
    )


def _quoted(name: str) -> str:
    return f'"{name}"'
