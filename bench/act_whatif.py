"""How long a what-if takes with 1,000 loops drawn, warm: one command, one table.

python bench/act_whatif.py
"""

from __future__ import annotations

import sys
from pathlib import Path
from statistics import median
from time import perf_counter, process_time

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from tests.act.made import full_loop, made_fit, random_drift

from unspiral.act.targets import processes_as_targets, targets
from unspiral.act.whatif import cut, hold, policy, press, pulse, schedule, weaken
from unspiral.records import Fit
from unspiral.records.whatif import Piece, Rule

NAMES = ("pain", "depression", "sleep", "activity")
DRAWS, ROUNDS, TARGET = 1000, 15, 100.0  # loops, repetitions, milliseconds
LINK = ("pain", "depression")
RULE = Rule("pain", above=True, at=5.5, until=5.0)
VERBS = {
    "press": lambda fit: press(fit, {"pain": 1.0}, draws=DRAWS),
    "pulse": lambda fit: pulse(fit, {"pain": 1.0}, draws=DRAWS),
    "hold": lambda fit: hold(fit, {"pain": 4.0}, draws=DRAWS),
    "weaken": lambda fit: weaken(fit, {LINK: 0.5}, draws=DRAWS),
    "cut": lambda fit: cut(fit, LINK, draws=DRAWS),
    "schedule": lambda fit: schedule(fit, [Piece("pain", -0.1, 0.0, 28.0)], draws=DRAWS),
    "targets, treatments": lambda fit: targets(fit, draws=DRAWS),
    "targets, processes": lambda fit: targets(fit, candidates=processes_as_targets(fit), draws=DRAWS),
    "policy": lambda fit: policy(fit, RULE, {"depression": -1.0}),
}


def loop_of(processes: int) -> Fit:
    """A made-up fit in which every process drives every other one."""
    return made_fit(full_loop(NAMES[:processes]), random_drift(np.random.default_rng(1), processes), spread=0.03)


def took(verb: str, fit: Fit) -> tuple[float, float, float]:
    """Median and least milliseconds by the clock, and median of the processor's own, after one call that is not counted."""
    times: list[float] = []
    own: list[float] = []
    VERBS[verb](fit)
    for _ in range(3 if verb == "policy" else ROUNDS):
        began, spent = perf_counter(), process_time()
        VERBS[verb](fit)
        times.append(1000.0 * (perf_counter() - began))
        own.append(1000.0 * (process_time() - spent))
    return median(times), min(times), median(own)


if __name__ == "__main__":
    print(f"Milliseconds of a what-if over 56 days, {DRAWS} loops drawn (a policy: 200, simulated); target of the exact ones {TARGET:g}")
    print(f"{'verb':<20}" + "".join(f"{p} processes: median (least; processor)   " for p in (3, 4)))
    for verb in VERBS:
        cells = [took(verb, loop_of(p)) for p in (3, 4)]
        print(f"{verb:<20}" + "".join(f"{m:16.1f} ({low:.1f}; {cpu:.1f})       " for m, low, cpu in cells))
