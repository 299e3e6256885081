#!/usr/bin/env python3
"""Run the calibration studies: make up answers from a known loop, fit them, and count how often the intervals hold.

    scripts/calibrate.py --budget 3600 --workers 2
    scripts/calibrate.py --only coverage-panel-centred --only null
    scripts/calibrate.py --summary

Results go to build/calibrate, a line a replicate; run it again and it goes on where it stopped. Every replicate has a seed of its own, so
that neither the number of workers nor an interruption changes a result. Exit code 1 when a study fails its bar.
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
import signal
import sys
from collections.abc import Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from pathlib import Path
from time import monotonic
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))
for name in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(name, "1")  # workers are processes; threads of a library would only stand in each other's way

from tests.calibration.ledger import append, missing, results  # noqa: E402
from tests.calibration.studies import STUDIES  # noqa: E402
from tests.calibration.study import Study, code_version, possible, run  # noqa: E402
from tests.calibration.summary import Summary, overview, summarise, table  # noqa: E402

FOLDER = ROOT / "build" / "calibrate"
CHUNK = 10.0  # seconds of work that are handed out at once, and lost at most by an interruption


def work(study: Study, replicates: list[int], code: str) -> list[dict[str, Any]]:
    """What a worker does: some replicates of one study. A worker whose runner is gone stops, whatever ended the runner."""
    runner = os.getppid()
    found: list[dict[str, Any]] = []
    for k in replicates:
        if os.getppid() != runner:
            sys.exit(1)
        found.append(run(study, k) | {"code": code})
    return found


def chosen(only: list[str]) -> list[Study]:
    """Studies whose name is, or begins with, one of the words; all without words."""
    return [s for s in STUDIES if not only or any(s.name == word or s.name.startswith(word) for word in only)]


class Plan:
    """Which replicates are still to be run, and which study is the farthest behind."""

    def __init__(self, studies: list[Study], folder: Path, limit: int | None) -> None:
        self.left = {s.name: missing(folder, s) for s in studies}
        if limit is not None:
            self.left = {s.name: [k for k in self.left[s.name] if k < limit] for s in studies}
        self.studies = {s.name: s for s in studies}
        self.wanted = {s.name: min(s.replicates, limit or s.replicates) for s in studies}
        self.known: dict[str, list[float]] = {s.name: [line["seconds"] for line in results(folder, s)] for s in studies}
        self.last = dict.fromkeys(self.left, 1)

    def chunks(self) -> Iterator[tuple[Study, list[int]]]:
        """Work in pieces of about CHUNK seconds, the study with the largest share still to do first."""
        while True:
            waiting = [name for name, left in self.left.items() if left]
            if not waiting:
                return
            name = max(waiting, key=lambda n: len(self.left[n]) / self.wanted[n])
            size = self._size(name)
            some, self.left[name] = self.left[name][:size], self.left[name][size:]
            yield self.studies[name], some

    def _size(self, name: str) -> int:
        """Replicates that take about CHUNK seconds, and at most twice as many as last time: a few quick ones promise nothing."""
        known = self.known[name]
        size = CHUNK / (sum(known) / len(known)) if sum(known) > 0.0 else 1.0
        self.last[name] = max(1, min(2 * self.last[name], int(size)))
        return self.last[name]

    def learn(self, name: str, found: list[dict[str, Any]]) -> None:
        """How long replicates take."""
        self.known[name] += [line["seconds"] for line in found]


def simulate_all(plan: Plan, folder: Path, workers: int, budget: float) -> None:
    """Hand out work until it or the time is used up; whatever comes back is written at once."""
    began, code = monotonic(), code_version()
    pieces = plan.chunks()
    running: dict[Future[list[dict[str, Any]]], Study] = {}
    with ProcessPoolExecutor(workers, mp_context=multiprocessing.get_context("spawn")) as pool:
        try:
            while True:
                while len(running) < workers and monotonic() - began < budget and (piece := next(pieces, None)):
                    running[pool.submit(work, piece[0], piece[1], code)] = piece[0]
                if not running:
                    return
                for future in wait(running, return_when=FIRST_COMPLETED).done:
                    study = running.pop(future)
                    found = future.result()
                    append(folder, study, found)
                    plan.learn(study.name, found)
                    print(f"{monotonic() - began:7.0f} s  {study.name}: {len(found)} more", file=sys.stderr, flush=True)
        except KeyboardInterrupt:
            for process in multiprocessing.active_children():
                process.terminate()
            pool.shutdown(wait=False, cancel_futures=True)
            print("Stopped; run it again and it goes on here.", file=sys.stderr)


def report(studies: list[Study], folder: Path) -> list[Summary]:
    """Write summary.md, and print its first table."""
    found = [summarise(s, results(folder, s)) for s in studies]
    begun = [s for s in found if s.done]
    text = overview(begun) + "\n" + "\n".join(table(s) for s in begun)
    folder.mkdir(parents=True, exist_ok=True)
    aside = folder / "summary.md.part"
    aside.write_text(text, encoding="utf-8")
    aside.replace(folder / "summary.md")
    print(overview(begun))
    for s in studies:
        if why := possible(s):
            print(f"{s.name}: not run, {why}.")
    print(f"Tables of every figure: {folder / 'summary.md'}")
    return begun


def main(arguments: list[str] | None = None) -> int:
    """Run, then sum up."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--budget", type=float, default=float("inf"), metavar="SECONDS", help="hand out no more work after this time")
    parser.add_argument(
        "--only", action="append", default=[], metavar="NAME", help="a study, or the beginning of its name; may be given again"
    )
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 1, help="processes (default: all processors)")
    parser.add_argument("--limit", type=int, metavar="N", help="only the first N replicates of each study")
    parser.add_argument("--folder", type=Path, default=FOLDER, help="where results lie (default: build/calibrate)")
    parser.add_argument("--summary", action="store_true", help="run nothing, sum up what is there")
    parser.add_argument("--list", action="store_true", help="name the studies")
    asked = parser.parse_args(arguments)
    studies = chosen(asked.only)
    if not studies:
        parser.error(f"no study begins with {', '.join(asked.only)}; --list names them")
    if asked.list:
        for s in studies:
            print(f"{s.name:30} {s.replicates:5}  {s.about}")
        return 0
    if not asked.summary:
        signal.signal(signal.SIGTERM, signal.default_int_handler)  # a polite end is the same as Ctrl-C
        simulate_all(Plan([s for s in studies if not possible(s)], asked.folder, asked.limit), asked.folder, asked.workers, asked.budget)
    return int(any(s.verdict == "fail" for s in report(studies, asked.folder)))


if __name__ == "__main__":
    sys.exit(main())
