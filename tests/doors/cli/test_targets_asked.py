"""Weights and other pairs of names and values."""

from __future__ import annotations

import pytest

from unspiral.doors.cli.targets_asked import numbers_given, pairs_given, weights_given
from unspiral.errors import SpecError

pytestmark = pytest.mark.unit


def test_pairs_and_numbers() -> None:
    assert weights_given(["pain=2", " depression = 1 "]) == {"pain": 2.0, "depression": 1.0}
    assert pairs_given(["low_mood=depression"], "--called", "a=b") == [("low_mood", "depression")]
    assert numbers_given([], "--spread", "pain=1") == {}


@pytest.mark.parametrize("text", ["pain", "=2", "pain=", "pain=much"])
def test_what_is_no_weight(text: str) -> None:
    with pytest.raises(SpecError):
        weights_given([text])


def test_a_name_twice() -> None:
    with pytest.raises(SpecError, match="twice"):
        weights_given(["pain=1", "pain=2"])
