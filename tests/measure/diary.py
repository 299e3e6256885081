"""A small diary in every form a table comes in, and what it must be read as."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np

from unspiral.measure.places import Places
from unspiral.measure.table import Cells, cells_of
from unspiral.records import Panel
from unspiral.records.column import Column

TEXT = """\
id,time,pain,depression,walking,note
2,2024-03-09T21:30:00,3.5,7,0,"rain, all day"
2,2024-03-10T09:00:00,,8,1,
10,2024-03-09T20:00:00,1,2,0,fine
10,2024-03-11T20:00:00,,,0,no answer
10,2024-03-12T20:00:00,2.25,,0,
"""


def write(folder: Path, text: str = TEXT, name: str = "diary.csv") -> Path:
    """A file of this text."""
    path = folder / name
    path.write_bytes(text.encode())
    return path


def pandas_diary() -> Any:
    """The same table as a pandas frame, with its own kinds of columns."""
    import pandas as pd

    return pd.DataFrame(
        {
            "id": np.array([2, 2, 10, 10, 10], dtype=np.int64),
            "time": pd.to_datetime(
                ["2024-03-09 21:30:00", "2024-03-10 09:00:00", "2024-03-09 20:00:00", "2024-03-11 20:00:00", "2024-03-12 20:00:00"]
            ).astype("datetime64[us]"),
            "pain": [3.5, np.nan, 1.0, np.nan, 2.25],
            "depression": [7.0, 8.0, 2.0, np.nan, np.nan],
            "walking": [False, True, False, False, False],
            "note": ["rain, all day", None, "fine", "no answer", None],
        }
    )


def held(panel: Panel) -> tuple[object, ...]:
    """What a panel holds, in a form that is equal when people and numbers are; None is not answered. Sources are left out."""
    people = [(p.name, _numbers(p.time), _numbers(p.values), _numbers(p.inputs)) for p in panel.persons]
    return panel.indicators, panel.inputs, panel.time_unit, people


def _numbers(found: np.ndarray) -> object:
    return found.shape, np.where(np.isnan(found), None, found).tolist()


def column(*cells: object, name: str = "pain") -> Column:
    """A column of these cells."""
    return cells_of([(name, cells)]).columns[name]


def cells(**columns: tuple[object, ...]) -> Cells:
    """Cells whose first row is row 2, as in a text table."""
    return cells_of(columns.items(), first_row=2)


def places(*people: str) -> Places:
    """Rows 2, 3, ... of these people; one person without a column when none is named."""
    names = tuple(dict.fromkeys(people)) or ("1",)
    who = np.array([names.index(p) for p in people] or [0] * 20, dtype=np.int64)
    return Places(np.arange(2, 2 + len(who)), names, who, "id" if people else None)
