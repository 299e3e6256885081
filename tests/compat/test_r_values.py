"""Vectors and matrices keep the order of R."""

from __future__ import annotations

import pytest

from unspiral.compat.r_values import Vector, alike, as_number, as_text

pytestmark = pytest.mark.unit


def test_cells_stand_column_by_column() -> None:
    matrix = Vector((1.0, 2.0, 3.0, 4.0, 5.0, 6.0), (0, 1, 2, 3, 4, 5), (2, 3))
    assert [[atom for atom, _ in row] for row in matrix.rows()] == [[1.0, 3.0, 5.0], [2.0, 4.0, 6.0]]
    assert Vector((1.0, 2.0), (0, 1)).rows() == [[(1.0, 0)], [(2.0, 1)]]


def test_atoms_become_of_one_kind() -> None:
    assert alike([1.0, "a", True, None]) == ("1", "a", "TRUE", None)
    assert alike([1.0, True]) == (1.0, 1.0)
    assert alike([True, False]) == (True, False)


def test_texts_and_numbers() -> None:
    assert [as_text(x) for x in (1.0, 0.25, 1e-5, True, None, "a")] == ["1", "0.25", "1e-05", "TRUE", None, "a"]
    assert [as_number(x) for x in ("0", " 1.5 ", "a", "1_0", "٣", True, None, 2.0)] == [0.0, 1.5, None, None, None, 1.0, None, 2.0]
