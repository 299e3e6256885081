"""Made-up panels whose truth is known, for unspiral and for lavaan alike.

python -m tests.peers.lavaan.simulated FOLDER writes each of them as a wide table, NA where not answered, for simulated.R.
"""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
from scipy.linalg import expm, solve_continuous_lyapunov

from unspiral.records import Panel, Person, Source

DRIFT = np.array([[-0.7, 0.25], [0.15, -0.5]])
DIFFUSION = np.array([[0.9, 0.2], [0.2, 0.6]])
TRAIT = np.array([[0.8, 0.4], [0.4, 0.7]])
# name -> people, waves, traits, error variance, columns of each process, share of cells left out
SETS: dict[str, tuple[int, int, bool, float, tuple[tuple[str, ...], tuple[str, ...]], float]] = {
    "panel": (400, 5, True, 0.0, (("x",), ("y",)), 0.2),
    "cohort": (300, 4, False, 0.4, (("x", "u"), ("y", "v")), 0.1),
    "diary": (150, 10, True, 0.2, (("x",), ("y",)), 0.1),
}
LOADINGS = {"x": 1.0, "u": 0.8, "y": 1.0, "v": 1.2}
LEVELS = {"x": 4.0, "u": 3.0, "y": 5.0, "v": 2.0}


def panel_of(name: str) -> Panel:
    """One of the sets; the same every time."""
    people, waves, traits, error, columns, left_out = SETS[name]
    rng = np.random.default_rng([17, list(SETS).index(name)])
    law = solve_continuous_lyapunov(DRIFT, -DIFFUSION)
    step = expm(DRIFT)
    fresh = np.linalg.cholesky(law - step @ law @ step.T)
    names = [*columns[0], *columns[1]]
    owner = [0] * len(columns[0]) + [1] * len(columns[1])
    persons: list[Person] = []
    for i in range(people):
        state = np.linalg.cholesky(law) @ rng.normal(size=2)
        own = np.linalg.cholesky(TRAIT) @ rng.normal(size=2) if traits else np.zeros(2)
        rows: list[list[float]] = []
        for wave in range(waves):
            if wave:
                state = step @ state + fresh @ rng.normal(size=2)
            noise = np.sqrt(error) * rng.normal(size=len(names))
            rows.append([LEVELS[n] + LOADINGS[n] * (state + own)[o] + e for n, o, e in zip(names, owner, noise, strict=True)])
        values = np.array(rows)
        values[rng.random(size=values.shape) < left_out] = np.nan
        values[0, 0] = rows[0][0]
        persons.append(Person(str(i + 1), np.arange(float(waves)), values, np.zeros((waves, 0))))
    return Panel(tuple(persons), tuple(names), (), "day", Source(name, "0" * 64, people * waves))


def main(folder: Path) -> None:
    """Write every set as a wide table: columns x1, u1, ..., x2, ..."""
    for name in SETS:
        panel = panel_of(name)
        waves = len(panel.persons[0].time)
        head = ",".join(f"{c}{w + 1}" for w in range(waves) for c in panel.indicators)
        lines = [",".join("NA" if np.isnan(x) else repr(float(x)) for x in p.values.ravel()) for p in panel.persons]
        (folder / f"{name}.csv").write_text("\n".join([head, *lines]) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
