"""The layout that lavaan reads: wide, a row a person, a column for each item and wave; with a random-intercept cross-lagged model."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import replace as replace_fields
from pathlib import Path

import numpy as np

from unspiral.errors import DataError
from unspiral.measure.exports.layout import at_least, layout_folder, names_for, number_text, table_text
from unspiral.records.panel import Panel

MOST_WAVES = 60


def write_lavaan(panel: Panel, path: str | os.PathLike[str], *, replace: bool = False) -> Path:
    """Write answers as lavaan takes them, with the syntax of a random-intercept cross-lagged panel model.

    Args:
        panel: persons at the same few times.
        path: of the folder; written whole or not at all.
        replace: whether a folder of that name may be replaced.

    Returns:
        The folder: data.csv, model.lav, load.R, columns.csv, persons.csv, README.txt.

    Raises:
        DataError: there are too many different times for a column each, or persons were not asked at the same times.

    Source: Hamaker, Kuiper & Grasman 2015, doi:10.1037/a0038889; tests/measure/exports/test_write_lavaan.py.
    """
    at_least(panel)
    waves = np.unique(np.concatenate([person.time for person in panel.persons]))
    if len(waves) > MOST_WAVES:
        raise DataError(
            f"There are {len(waves)} different times, and a wide table would need a column for each of them.",
            why="lavaan's models of panels stand on the same few times for everybody.",
            fix="--layout ctsem for uneven times; or let the time column hold the planned wave: 0, 6, 12",
        )
    _same_times(panel, waves)
    items = names_for(panel.indicators, longest=40)
    columns = [f"{item}_{wave}" for item in items for wave in range(1, len(waves) + 1)]
    with layout_folder(path, _with(panel, uneven_steps(panel)), _WORDS, replace=replace) as folder:
        (folder / "data.csv").write_bytes(table_text(("id", *columns), _rows(panel, waves)).encode())
        keys = (
            (f"{name}_{w}", item, number_text(float(t), "")) for name, item in zip(items, panel.indicators) for w, t in enumerate(waves, 1)
        )
        (folder / "columns.csv").write_bytes(table_text(("column", "item", f"time ({panel.time_unit}s)"), keys).encode())
        (folder / "model.lav").write_bytes(_model(items, len(waves)).encode())
        (folder / "load.R").write_bytes(_LOAD.encode())
    return Path(path)


def uneven_steps(panel: Panel) -> tuple[str, ...]:
    """What has to be known where the waves are not equally far apart: the model's lags take every step as the same."""
    steps = np.diff(np.unique(np.concatenate([person.time for person in panel.persons])))
    if len(steps) < 2 or steps.max() - steps.min() <= steps.min() / 100:  # months are not all equal to the hour
        return ()
    shown = ", ".join(f"{step:.4g}" for step in steps[:8].tolist()) + (" ..." if len(steps) > 8 else "")
    return (
        f"The steps between waves are not equal ({shown} {panel.time_unit}s): each lag of the model belongs to its own step, and lags must"
        " not be set equal or compared as if the steps were alike; --layout ctsem takes time as it is.",
    )


def _same_times(panel: Panel, waves: np.ndarray) -> None:
    """Refuse times that are no waves: dates of visits, say, that each person has alone."""
    there = np.zeros((len(panel.persons), len(waves)), dtype=np.bool_)
    for row, person in enumerate(panel.persons):
        there[row, np.searchsorted(waves, person.time)] = True
    # Whoever has left the study is not missed at its later waves; times that only some have are no waves of all.
    still = there[:, ::-1].cumsum(axis=1)[:, ::-1] > 0
    few = np.flatnonzero(2 * there.sum(axis=0) < still.sum(axis=0))
    together = there.T.astype(np.int64) @ there.astype(np.int64)
    apart = np.argwhere(together == 0)
    if len(few):
        wave = int(few[0])
        what = f"{there[:, wave].sum()} of {still[:, wave].sum()} persons were asked at {number_text(float(waves[wave]), '')}"
    elif len(apart):
        one, other = (number_text(float(waves[wave]), "") for wave in apart[0].tolist())
        what = f"nobody was asked both at {one} and at {other}"
    else:
        return
    raise DataError(
        f"Persons were not asked at the same times, so they have no waves in common: {what} (time in {panel.time_unit}s).",
        why="A column for each wave would set answers of different times side by side, and the model could not be estimated.",
        fix="write the number of the planned wave into the time column (0, 1, 2, for everybody alike), or --layout ctsem for uneven times",
    )


def _with(panel: Panel, said: tuple[str, ...]) -> Panel:
    return replace_fields(panel, source=replace_fields(panel.source, said=(*panel.source.said, *said))) if said else panel


_WORDS = """data.csv: one row for each person, as lavaan (R) reads it: id, then each item at each wave (pain_1, pain_2 ...).
NA = not answered.
columns.csv says which column is which item at which time. model.lav holds the syntax of a random-intercept cross-lagged panel
model, to be changed; with two waves a cross-lagged model without traits, since traits need three. Inputs are not in it."""

_LOAD = """library(lavaan)
data <- read.csv("data.csv", na.strings = "NA")
model <- paste(readLines("model.lav"), collapse = "\\n")
fit <- lavaan(model, data = data, missing = "ml", meanstructure = TRUE, int.ov.free = TRUE)
summary(fit, standardized = TRUE, ci = TRUE)
"""


def _rows(panel: Panel, waves: np.ndarray) -> Iterator[tuple[str, ...]]:
    for number, person in enumerate(panel.persons, 1):
        held = np.full((len(waves), len(panel.indicators)), np.nan)
        held[np.searchsorted(waves, person.time)] = person.values
        yield (str(number), *(number_text(value, "NA") for value in held.T.ravel().tolist()))


def _model(items: Sequence[str], waves: int) -> str:
    steps = range(1, waves + 1)
    traits = waves > 2
    lines: list[str] = []
    if traits:
        lines.append("# stable levels of persons")
        lines += [f"trait_{item} =~ " + " + ".join(f"1*{item}_{w}" for w in steps) for item in items]
        lines += _covariances([f"trait_{item}" for item in items])
    lines.append("# how far from that level a person is at each wave" if traits else "# no traits: they need three waves")
    lines += [f"w_{item}_{w} =~ 1*{item}_{w}" for item in items for w in steps]
    lines += [f"{item}_{w} ~~ 0*{item}_{w}" for item in items for w in steps]
    lines.append("# each wave on the one before")
    for w in range(2, waves + 1):
        before = " + ".join(f"w_{item}_{w - 1}" for item in items)
        lines += [f"w_{item}_{w} ~ {before}" for item in items]
    lines.append("# what is new at each wave goes together")
    for w in steps:
        lines += _covariances([f"w_{item}_{w}" for item in items])
    if traits:
        lines.append("# the first wave does not depend on the traits")
        lines += [f"trait_{trait} ~~ 0*w_{item}_1" for trait in items for item in items]
    return "\n".join(lines) + "\n"


def _covariances(names: Sequence[str]) -> list[str]:
    return [f"{one} ~~ {other}" for place, one in enumerate(names) for other in names[place:]]
