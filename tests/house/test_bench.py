"""The benchmarks run, agree with the truth before they time anything, and judge by their targets."""

from __future__ import annotations

import importlib.util
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest


def row_module(root: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location("bench_row", root / "bench" / "row.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


@pytest.mark.unit
def test_a_target_is_missed_from_its_own_side(root: Path) -> None:
    row = row_module(root).Row
    assert row("a", "b", 0.2, "s", 0.1).missed
    assert not row("a", "b", 0.1, "s", 0.1).missed
    assert row("a", "b", 9.0, "x", 10.0, more=True).missed
    assert not row("a", "b", 11.0, "x", 10.0, more=True).missed
    assert not row("a", "b", None, "x", 10.0, "not installed", more=True).missed
    assert "MISSED" in row("a", "b", 0.2, "s", 0.1).text(judged=True)
    assert "MISSED" not in row("a", "b", 0.2, "s", 0.1).text(judged=False)


def test_the_bench_runs_without_peers(root: Path) -> None:
    command = [sys.executable, str(root / "bench" / "kernel.py"), "--small", "--alone", "--rounds", "1", "--only", "diary 100 x"]
    ran = subprocess.run(command, capture_output=True, text=True, timeout=120)
    assert ran.returncode == 0, ran.stderr
    assert [line[:18] for line in ran.stdout.splitlines() if line.startswith("diary")] == [
        "diary 100 x 60 x 3"
    ] * 2  # as a search has it, and every matrix free


def test_every_row_of_the_design_is_there(root: Path) -> None:
    code = (
        "import sys; sys.path.insert(0, sys.argv[1]); import kernel; from row import Sizes\n"
        "print([(c.persons, c.occasions, c.processes, c.target) for c in kernel.CASES]); print(sorted(kernel.rows(Sizes(1, True))))"
    )
    ran = subprocess.run([sys.executable, "-c", code, str(root / "bench")], capture_output=True, text=True, timeout=60)
    assert ran.returncode == 0, ran.stderr
    cases, names = ran.stdout.splitlines()
    assert cases == "[(1, 200, 2, 0.04), (1, 1000, 5, 0.45), (100, 60, 3, 0.25), (1000, 60, 4, 3.9)]"
    assert all(name in names for name in ("lavaan", "memory", "new process", "panel 100,000 and 1,000,000", "warm refit"))


def test_the_bench_of_reading_runs_and_holds_the_same_numbers_as_polars(root: Path) -> None:
    pytest.importorskip("polars")
    command = [sys.executable, str(root / "bench" / "measure_reading.py"), "--small", "--rounds", "1"]
    ran = subprocess.run(command, capture_output=True, text=True, timeout=120)
    assert ran.returncode == 0, ran.stderr
    judged = [line for line in ran.stdout.splitlines() if "panel / polars" in line]
    assert [line[:28].strip() for line in judged] == ["diary, pain and depression", "diary, all answers", "numbers that all differ"]
    assert ["<= 2 x" in line or "<= 5 x" in line for line in judged] == [True] * 3


def test_the_bench_of_populations_agrees_and_reduces_variance(root: Path) -> None:
    found: list[str] = []
    for part in ("agree", "variance"):
        command = [sys.executable, str(root / "bench" / "population.py"), "--small", "--alone", "--rounds", "1", "--only", part]
        ran = subprocess.run(command, capture_output=True, text=True, timeout=300)
        assert ran.returncode == 0, ran.stderr
        found += [line for line in ran.stdout.splitlines() if "=" in line]
    assert [line.split()[0] for line in found] == ["ours", *["pain"] * 3, *["depression->pain"] * 3]
    errors = float(found[0].split()[3])
    assert 0.5 < errors < 5.0
    factors = [float(line[55:68].split()[0]) for line in found[1:]]
    assert all(factor > 100.0 for factor in factors[:3]) and all(factor > 25.0 for factor in factors[3:])


def test_the_chain_of_weekly_steps_keeps_people_and_other_programs_are_told_all(root: Path) -> None:
    code = (
        "import sys; sys.path.insert(0, sys.argv[1]); from dataclasses import replace; import numpy as np\n"
        "from population_case import FIXTURE, declared, numbers, population, weekly, _week\n"
        "of = population(declared(FIXTURE), effects=False); week = _week(of, 2, 1)\n"
        "assert np.allclose(week.sum(axis=1), 1.0) and week.min() >= 0.0 and np.allclose(weekly(of, 3).sum(axis=0), 1.0)\n"
        "numbers(of, 3); begins = of.episodes.hazard('pain begins'); more = replace(begins.ratios[0], of='mood care', link='')\n"
        "more = [replace(h, ratios=(*h.ratios, more)) if h.name == 'pain begins' else h for h in of.episodes.hazards]\n"
        "try: numbers(replace(of, episodes=replace(of.episodes, hazards=tuple(more))), 3)\n"
        "except AssertionError as error: print(error)\n"
    )
    ran = subprocess.run([sys.executable, "-c", code, str(root / "bench")], capture_output=True, text=True, timeout=120)
    assert ran.returncode == 0, ran.stderr
    assert ran.stdout.strip() == "other programs do not know pain begins:mood care"
