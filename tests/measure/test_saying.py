from __future__ import annotations

import pytest

from unspiral.measure.cells import kind_of
from unspiral.measure.saying import PLAIN_NUMBER, counted

pytestmark = pytest.mark.unit


def test_counted_agrees_in_number():
    assert [counted(n, "row was", "rows were") for n in (0, 1, 2)] == ["0 rows were", "1 row was", "2 rows were"]


def test_the_remedy_for_numbers_is_itself_a_number_that_is_read():
    assert kind_of("1,234.5")[1] == PLAIN_NUMBER
    assert "1234.5" in PLAIN_NUMBER
