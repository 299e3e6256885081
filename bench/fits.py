"""Whole fits: maximum, standard errors and verdicts, warm and in a new process; against lavaan; how much memory they take.

Part of bench/kernel.py. As a program it makes one fit in this process and prints its peak of memory: ``bench/fits.py memory cohort``.
"""

from __future__ import annotations

import csv
import os
import pickle
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

import made
import numpy as np
from row import Row, Sizes

from unspiral.learn import kalman
from unspiral.learn.fit_ml import fit_ml
from unspiral.loop.language import parse
from unspiral.records import Fit, Panel

MEGABYTES = 500
COHORT = {"traits": False, "error": True, "t0": "separate", "ladder": False}
PANEL = {"traits": True, "error": False, "t0": "centred", "ladder": False}
DAILY = {"t0": "stationary", "error": True, "ladder": False}


def timed(call: Callable[[], Fit], rounds: int) -> tuple[float, Fit]:
    """Median of seconds, and the last fit, which must have converged."""
    taken: list[float] = []
    fit = call()  # warm: imports and caches are not what is measured
    for _ in range(rounds):
        began = time.perf_counter()
        fit = call()
        taken.append(time.perf_counter() - began)
    assert fit.converged, "the fit did not converge"
    return statistics.median(taken), fit


def parts_of(fit: Fit) -> str:
    """What a fit itself says of its seconds."""
    return f"{fit.n_parameters} parameters; search {fit.seconds['fit'] * 1e3:.0f} ms, errors {fit.seconds['errors'] * 1e3:.0f} ms"


def cohort(sizes: Sizes) -> Iterator[Row]:
    """1000 persons x 60 occasions, four processes, 48 parameters: search and standard errors, and the whole call with its verdicts."""
    kalman.threads(os.cpu_count() or 1)  # as a user has it
    panel, loop, name = cohort_panel(sizes), parse(made.FOUR), f"fit 1000 x 60 x 4, {kalman.threads()} threads"
    for starts in (1, 5):
        whole, fit = timed(lambda starts=starts: fit_ml(panel, loop, starts=starts, **COHORT), min(sizes.rounds, 3))  # type: ignore[arg-type]
        found = fit.seconds["fit"] + fit.seconds["errors"]
        yield Row(name, f"{starts} start(s), fit and SE", found, "s", 0.5 if starts == 1 else None, parts_of(fit))
        yield Row(name, f"{starts} start(s), with verdicts", whole, "s", None)


def against_lavaan(sizes: Sizes) -> Iterator[Row]:
    """2000 persons x 4 waves with traits: the same model in lavaan, warm, turn by turn."""
    kalman.threads(1)
    panel, loop, name = panel_of_traits(sizes), parse("x <-> y"), "panel 2000 x 4 with traits"

    def call() -> Fit:
        return fit_ml(panel, loop, **PANEL)  # type: ignore[arg-type]

    fit = call()
    with tempfile.TemporaryDirectory() as folder:
        table = Path(folder) / "wide.csv"
        with table.open("w", newline="") as file:
            out = csv.writer(file)
            count = len(panel.persons[0].time)
            out.writerow([*(f"x{t + 1}" for t in range(count)), *(f"y{t + 1}" for t in range(count))])
            out.writerows(np.concatenate([p.values[:, 0], p.values[:, 1]]) for p in panel.persons)
        alone = [
            Row(name, "fit and SE, warm", fit.seconds["fit"] + fit.seconds["errors"], "s", 0.15, parts_of(fit)),
            Row(name, "with verdicts", _clock(call), "s", None),
        ]
        if sizes.alone:
            yield from alone
            return
        try:
            peer = subprocess.Popen(
                ["Rscript", str(Path(__file__).with_name("lavaan.R")), str(table)],
                stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
            )  # fmt: skip
        except FileNotFoundError:
            yield from alone
            yield Row(name, "against lavaan", None, "x", 1.0, "there is no Rscript here", more=True)
            return
        assert peer.stdin is not None and peer.stdout is not None
        said = peer.stdout.readline().split()
        if not said:
            yield from alone
            yield Row(name, "against lavaan", None, "x", 1.0, "Rscript has no lavaan", more=True)
            return
        assert abs(float(said[0]) - fit.loglik) < 1e-3, f"lavaan says {said[0]}, we say {fit.loglik}"
        assert int(said[1]) == fit.n_parameters, f"lavaan has {said[1]} free numbers, we have {fit.n_parameters}"
        turns: list[tuple[float, float, float]] = []
        for _ in range(sizes.rounds):
            began = time.perf_counter()
            fit = call()
            whole = time.perf_counter() - began
            peer.stdin.write("go\n")
            peer.stdin.flush()
            turns.append((fit.seconds["fit"] + fit.seconds["errors"], whole, float(peer.stdout.readline())))
        peer.communicate()
    found, whole, theirs = (statistics.median(column) for column in zip(*turns, strict=True))
    yield Row(name, "fit and SE, warm", found, "s", 0.15, f"log-likelihood {fit.loglik:.4f}, as lavaan's; {parts_of(fit)}")
    yield Row(name, "with verdicts", whole, "s", None)
    ratio = statistics.median(c / a for a, _, c in turns)
    yield Row(name, "fit and SE against lavaan", ratio, "x", 1.0, f"lavaan {theirs:.3f} s", more=True)


def first_fit(sizes: Sizes) -> Iterator[Row]:
    """A new process: import, make 200 days of one person up, learn."""
    code = (
        "import sys, time; began = time.perf_counter(); import unspiral; from unspiral.learn.fit_ml import fit_ml\n"
        "imported = time.perf_counter() - began; sys.path.insert(0, sys.argv[1])\n"
        "import pickle; panel, loop = pickle.load(open(sys.argv[2], 'rb')); began = time.perf_counter()\n"
        "fit = fit_ml(panel, loop, ladder=False, starts=int(sys.argv[3])); assert fit.converged\n"
        "print(imported, fit.seconds['fit'], time.perf_counter() - began)"
    )
    panel, loop, name = one_person(200), parse("a <-> b"), "new process, 1 x 200 x 2"
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder) / "panel"
        place.write_bytes(pickle.dumps((_first_two(panel), loop)))
        for starts in (1, 5):
            command = [sys.executable, "-c", code, str(Path(__file__).parent), str(place), str(starts)]
            said = [subprocess.run(command, capture_output=True, check=True, text=True).stdout.split() for _ in range(sizes.rounds)]
            imported, search, whole = (statistics.median(float(s) for s in column) for column in zip(*said, strict=True))
            parts = f"import {imported:.2f} s, search {search:.2f} s, profiles and verdicts {whole - search:.2f} s"
            yield Row(name, f"import + fit, {starts} start(s)", imported + whole, "s", 0.8 if starts == 1 else None, parts)


def warm_refit(sizes: Sizes) -> Iterator[Row]:
    """One person, four processes: a fit of 364 days is gone on from after one day more."""
    kalman.threads(1)
    whole, loop = one_person(sizes.occasions(365)), parse(made.FOUR)
    person = whole.persons[0]
    before = replace(whole, persons=(person.at(np.arange(len(person.time) - 1)),))
    saved = fit_ml(before, loop, **DAILY)  # type: ignore[arg-type]
    taken, fit = timed(lambda: fit_ml(whole, loop, warm=saved, **DAILY), sizes.rounds)  # type: ignore[arg-type]
    found = fit.seconds["fit"] + fit.seconds["errors"]
    yield Row("refit, 365 days x 4", "one day more, fit and SE", found * 1e3, "ms", 50, parts_of(fit))
    yield Row("refit, 365 days x 4", "with verdicts", taken * 1e3, "ms", None)


def memory(sizes: Sizes) -> Iterator[Row]:
    """The peak of memory of every fit above, each in a process of its own, interpreter and data included."""
    for name in FITS:
        if sizes.small and name != "one person":
            continue
        command = [sys.executable, str(Path(__file__)), "memory", name]
        peak = float(subprocess.run(command, capture_output=True, check=True, text=True).stdout)
        yield Row("memory", name, peak, "MB", MEGABYTES)


def _clock(call: Callable[[], object]) -> float:
    began = time.perf_counter()
    call()
    return time.perf_counter() - began


def cohort_panel(sizes: Sizes) -> Panel:
    """Persons with a diary of four processes."""
    return made.cohort(4, sizes.persons(1000), sizes.occasions(60), 3, daily=False)


def panel_of_traits(sizes: Sizes) -> Panel:
    """Persons with planned waves and traits; never fewer than a fit needs."""
    return made.two_processes(max(sizes.persons(2000), 400), 4, 3)


def one_person(days: int) -> Panel:
    """A diary of four processes, a row a day."""
    return made.cohort(4, 1, max(days, 120), 3, daily=True)


def _first_two(panel: Panel) -> Panel:
    person = panel.persons[0]
    kept = ~np.isnan(person.values[:, :2]).all(axis=1)
    kept[0] = True
    return replace(panel, indicators=panel.indicators[:2], persons=(replace(person.at(kept), values=person.values[kept][:, :2]),))


FULL = Sizes(1, small=False)
FITS: dict[str, Callable[[], Fit]] = {
    "cohort 1000 x 60 x 4": lambda: fit_ml(cohort_panel(FULL), parse(made.FOUR), starts=1, **COHORT),  # type: ignore[arg-type]
    "panel 2000 x 4, traits": lambda: fit_ml(panel_of_traits(FULL), parse("x <-> y"), **PANEL),  # type: ignore[arg-type]
    "panel 100,000 x 4, traits": lambda: fit_ml(made.two_processes(100_000, 4, 3), parse("x <-> y"), **PANEL),  # type: ignore[arg-type]
    "one person": lambda: fit_ml(one_person(365), parse(made.FOUR), **DAILY),  # type: ignore[arg-type]
}
PARTS: dict[str, Callable[[Sizes], Iterator[Row]]] = {
    "fit": cohort,
    "lavaan": against_lavaan,
    "new process": first_fit,
    "warm refit": warm_refit,
    "memory": memory,
}


def main() -> int:
    """Make one fit, and print the most memory that this process ever held, in MB."""
    _, name = sys.argv[1:3]
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    assert FITS[name]().converged
    status = Path("/proc/self/status")
    if status.is_file():  # the process alone: ru_maxrss counts what the one held that started it
        most = next(line.split()[1] for line in status.read_text().splitlines() if line.startswith("VmHWM"))
        print(float(most) / 1024)
    else:
        print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
    return 0


if __name__ == "__main__":
    sys.exit(main())
