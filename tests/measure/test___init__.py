"""The readers stand at the door of measure, and none is loaded before it is named."""

from __future__ import annotations

import subprocess
import sys

import pytest

import unspiral.measure as measure

pytestmark = pytest.mark.unit


def said_by(code: str) -> str:
    ran = subprocess.run([sys.executable, "-W", "error", "-c", code], capture_output=True, text=True, timeout=60)
    assert ran.returncode == 0, ran.stderr
    return ran.stdout.strip()


@pytest.mark.parametrize("name", measure.__all__)
def test_each_reader_is_a_function_whatever_was_imported_first(name: str) -> None:
    assert said_by(f"from unspiral.measure import {name}; print(type({name}).__name__)") == "function"
    first = f"import unspiral.measure.{name}; from unspiral.measure import {name}; print(type({name}).__name__)"
    assert said_by(first) == "function"


def test_the_door_alone_loads_no_numbers() -> None:
    assert said_by("import sys, unspiral.measure; print('numpy' in sys.modules)") == "False"


def test_a_slip_is_answered_and_all_names_are_listed() -> None:
    with pytest.raises(AttributeError, match="Did you mean 'read_csv'"):
        measure.read_cvs  # noqa: B018
    assert set(measure.__all__) <= set(dir(measure))
