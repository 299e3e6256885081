from __future__ import annotations

import numpy as np
import pytest
from tests.measure.diary import places

from unspiral.measure.rows import Rows, telling

pytestmark = pytest.mark.unit

NAN = np.nan


def rows(people: str, values: list[float], inputs: list[float]) -> Rows:
    n = len(people)
    return Rows(places(*people), np.arange(n, dtype=float), np.array(values, dtype=float)[:, None], np.array(inputs, dtype=float)[:, None])


def answered_rows(all_rows: Rows, said: list[str]) -> Rows:
    return all_rows.at(telling(all_rows, said))


def test_rows_without_answer_and_input_go():
    said: list[str] = []
    kept = answered_rows(rows("aaa", [1, NAN, 2], [0, 0, 0]), said)
    assert kept.time.tolist() == [0.0, 2.0]
    assert said == ["1 row without any answer was left out."]


def test_an_input_keeps_its_row_and_the_row_where_it_ends():
    said: list[str] = []
    kept = answered_rows(rows("aaaaa", [1, NAN, NAN, NAN, 2], [0, 5, 0, 0, 0]), said)
    assert kept.time.tolist() == [0.0, 1.0, 2.0, 4.0]
    assert said == [
        "1 row without any answer was left out.",
        "2 rows without any answer were kept for the input that stands or ends there.",
    ]


def test_an_input_does_not_end_in_another_person():
    kept = answered_rows(rows("aabb", [1, NAN, NAN, 2], [0, 1, 0, 0]), [])
    assert kept.time.tolist() == [0.0, 1.0, 3.0]


def test_an_unknown_input_on_a_silent_row_ends_nothing():
    kept = answered_rows(rows("aaa", [1, NAN, 2], [1, NAN, 0]), [])
    assert kept.time.tolist() == [0.0, 2.0]


def test_persons_without_any_answer_go_with_their_inputs():
    said: list[str] = []
    kept = answered_rows(rows("aab", [NAN, NAN, 2], [1, 0, 0]), said)
    assert kept.time.tolist() == [2.0]
    assert said == ["1 person without any answer was left out."]


def test_rows_in_another_order():
    turned = rows("ab", [1, 2], [0, 3]).at(np.array([1, 0]))
    assert turned.values.ravel().tolist() == [2.0, 1.0]
    assert turned.places.rows.tolist() == [3, 2]
    assert turned.places.of(0) == ", person 'b'"
