from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from tests.act.population.broken_towns import broken, fate, towns
from tests.act.population.example import markov, town

core: Any = pytest.importorskip("unspiral._core", reason="no compiled kernel on this machine")


def test_broken_towns_are_refused_or_are_towns_and_never_crash(root: Path) -> None:
    command = [sys.executable, "-m", "tests.act.population.broken_towns", "11", "3000"]
    ran = subprocess.run(command, cwd=root, capture_output=True, text=True, timeout=300)
    assert ran.returncode == 0, ran.stdout + ran.stderr
    assert "refused: ValueError" in ran.stdout


def test_a_fault_would_be_seen() -> None:
    class Crooked:
        def __init__(self, **given: Any) -> None:
            self.made = core.Town(**given)

        def simulate(self, *asked: Any) -> Any:
            there, *rest = self.made.simulate(*asked)
            return (there + (np.arange(len(there)) == 0), *rest)

        def events(self, *asked: Any) -> Any:
            return self.made.events(*asked)

    class Module:
        Town = Crooked

    rng = np.random.default_rng(1)
    assert fate(Module, towns()[0], rng).startswith("WRONG")
    assert fate(core, towns()[0], rng) == "a town after all"
    assert any(fate(core, broken(towns()[0], rng), rng).startswith("refused") for _ in range(20))


def test_a_life_that_never_rests_is_refused_instead_of_run_forever() -> None:
    laid = town(markov(), 520, policy=None)
    given = dict(laid.given)
    lethal = given["jumps"][:, 0] == laid.hazards.index("death")
    given["rate"] = (given["rate"].reshape(-1, len(lethal)) * np.where(lethal, 1.0, 1e9)).ravel()
    with pytest.raises(ValueError, match="32,768 events in one life"):
        core.Town(**given).simulate(1, 0, 10, 1)
    with pytest.raises(ValueError, match="32,768 events in one life"):
        core.Town(**given).events(1, 0, 10)


@pytest.mark.parametrize(("scale", "said"), [(1e9, "one life beyond"), (4e3, "a town")])
def test_amounts_that_outgrow_their_whole_numbers_are_refused(scale: float, said: str) -> None:
    given = dict(town(markov(), 520, policy=None).given)
    given["per_day"] = given["per_day"] * scale
    kernel = core.Town(**given)
    if said == "a town":
        assert (kernel.simulate(1, 0, 2000, 1)[2] > 0).all()
        return
    with pytest.raises(ValueError, match=said):
        kernel.simulate(1, 0, 2000, 1)


@pytest.mark.parametrize("name", ["jumps", "cells", "class_below", "rate"])
def test_numbers_of_another_kind_are_not_quietly_cut(name: str) -> None:
    given = dict(town(markov(), 4).given)
    given[name] = given[name].astype(np.float32)
    with pytest.raises(TypeError):
        core.Town(**given)


def test_persons_beyond_the_last_number_are_refused() -> None:
    kernel = core.Town(**town(markov(), 4).given)
    for first, count in ((2**64 - 5, 10), (0, 2**33)):
        with pytest.raises(ValueError, match="too many persons"):
            kernel.simulate(1, first, count, 1)
