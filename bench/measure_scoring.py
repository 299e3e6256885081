"""How fast questionnaires are scored, and how soon ``unspiral measure list`` is there.

``python bench/measure_scoring.py``; ``--rows 100000 --rounds 3`` makes it smaller. One thread; gaps, bands and the safety flag are part of
what is timed. A sum by plain NumPy over the same columns takes turns with it, to show what the machine can do. Before anything is timed,
rows drawn at random are held against the scores of one person at a time.
"""

from __future__ import annotations

import argparse
import csv
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

import numpy as np
from startup import machine

from unspiral.measure.questionnaires.library import instrument
from unspiral.measure.questionnaires.score_columns import score_columns
from unspiral.measure.questionnaires.score_table import score_table
from unspiral.measure.questionnaires.scoring import score

MISSING = 0.03


def columns(name: str, rows: int) -> dict[str, np.ndarray]:
    """Made-up answers, some of them missing."""
    draw = np.random.default_rng(1)
    made = instrument(name)
    found: dict[str, np.ndarray] = {}
    for item in made.scored:
        scores = np.array([option.score for option in item.options] or np.arange(item.low, item.high + 1))
        found[item.id] = np.where(draw.random(rows) < MISSING, np.nan, draw.choice(scores, rows))
    return found


def agree(name: str, answers: dict[str, np.ndarray]) -> None:
    """Stop where columns and one person at a time differ."""
    made, found = instrument(name), score_columns(instrument(name), answers)
    for row in np.random.default_rng(2).integers(0, len(found.value), 200).tolist():
        one = score(made, {item: float(values[row]) for item, values in answers.items()}, acknowledged=True)
        value = found.value[row]
        if one.value != (None if np.isnan(value) else value):
            raise SystemExit(f"{name}: row {row} differs")


def withheld(name: str, answers: dict[str, np.ndarray]) -> object:
    """Scores as a door gets them."""
    return score_columns(instrument(name), answers).withheld()


def timed(work: Callable[[], object]) -> tuple[float, float]:
    """Wall-clock and processor seconds."""
    wall, own = time.perf_counter(), time.process_time()
    work()
    return time.perf_counter() - wall, time.process_time() - own


def scoring(rows: int, rounds: int) -> int:
    """The table of scoring; how many targets were missed."""
    print(f"\n{'what':34} {'wall s':>8} {'cpu s':>8} {'rows/s':>12} {'target s':>9}")
    missed = 0
    for name in ("phq9", "gad7", "peg", "cesd20", "rmdq24", "start_back"):
        answers = columns(name, rows)
        agree(name, answers)
        stacked = np.stack(list(answers.values()))
        taken: dict[str, list[tuple[float, float]]] = {"score_columns": [], "np.nansum": []}
        for _ in range(rounds):
            taken["score_columns"].append(timed(partial(withheld, name, answers)))
            taken["np.nansum"].append(timed(partial(np.nansum, stacked, axis=0)))
        for way, pairs in taken.items():
            wall, own = (statistics.median(pair[place] for pair in pairs) for place in (0, 1))
            target = rows / 1e6 if (name, way) == ("phq9", "score_columns") else None
            late = target is not None and own > target
            missed += late
            line = f"{f'{name}, {way}':34} {wall:8.3f} {own:8.3f} {rows / wall:12,.0f} {'' if target is None else f'{target:9.2f}'}"
            print(line + (" MISSED" if late else ""))
    return missed


def from_a_file(rows: int) -> None:
    """A file to its scores, reading and writing included."""
    answers = columns("phq9", rows)
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "t.csv"
        with file.open("w", newline="") as stream:
            writer = csv.writer(stream)
            writer.writerow(answers)
            writer.writerows(zip(*([("" if value != value else int(value)) for value in column.tolist()] for column in answers.values())))
        found = []
        wall, own = timed(lambda: found.append(score_table(instrument("phq9"), file)))
        out, _ = timed(lambda: found[0].text(file))
    print(f"{'phq9, a CSV file read and scored':34} {wall:8.3f} {own:8.3f} {rows / wall:12,.0f}")
    print(f"{'  ... and made into text again':34} {out:8.3f}")


def starting(rounds: int) -> int:
    """How soon a list is there; 1 where that is too late."""
    program = str(Path(sys.executable).with_name("unspiral"))
    commands = {
        "python -c pass": [sys.executable, "-c", "pass"],
        "unspiral --help": [program, "--help"],
        "unspiral measure list": [program, "measure", "list"],
    }
    taken: dict[str, list[float]] = {name: [] for name in commands}
    for _ in range(rounds):
        for name, command in commands.items():
            run = partial(subprocess.run, command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=True)
            taken[name].append(timed(run)[0])
    print(f"\n{'what':34} {'median s':>8} {'least s':>8} {'target s':>9}")
    for name, seconds in taken.items():
        target = f"{0.3:9.2f}" if name.endswith("list") else ""
        print(f"{name:34} {statistics.median(seconds):8.3f} {min(seconds):8.3f} {target}")
    return int(statistics.median(taken["unspiral measure list"]) > 0.3)


def main() -> int:
    """Print the tables; 1 when a target is missed."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--rows", type=int, default=1_000_000)
    asked.add_argument("--rounds", type=int, default=5)
    asked.add_argument("--starts", type=int, default=10)
    given = asked.parse_args()
    print(machine())
    print(f"{given.rows:,} rows, {100 * MISSING:g} % of answers missing, median of {given.rounds} rounds; one thread")
    missed = scoring(given.rows, given.rounds)
    from_a_file(given.rows)
    return min(missed + starting(given.starts), 1)


if __name__ == "__main__":
    sys.exit(main())
