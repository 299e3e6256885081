from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from unspiral.measure import equal_cells as module
from unspiral.measure.equal_cells import equal_cells

few = st.sampled_from([0, 1, 2, 255, 2**63, 2**64 - 1])
columns = st.integers(1, 4).flatmap(lambda k: st.lists(st.tuples(*[few | st.integers(0, 2**64 - 1)] * k), min_size=1, max_size=60))


def by_hand(cells):
    levels = list(dict.fromkeys(cells))
    return [cells.index(level) for level in levels], [levels.index(cell) for cell in cells]


def words_of(cells):
    return [np.array([cell[k] for cell in cells], dtype=np.uint64) for k in range(len(cells[0]))]


@pytest.mark.property
@given(columns)
def test_equal_cells_get_one_number_in_the_order_in_which_they_turn_up(cells):
    found = equal_cells(words_of(cells))
    assert found is not None
    first, number = by_hand(cells)
    assert found[0].tolist() == first
    assert found[1].tolist() == number


@pytest.mark.property
@given(columns, st.integers(0, 3))
def test_cells_that_share_a_slot_are_still_told_apart(cells, bits):
    """With a table of one to eight slots nearly everything collides, and several passes are needed."""
    wide = module._BITS
    module._BITS = bits or 1
    try:
        found = equal_cells(words_of(cells))
    finally:
        module._BITS = wide
    if found is not None:  # too many differ: the reader then takes another way
        first, number = by_hand(cells)
        assert (found[0].tolist(), found[1].tolist()) == (first, number)


@pytest.mark.unit
def test_a_column_in_which_most_cells_differ_is_left_to_another_way():
    assert equal_cells([np.arange(10 << module._BITS, dtype=np.uint64)]) is None


@pytest.mark.unit
def test_many_levels_need_several_passes_and_come_out_right():
    rng = np.random.default_rng(1)
    levels = rng.integers(0, 2**62, 60_000).astype(np.uint64)
    cells = rng.choice(levels, 300_000)
    found = equal_cells([cells])
    assert found is not None
    first, number = found
    np.testing.assert_array_equal(cells[first][number], cells)
    assert (np.diff(first) > 0).all()
    assert len(np.unique(cells)) == len(first)
