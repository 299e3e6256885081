"""The days of looks."""

from __future__ import annotations

import pytest

from unspiral.records.look import look_days, next_look

pytestmark = pytest.mark.unit


def test_looks_come_on_fixed_days() -> None:
    assert look_days(27) == ()
    assert look_days(365) == (28, 56, 84, 112, 168, 224, 280, 336)
    assert look_days(392)[-1] == 392


@pytest.mark.parametrize(("day", "then"), [(1, 28), (27, 28), (28, 56), (111, 112), (112, 168), (167, 168), (168, 224), (1000, 1008)])
def test_the_next_look_is_always_to_come(day: int, then: int) -> None:
    assert next_look(day) == then
