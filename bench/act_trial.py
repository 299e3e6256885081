"""How long 2,000 simulated trials with one person take, their loop known: made up, weighed, held against a bound. One command, one table.

python bench/act_trial.py
"""

from __future__ import annotations

import sys
from pathlib import Path
from statistics import median
from time import perf_counter, process_time

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from tests.act.trial.people import PERSON

from unspiral.act.trial.blocks import drawn
from unspiral.act.trial.person import model_of
from unspiral.act.trial.power import Setting, known_statistics, made_up_trials

TRIALS, ROUNDS, TARGET = 2000, 15, 0.1  # of a case, repetitions, seconds
BOUND = 1.959964


def took(days: int, block: int, adherence: float, rounds: int = ROUNDS) -> tuple[float, float, float]:
    """Median and least seconds by the clock, and median of the processor's own, after one call that is not counted."""
    s = Setting(model_of(PERSON), np.array([0.0, 1.0]), -0.5, drawn(days, block, "randomised", 1), 0.0, 0.0, adherence, 0.0, 1)
    mask = np.ones((days, 2), dtype=bool)
    clock: list[float] = []
    own: list[float] = []
    for k in range(rounds + 1):
        began, spent = perf_counter(), process_time()
        share = float((np.abs(known_statistics(s, made_up_trials(s, TRIALS, k), mask)) >= BOUND).mean())
        clock.append(perf_counter() - began)
        own.append(process_time() - spent)
        assert 0.0 < share < 1.0
    return median(clock[1:]), min(clock[1:]), median(own[1:])


if __name__ == "__main__":
    print(f"Seconds for {TRIALS} made-up trials with the loop known, two processes answered daily; target {TARGET:g}")
    print(f"{'days':>5} {'block':>6} {'kept':>5} {'median':>8} {'least':>8} {'processor':>10}")
    for days, block, adherence in ((56, 7, 1.0), (84, 7, 1.0), (84, 14, 1.0), (84, 7, 0.7), (168, 7, 1.0)):
        found = took(days, block, adherence)
        print(f"{days:>5} {block:>6} {adherence:>5g} {found[0]:>8.3f} {found[1]:>8.3f} {found[2]:>10.3f}")
