from __future__ import annotations

import numpy as np
import pytest
from tests.measure.diary import places

from unspiral.measure.places import first, more

pytestmark = pytest.mark.unit


def test_a_place_names_row_column_and_person():
    assert places("P1", "P2").at(1, "pain") == "Row 3, column 'pain', person 'P2'"


def test_a_table_of_one_person_names_no_person():
    assert places().at(0, "pain") == "Row 2, column 'pain'"


def test_first_and_more():
    wrong = np.array([False, True, False, True, True])
    assert first(wrong) == 1
    assert more(wrong) == " (and 2 more such cells)"
    assert more(wrong[:4]) == " (and 1 more such cell)"
    assert more(wrong[:2]) == ""
