"""The compiled kernel against its peers and its targets: one command, one table.

    python bench/kernel.py [--only WORDS] [--rounds 9] [--small] [--alone]

Log-likelihood and its derivative by the free numbers of the model that a fit has by itself (one indicator a process, loading 1; level and
error free), called from Python, discretisation included; beside it, without a target, a model with every matrix free. Every pair of
programs takes turns in one run; before any timing both must say the same log-likelihood and derivative. Peers are installed by
scripts/bench_peers.sh; a row whose peer is not there says so. Run by ``make bench-kernel``; nothing else should run on the machine.
"""

from __future__ import annotations

import argparse
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
os.environ.setdefault("OMP_NUM_THREADS", "1")
sys.path.insert(0, str(Path(__file__).parent))

import fits
import made
import numpy as np
from race import PEERS, Peer, agree, ours, race, search, seconds_of
from row import Row, Sizes
from startup import machine

from unspiral.learn import kalman
from unspiral.learn.compress import compress
from unspiral.learn.problem import problem_of
from unspiral.loop.language import parse

# Multiply-adds and other operations of value and derivative for one person and occasion, counted from the loops: processes = indicators.
FLOPS = {2: 353, 3: 903, 4: 1864, 5: 3285}


@dataclass(frozen=True)
class Case:
    """A row of evaluations: persons, occasions, processes; targets in ms (1 thread, 2 threads) and as ratios to the peers."""

    name: str
    persons: int
    occasions: int
    processes: int
    target: float
    two: float | None
    peers: dict[str, float]
    of_bound: float | None = None


CASES = [
    Case("one person, 200 x 2", 1, 200, 2, 0.04, None, {"dynamax": 40}),
    Case("one person, 1000 x 5", 1, 1000, 5, 0.45, None, {"dynamax": 65}),
    Case("diary 100 x 60 x 3", 100, 60, 3, 0.25, None, {"dynamax": 85}),
    Case("diary 1000 x 60 x 4", 1000, 60, 4, 3.9, 2.2, {"dynamax": 125, "jax": 13}, of_bound=2.3),
]


def bound(threads: int) -> float | None:
    """GFLOP/s of plain multiply-adds on this machine now; None without a compiler."""
    compiler = shutil.which("g++") or shutil.which("clang++")
    if compiler is None:
        return None
    with tempfile.TemporaryDirectory() as folder:
        program = Path(folder) / "bound"
        source = Path(__file__).with_name("bound.cpp")
        subprocess.run([compiler, "-O3", "-march=native", "-mprefer-vector-width=512", "-pthread", source, "-o", program], check=True)
        return float(subprocess.run([program, str(threads)], capture_output=True, check=True, text=True).stdout)


def evaluations(case: Case, sizes: Sizes) -> Iterator[Row]:
    """One case: ours alone on one thread and two, then against each peer, then against the bound."""
    persons, occasions = sizes.persons(case.persons), sizes.occasions(case.occasions)
    panel = made.cohort(case.processes, persons, occasions, seed=11, daily=False)
    kalman.threads(1)
    call, mine, free, lanes = search(problem_of(panel, parse(made.loop_text(case.processes)), made.MODEL))
    alone = statistics.median(seconds_of(call) for _ in range(sizes.rounds))
    yield Row(case.name, "1 thread", alone * 1e3, "ms", case.target)
    if case.of_bound is not None and (peak := bound(1)) is not None:
        least = lanes.step.size * FLOPS[case.processes] / peak / 1e9
        yield Row(case.name, f"x bound ({peak:.1f} GFLOP/s)", alone / least, "x", case.of_bound)
    if case.two is not None:
        kalman.threads(2)
        yield Row(case.name, "2 threads", statistics.median(seconds_of(call) for _ in range(sizes.rounds)) * 1e3, "ms", case.two)
        kalman.threads(1)
    whole = made.free_of(case.processes, case.processes, seed=7)
    every = ours(whole, made.diary_lanes(whole, persons, occasions, seed=11))[0]
    yield Row(case.name, "every matrix free", statistics.median(seconds_of(every) for _ in range(sizes.rounds)) * 1e3, "ms", None)
    for form, wanted in () if sizes.alone else case.peers.items():
        if not PEERS.is_file():
            yield Row(case.name, f"against {form}", None, "x", wanted, "not installed: scripts/bench_peers.sh")
            continue
        with tempfile.TemporaryDirectory() as folder:
            peer = Peer(form, free, lanes, Path(folder))
            value, slope = agree(mine, peer.answer, form)
            here, there, ratio = race(call, peer, sizes.rounds)
            peer.close()
        close = f"log-likelihood {value:.0e}, derivative {slope:.0e} apart"
        said = f"{here * 1e3:.3f} to {there * 1e3:.2f} ms; {close}; it compiled {peer.answer.compiled:.1f} s"
        yield Row(case.name, f"against {form}", ratio, "x", wanted, said, more=True)


def panels(sizes: Sizes) -> Iterator[Row]:
    """Panels of very many persons: compressed once, then evaluated at a cost that does not know how many there were."""
    free = made.free_of(2, 2, seed=7)
    kalman.threads(1)
    for persons in (100_000, 1_000_000):
        count = sizes.persons(persons)
        lanes = made.panel_lanes(free, count, 4, seed=11)
        began = time.perf_counter()
        few, _ = compress(lanes, np.zeros(count, dtype=np.int64))
        took = time.perf_counter() - began
        name = f"panel {persons:,} x 4 x 2"
        yield Row(name, "compress", took, "s", 1.0 if persons == 1_000_000 else None, f"{few.step.shape[1]} lanes")
        mine = ours(free, few)[1]
        if persons == 100_000:  # the full data, once, as the truth
            agree(mine, ours(free, lanes)[1], "compression")
        else:
            some = lanes.some(np.arange(0, count, 97))
            packed = compress(some, np.zeros(some.step.shape[1], dtype=np.int64))[0]
            agree(ours(free, packed)[1], ours(free, some)[1], "compression")
        del lanes
        few_people = problem_of(made.cohort(2, 60, 4, seed=11, daily=True), parse(made.loop_text(2)), made.MODEL)
        call = search(replace(few_people, lanes=few, packed=None))[0]  # scales and first guess are those of few people
        yield Row(name, "1 thread", statistics.median(seconds_of(call) for _ in range(sizes.rounds)) * 1e3, "ms", 0.05)


def kernel() -> str:
    """Which kernel answers: its instruction set, or the NumPy twin."""
    if not kalman.compiled():
        return "plain NumPy"
    from unspiral import _core

    return os.environ.get("UNSPIRAL_ISA") or _core.instruction_sets()[0]


def rows(sizes: Sizes) -> dict[str, Callable[[], Iterator[Row]]]:
    """Every part of the table by its name."""
    table: dict[str, Callable[[], Iterator[Row]]] = {case.name: lambda case=case: evaluations(case, sizes) for case in CASES}
    table["panel 100,000 and 1,000,000"] = lambda: panels(sizes)
    return table | {name: lambda part=part: part(sizes) for name, part in fits.PARTS.items()}


def main() -> int:
    """Print the table as it grows; 1 when a target is missed."""
    reader = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    reader.add_argument("--only", default="", help="parts whose name holds these words")
    reader.add_argument("--rounds", type=int, default=9)
    reader.add_argument("--small", action="store_true", help="small sizes, to see that everything runs; no target holds")
    reader.add_argument("--alone", action="store_true", help="without the peers")
    given = reader.parse_args()
    sizes = Sizes(given.rounds, given.small, given.alone)
    print(machine())
    print(f"kernel: {kernel()}; {given.rounds} rounds, medians; programs take turns\n")
    print(f"{'what':28} {'how':26} {'measured':>12} {'target':>12}")
    missed = 0
    for name, part in rows(sizes).items():
        if given.only in name:
            for row in part():
                print(row.text(judged=not given.small), flush=True)
                missed += row.missed and not given.small
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
