"""How much memory a population takes, how long it takes, and what Dask costs beside threads.

``python bench/population_scale.py FILE.toml``; ``--persons 100000000`` makes it larger, ``--rounds 3`` is how often each way takes its
turn, and ``--only memory`` or ``--only dask`` leaves the rest out. Memory is the largest that a whole run of the command line held, in a
process of its own, exact equation and file included. Threads and Dask take turns in one process, with a cluster that is there already (its
start is said beside); before anything is timed their sums are held against each other, number for number.
"""

from __future__ import annotations

import argparse
import json
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

from row import Row
from startup import machine

from unspiral.act.population.plain import plain_tally
from unspiral.act.population.plan import plan_of
from unspiral.evidence.population_file import read_episodes
from unspiral.scale.counting import Way, count_persons
from unspiral.scale.dask import BLOCK
from unspiral.scale.laid import Laid
from unspiral.scale.sums import Sums, nothing

WEEKS, GIB, MOST_SECONDS, MOST_OVERHEAD = 520, 2.0**30, 60.0, 15.0
CHILD = """import json, resource, sys
from unspiral.doors.cli.main import main
code = main(sys.argv[1:])
used = resource.getrusage(resource.RUSAGE_SELF)
print(json.dumps({"code": code, "rss": 1024 * used.ru_maxrss, "cpu": used.ru_utime + used.ru_stime}), file=sys.stderr)
"""


def memory(file: str, persons: int, workers: int) -> Iterator[Row]:
    """Largest memory and time of whole runs of several sizes."""
    for count in (persons // 100, persons // 10, persons):
        with tempfile.TemporaryDirectory() as folder:
            words = ["population", "run", file, "--persons", str(count), "--workers", str(workers), "--json", "-o", f"{folder}/run.nc"]
            began = time.perf_counter()
            ran = subprocess.run([sys.executable, "-c", CHILD, *words], capture_output=True, text=True)
            whole = time.perf_counter() - began
        told = json.loads(ran.stderr.splitlines()[-1])
        if told["code"]:
            raise SystemExit(ran.stderr)
        held = json.loads(ran.stdout)
        simulated, keeping = held["seconds"]["simulate"], held["keeping"]
        note = f"simulated in {simulated:.1f} s, exact equation {held['seconds']['exact']:.1f} s, whole {whole:.1f} s"
        note += f" (processor time {told['cpu']:.1f} s)"
        note += f"; {keeping['outside']} of {keeping['looked']} numbers outside of the band" if keeping else ""
        yield Row(f"{count:,} persons", "largest memory", told["rss"] / GIB, "GiB", 1.0, note)
        if count == 10**8:
            yield Row(f"{count:,} persons", "simulated in", simulated, "s", MOST_SECONDS)


def overhead(file: str, persons: int, workers: int, rounds: int) -> Iterator[Row]:
    """Dask against threads, taking turns."""
    distributed: Any = import_module("distributed")
    plan = plan_of(read_episodes(Path(file).read_text(encoding="utf-8"), file), WEEKS)
    laid = Laid(plan.town.given, 1, plain_tally)
    empty = nothing(1, len(plan.joint.states), len(plan.town.hazards), len(plan.town.outcomes), WEEKS)
    began = time.perf_counter()
    # As --dask local begins one: without the profile that nobody looks at.
    quiet = import_module("dask").config.set({"distributed.worker.profile.enabled": False})
    with quiet, distributed.LocalCluster(n_workers=workers, threads_per_worker=1, processes=True, dashboard_address=None) as cluster:
        start = time.perf_counter() - began
        ways = {"threads": Way(workers), "Dask": Way(workers, BLOCK, cluster.scheduler_address)}

        cpu = _Processor(distributed.Client(cluster))

        def timed(name: str, count: int) -> tuple[float, float, Sums]:
            began, used = time.perf_counter(), cpu.seconds()
            sums, _ = count_persons(laid, count, empty, ways[name])
            return time.perf_counter() - began, cpu.seconds() - used, sums

        one, other = (timed(name, max(persons // 20, 1_000))[2] for name in ways)
        same = (
            (one.there == other.there).all()
            and (one.events == other.events).all()
            and one.square == other.square
            and one.amount == other.amount
        )
        if not same:
            raise SystemExit("threads and Dask count differently")
        taken: dict[str, list[tuple[float, float]]] = {name: [] for name in ways}
        for k in range(rounds):
            for name in list(ways) if k % 2 == 0 else reversed(list(ways)):
                taken[name].append(timed(name, persons)[:2])
    for which, what in enumerate(("by the clock", "of the processors")):
        medians = {name: statistics.median(pair[which] for pair in pairs) for name, pairs in taken.items()}
        for name, pairs in taken.items():
            ends = sorted(pair[which] for pair in pairs)
            yield Row(f"{persons:,} persons", f"{name}, {what}", medians[name], "s", None, f"{ends[0]:.2f} to {ends[-1]:.2f}")
        ratios = ", ".join(f"{100.0 * (d[which] / t[which] - 1.0):+.0f} %" for d, t in zip(taken["Dask"], taken["threads"], strict=True))
        percent = 100.0 * (medians["Dask"] / medians["threads"] - 1.0)
        yield Row(
            f"{persons:,} persons",
            f"Dask costs, {what}",
            percent,
            "%",
            MOST_OVERHEAD,
            f"by round: {ratios}; start of the cluster {start:.1f} s",
        )


class _Processor:
    """Seconds of the processors that this process and its workers have used: on a busy machine the clock says more about the others."""

    def __init__(self, client: Any) -> None:
        self.client = client

    def seconds(self) -> float:
        return time.process_time() + sum(self.client.run(time.process_time).values())


def main() -> None:
    """Print the table."""
    given = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    given.add_argument("file")
    given.add_argument("--persons", type=int, default=10_000_000)
    given.add_argument("--rounds", type=int, default=3)
    given.add_argument("--workers", type=int, default=2)
    given.add_argument("--only", choices=["memory", "dask"])
    asked = given.parse_args()
    print(machine())
    if asked.only != "dask":
        for row in memory(asked.file, asked.persons, asked.workers):
            print(row.text(judged=True), flush=True)
    if asked.only != "memory":
        for row in overhead(asked.file, asked.persons, asked.workers, asked.rounds):
            print(row.text(judged=True), flush=True)


if __name__ == "__main__":
    main()
