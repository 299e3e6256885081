from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from unspiral.scale.sums import UNIT, mean_and_error, nothing

pytestmark = pytest.mark.unit


def test_blocks_add_up_beyond_64_bits_and_what_was_there_stays() -> None:
    before = nothing(1, 2, 1, 1, 3)
    big = 2**62
    block = (np.arange(8), np.ones(4, dtype=int), np.array([big]), [(2**63, 5)], np.array([-big]), [(1, 2**64 - 1)])
    once = before.plus(block)
    found = once.plus(block).plus(block).plus(block)
    assert found.amount == (4 * big,) and found.apart == (-4 * big,)
    assert found.square == (4 * (2**127 + 5),) and found.apart_square == (4 * (2**64 + 2**64 - 1),)
    assert found.there.tolist() == [4 * k for k in range(8)] and once.there.tolist() == list(range(8)) and before.amount == (0,)


@given(st.lists(st.floats(-1e4, 1e4), min_size=2, max_size=30))
def test_mean_and_standard_error_are_those_of_the_textbook(values: list[float]) -> None:
    whole = [round(x * UNIT) for x in values]
    mean, error = mean_and_error(sum(whole), sum(x * x for x in whole), len(whole))
    exact = np.array(whole) / UNIT
    assert mean == pytest.approx(exact.mean(), abs=1e-9)
    assert error == pytest.approx(exact.std(ddof=1) / np.sqrt(len(whole)), rel=1e-6, abs=1e-6)


def test_one_person_has_no_error() -> None:
    assert mean_and_error(3 * UNIT, 9 * UNIT * UNIT, 1) == (3.0, float("inf"))
