"""The records are found by name, and none is loaded before it is named."""

from __future__ import annotations

import dataclasses
import subprocess
import sys

import pytest

import unspiral.records as records

pytestmark = pytest.mark.unit


@pytest.mark.parametrize("name", records.__all__)
def test_each_name_is_a_record(name: str) -> None:
    thing = getattr(records, name)
    assert name == "Arrow" or (dataclasses.is_dataclass(thing) and thing.__name__ == name)  # an Arrow is two names


def test_a_record_of_words_loads_no_numbers() -> None:
    code = "import sys, unspiral.records.help, unspiral.records.score; print('numpy' in sys.modules)"
    ran = subprocess.run([sys.executable, "-W", "error", "-c", code], capture_output=True, text=True, timeout=60)
    assert (ran.returncode, ran.stdout.strip()) == (0, "False"), ran.stderr


def test_a_slip_is_answered_and_all_names_are_listed() -> None:
    with pytest.raises(AttributeError, match="Did you mean 'Panel'"):
        records.Panle  # noqa: B018
    assert set(records.__all__) <= set(dir(records))
