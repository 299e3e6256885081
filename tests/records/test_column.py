from __future__ import annotations

import numpy as np
import pytest

from unspiral.records.column import Column

pytestmark = pytest.mark.unit


def test_what_is_kept_holds_only_levels_that_still_occur():
    column = Column("pain", ("4", "", "7"), np.array([0, 1, 2, 0]))
    assert [column.text(row) for row in range(4)] == ["4", "", "7", "4"]
    kept = column.keep(np.array([True, False, False, True]))
    assert (kept.levels, kept.codes.tolist()) == (("4",), [0, 0])
