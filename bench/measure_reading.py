"""Reading tables of a million rows against polars' own reader: one command, one table.

    python bench/measure_reading.py [--only WORDS] [--rounds 9] [--small]

``unspiral.measure.read`` goes from the file to a Panel: persons, times on one clock, answers checked and sorted, and the file's SHA-256.
polars goes to a frame, and guesses the kinds of columns, dates included. Both take turns in one run; before any timing both must hold the
same numbers. polars uses every processor by itself. Nothing else should run on the machine.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import polars as pl
from row import Row
from startup import machine

from unspiral.measure import read
from unspiral.measure.read_csv import csv_table

PERSONS, DAYS = 2740, 365
DIARY = ("pain", "depression", "sleep", "steps", "sleep_hours")


@dataclass(frozen=True)
class Case:
    """A table, the columns of answers that are taken, and how many times as long as polars it may take."""

    name: str
    write: Callable[[Path, int], None]
    columns: tuple[str, ...]
    target: float


def diary(path: Path, persons: int) -> None:
    """A year of days: three answers of 0 to 10, steps, hours of sleep; a twentieth of the cells empty."""
    rng = np.random.default_rng(1)
    days = [(date(2023, 1, 1) + timedelta(day)).isoformat() for day in range(DAYS)]
    with path.open("w") as file:
        file.write("person,date," + ",".join(DIARY) + "\n")
        for person in range(persons):
            answers = rng.integers(0, 11, (DAYS, 3)).astype(str).tolist()
            steps = rng.integers(0, 20_000, DAYS).astype(str).tolist()
            hours = [f"{hour:.2f}" for hour in rng.normal(7.0, 1.0, DAYS)]
            empty = (rng.random((DAYS, 5)) < 0.05).tolist()
            for day, *cells, gone in zip(days, *zip(*answers), steps, hours, empty):
                file.write(f"P{person:04d},{day}," + ",".join("" if g else c for c, g in zip(cells, gone)) + "\n")


def floats(path: Path, persons: int) -> None:
    """Two columns in which every number is another one."""
    rng = np.random.default_rng(2)
    with path.open("w") as file:
        file.write("person,day,pain,depression\n")
        for person in range(persons):
            for day, (pain, low) in enumerate(rng.normal(size=(DAYS, 2)).tolist()):
                file.write(f"P{person:04d},{day},{pain!r},{low!r}\n")


CASES = (
    Case("diary, pain and depression", diary, DIARY[:2], 2.0),
    Case("diary, all answers", diary, DIARY, 2.0),
    Case("numbers that all differ", floats, DIARY[:2], 5.0),
)


def agree(path: Path, columns: tuple[str, ...]) -> None:
    """Both hold the same numbers."""
    panel, frame = read(path, columns=columns), pl.read_csv(path, try_parse_dates=True)
    for j, name in enumerate(columns):
        ours = np.concatenate([person.values[:, j] for person in panel.persons])
        theirs = frame.filter(pl.any_horizontal(pl.col(*columns).is_not_null()))[name].cast(pl.Float64).to_numpy()
        if not np.array_equal(ours, theirs, equal_nan=True):
            raise SystemExit(f"{path.name}: unspiral and polars hold other numbers in {name}")


def timed(ways: dict[str, Callable[[], object]], rounds: int) -> dict[str, float]:
    """Median seconds of each, taking turns."""
    taken: dict[str, list[float]] = {name: [] for name in ways}
    for way in ways.values():
        way()  # the first run fills the disk cache
    for _ in range(rounds):
        for name, way in ways.items():
            start = time.perf_counter()
            way()
            taken[name].append(time.perf_counter() - start)
    return {name: statistics.median(seconds) for name, seconds in taken.items()}


def rows(case: Case, folder: Path, rounds: int, persons: int) -> Iterator[Row]:
    """What was measured of a table."""
    path = folder / f"{case.write.__name__}.csv"
    if not path.exists():
        case.write(path, persons)
    agree(path, case.columns)
    everything = ("person", "date" if case.write is diary else "day", *case.columns)
    ways: dict[str, Callable[[], object]] = {
        "polars, dates": lambda: pl.read_csv(path, try_parse_dates=True),
        "polars, as it comes": lambda: pl.read_csv(path),
        "cells": lambda: csv_table(path).take(everything),
        "panel": lambda: read(path, columns=case.columns),
    }
    median = timed(ways, rounds)
    for name, seconds in median.items():
        yield Row(case.name, name, seconds, "s", None)
    yield Row(case.name, "cells / polars", median["cells"] / median["polars, dates"], "x", None)
    yield Row(case.name, "panel / polars", median["panel"] / median["polars, dates"], "x", case.target)


def main() -> int:
    """Print the table as it grows; 1 when a target is missed."""
    reader = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    reader.add_argument("--only", default="", help="cases whose name holds these words")
    reader.add_argument("--rounds", type=int, default=9)
    reader.add_argument("--small", action="store_true", help="small sizes, to see that everything runs; no target holds")
    given = reader.parse_args()
    persons = 30 if given.small else PERSONS
    print(machine())
    print(f"{persons * DAYS:,} rows; polars {pl.__version__}; {given.rounds} rounds, medians; programs take turns\n")
    print(f"{'what':28} {'how':26} {'measured':>12} {'target':>12}")
    missed = 0
    with tempfile.TemporaryDirectory() as folder:
        for case in CASES:
            if given.only in case.name:
                for row in rows(case, Path(folder), given.rounds, persons):
                    print(row.text(judged=not given.small), flush=True)
                    missed += row.missed and not given.small
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
