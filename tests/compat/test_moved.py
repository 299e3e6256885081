"""What is handed over can be learned from at once."""

from __future__ import annotations

import inspect

import pytest

import unspiral
from unspiral.compat.moved import BECAME, Moved
from unspiral.learn.fit_ml import fit_ml
from unspiral.loop.language import parse

pytestmark = pytest.mark.unit


def test_choices_are_arguments_of_fit_ml() -> None:
    moved = Moved("ctsem", parse("x <-> y"), True, False, "joint", "constant", (), {}, {"age": "levels"})
    assert moved.choices == {"traits": True, "error": False, "t0": "joint", "means": "constant", "covariates": {"age": "levels"}}
    assert set(moved.choices) <= set(inspect.signature(fit_ml).parameters)
    assert BECAME == ("taken", "changed", "left out")


def test_the_room_is_a_name_of_the_package() -> None:
    assert unspiral.compat.from_ctsem is unspiral.compat.ctsem.from_ctsem
    assert "compat" in dir(unspiral)
    assert set(unspiral.compat.__all__) == {"Moved", "Note", "Waves", "from_ctsem", "from_lavaan", "from_matrices", "from_mplus"}
