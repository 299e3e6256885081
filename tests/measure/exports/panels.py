"""Small panels for the layouts."""

from __future__ import annotations

import numpy as np

from unspiral.records.panel import Panel, Person, Source


def panel(
    *people: tuple[str, list[float], list[list[float]]], unit: str = "day", indicators: tuple[str, ...] = ("pain", "low mood")
) -> Panel:
    """Persons from name, times and rows of answers."""
    persons = tuple(
        Person(name, np.array(time, dtype=float), np.array(values, dtype=float), np.zeros((len(time), 0))) for name, time, values in people
    )
    return Panel(persons, indicators, (), unit, Source("diary.csv", "", 3, ("One thing was said.",)))


NAN = float("nan")
TWO = panel(("Ann", [0, 1, 3], [[4, 2], [NAN, 2.5], [6, 0]]), ("Bo", [0.25, 0.5], [[1, 1], [2, NAN]]))
