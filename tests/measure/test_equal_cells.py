from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from unspiral.measure import equal_cells as module
from unspiral.measure.equal_cells import EqualCells

few = st.sampled_from([0, 1, 2, 255, 65535, 65536, 2**63, 2**64 - 1])
blocks = st.lists(
    st.integers(1, 4).flatmap(lambda k: st.lists(st.tuples(*[few | st.integers(0, 2**64 - 1)] * k), min_size=1, max_size=30)),
    min_size=1,
    max_size=5,
)


def words_of(cells):
    return [np.array([cell[k] for cell in cells], dtype=np.uint64) for k in range(len(cells[0]))]


def check(parts):
    """Every row comes back as the cell that went in, and levels stand in the order in which they turn up."""
    found = EqualCells()
    for part in parts:
        found.add(words_of(part))
    levels, codes = found.finish()
    if codes is None:
        codes = np.arange(len(levels[0]))
    cells = [(*cell, 0, 0, 0)[:4] for part in parts for cell in part]
    back = [tuple(int(levels[k][code]) if k < len(levels) else 0 for k in range(4)) for code in codes]
    assert back == cells
    first = [codes.tolist().index(i) for i in range(len(levels[0]))]
    assert first == sorted(first)
    return levels, codes


@pytest.mark.property
@given(blocks)
def test_rows_come_back_and_levels_turn_up_in_order(parts):
    check(parts)


@pytest.mark.property
@given(blocks, st.integers(1, 4), st.integers(0, 3))
def test_nothing_is_mixed_up_where_slots_are_few(parts, bits, probes):
    """With two to sixteen slots nearly everything collides, and many columns are kept as they are."""
    kept = module._BITS, module._PROBES, module._FULL
    module._BITS, module._PROBES, module._FULL = bits, probes, 1.0
    try:
        check(parts)
    finally:
        module._BITS, module._PROBES, module._FULL = kept


@pytest.mark.property
@given(st.lists(st.sampled_from([5, 2**16, 2**20, 2**40, 2**63]), min_size=1, max_size=60))
def test_equal_cells_get_one_number(cells):
    found = EqualCells()
    found.add([np.array([2**16, *cells], dtype=np.uint64)])
    levels, codes = found.finish()
    assert levels[0].tolist() == list(dict.fromkeys([2**16, *cells]))
    assert codes[1:].tolist() == [levels[0].tolist().index(cell) for cell in cells]


@pytest.mark.unit
def test_a_column_in_which_most_cells_differ_is_kept_as_it_is():
    found = EqualCells()
    cells = np.arange(1 << 20, dtype=np.uint64).reshape(16, -1) + (1 << 16)
    for part in cells:
        found.add([part])
    levels, codes = found.finish()
    np.testing.assert_array_equal(levels[0], cells.ravel())
    assert codes is None


@pytest.mark.unit
def test_many_levels_come_out_right():
    rng = np.random.default_rng(1)
    cells = rng.choice(rng.integers(1 << 16, 2**62, 20_000), 300_000).astype(np.uint64)
    found = EqualCells()
    for part in np.array_split(cells, 10):
        found.add([part])
    levels, codes = found.finish()
    np.testing.assert_array_equal(levels[0][codes], cells)
    assert len(np.unique(cells)) == len(levels[0])
