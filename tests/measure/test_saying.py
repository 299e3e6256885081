from __future__ import annotations

import numpy as np
import pytest

from unspiral.measure.cells import kind_of
from unspiral.measure.saying import PLAIN_NUMBER, counted, exact

pytestmark = pytest.mark.unit


def test_counted_agrees_in_number():
    assert [counted(n, "row was", "rows were") for n in (0, 1, 2)] == ["0 rows were", "1 row was", "2 rows were"]


def test_the_remedy_for_numbers_is_itself_a_number_that_is_read():
    assert kind_of("1,234.5")[1] == PLAIN_NUMBER
    assert "1234.5" in PLAIN_NUMBER


@pytest.mark.parametrize("number", [20.0, 0.1, 100.0000001, 1234567.0, 1 / 3, 1e300, -2.5, 0.1 + 0.2, np.float64(7.000000001)])
def test_an_exact_number_is_read_again_as_itself(number):
    assert float(exact(number)) == number


def test_a_short_number_stays_short():
    assert [exact(number) for number in (20.0, 10, 2.5, -1.0)] == ["20", "10", "2.5", "-1"]
