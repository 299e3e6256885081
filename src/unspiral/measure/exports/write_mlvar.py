"""The layout that mlVAR reads: long, with the number of the day and of the beep within it."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from jaxtyping import Int
from numpy import ndarray

from unspiral.errors import DataError
from unspiral.measure.exports.layout import at_least, layout_folder, names_for, names_key, number_text, table_text
from unspiral.records.panel import Panel, Person
from unspiral.units import DAYS_PER


def write_mlvar(panel: Panel, path: str | os.PathLike[str], *, replace: bool = False) -> Path:
    """Write answers as ``mlVAR`` takes them, with lines of R that load them.

    Days are those of the person's wall clock where the table held dates, else whole days since time 0. Beeps are numbered within a
    day in the order of the answers: a beep that was skipped leaves no number free, and mlVAR then takes its neighbours for one step.

    Args:
        panel: persons over time, counted in hours or days.
        path: of the folder; written whole or not at all.
        replace: whether a folder of that name may be replaced.

    Returns:
        The folder: data.csv, load.R, columns.csv, persons.csv, README.txt.

    Raises:
        DataError: times are counted in weeks or more, so that there are no days.

    Source: mlVAR's manual, dayvar and beepvar; tests/measure/exports/test_write_mlvar.py.
    """
    at_least(panel, 2)
    if panel.time_unit not in ("hour", "day"):
        raise DataError(
            f"Times are counted in {panel.time_unit}s, and mlVAR wants days and beeps.",
            why="It takes one row and the next for one step, whatever lies between.",
            fix="--layout lavaan for a panel with few waves, or --layout ctsem for uneven times",
        )
    names = names_for((*panel.indicators, *panel.inputs), ("id", "day", "beep"))
    days = [_days(panel, person) for person in panel.persons]
    several = any(len(np.unique(day)) < len(day) for day in days)
    with layout_folder(path, panel, _WORDS, replace=replace) as folder:
        (folder / "data.csv").write_bytes(table_text(("id", "day", "beep", *names), _rows(panel, days)).encode())
        (folder / "columns.csv").write_bytes(names_key(panel, names).encode())
        (folder / "load.R").write_bytes(_load(names[: len(panel.indicators)], several).encode())
    return Path(path)


_WORDS = """data.csv: one row for each person and occasion, as mlVAR (R) reads it: id, day, beep within the day, then one
column an item; NA = not answered.
Beeps are numbered in the order of the answers of a day. A beep that was skipped leaves no number free, so that mlVAR takes the answers
before and after it for one step; unspiral learn, which counts real time, does not.
columns.csv says which column is which item. load.R reads the table and fits a first model, to be changed."""


def _days(panel: Panel, person: Person) -> Int[ndarray, " occasions"]:
    clock = person.local if person.local is not None else person.time * DAYS_PER[panel.time_unit]
    return np.floor(clock + 1e-9).astype(np.int64)  # 0.3 of a unit may be a hair under a whole day


def _rows(panel: Panel, days: list[ndarray]) -> Iterator[tuple[str, ...]]:
    first = min((int(day.min()) for day in days if len(day)), default=0)
    for number, (person, day) in enumerate(zip(panel.persons, days), 1):
        beep, before = 0, None
        for today, values, inputs in zip(day.tolist(), person.values.tolist(), person.inputs.tolist()):
            beep = beep + 1 if today == before else 1
            before = today
            yield (
                str(number), str(today - first + 1), str(beep),
                *(number_text(v, "NA") for v in values), *(number_text(v, "0") for v in inputs),
            )  # fmt: skip


def _load(names: tuple[str, ...], several: bool) -> str:
    # Its manual: dayvar only where a day has several beeps; beepvar makes days without an answer count as gaps.
    steps = 'dayvar = "day", beepvar = "beep"' if several else 'beepvar = "day"'
    quoted = ", ".join(f'"{name}"' for name in names)
    return (
        'library(mlVAR)\ndata <- read.csv("data.csv", na.strings = "NA")\n'
        f'fit <- mlVAR(data, vars = c({quoted}), idvar = "id", {steps})\nsummary(fit)\n'
    )
