"""Made-up diaries and panels, small enough to be learned from in a moment."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
from scipy.linalg import expm

NAMES = ("pain", "depression")
DRIFT = np.array([[-0.5, 0.3], [0.1, -0.4]])  # row = affected, column = cause


def rows(persons: int, occasions: int, *, seed: int = 1, traits: float = 0.0, error: float = 0.0) -> list[tuple[float, ...]]:
    """(person, day, pain, depression, walking) at days 0, 1, 2, ...; walking, now and then, lowers pain at once by 2."""
    rng = np.random.default_rng(seed)
    step = expm(DRIFT)
    root = np.linalg.cholesky(np.eye(2) - step @ np.eye(2) @ step.T + 0.2 * np.eye(2))
    found: list[tuple[float, ...]] = []
    for person in range(1, persons + 1):
        level = np.array([5.0, 10.0]) + traits * rng.normal(size=2)
        state = rng.normal(size=2)
        for day in range(occasions):
            walking = float(rng.random() < 0.25)
            state = step @ state + root @ rng.normal(size=2) + np.array([-2.0 * walking, 0.0])
            answer = level + state + error * rng.normal(size=2)
            found.append((person, day, *np.round(answer, 3).tolist(), walking))
    return found


def write(folder: Path, table: list[tuple[float, ...]], name: str = "diary.csv", header: str = "id,day,pain,depression,walking") -> Path:
    """A table as CSV; a header with fewer names leaves the last columns out."""
    width = header.count(",") + 1
    lines = [",".join(f"{value:g}" for value in row[:width]) for row in table]
    (folder / name).write_text("\n".join([header, *lines]) + "\n", encoding="utf-8")
    return folder / name


def one(folder: Path, days: int = 40) -> Path:
    """One person's diary."""
    return write(folder, rows(1, days))


def panel(folder: Path, people: int = 60, waves: int = 4) -> Path:
    """People who differ in level, at few waves."""
    return write(folder, rows(people, waves, traits=1.0), "panel.csv")


def moments(folder: Path, name: str = "moments.json", **changes: object) -> Path:
    """Two waves as summary statistics."""
    table = np.array(rows(200, 2, traits=1.0))
    wide = table[:, 2:4].reshape(200, 4)
    held: dict[str, object] = {
        "waves": [0, 1], "unit": "day", "columns": list(NAMES), "mean": wide.mean(axis=0).tolist(),
        "cov": np.cov(wide.T, ddof=0).tolist(), "n": 200, "information": None,
    }  # fmt: skip
    (folder / name).write_text(json.dumps(held | changes))
    return folder / name
