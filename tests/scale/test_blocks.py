"""Blocks hold everybody who is not done, each once."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from unspiral.scale.blocks import Block, Ranges, blocks_of, how_many, number_done, with_block

pytestmark = pytest.mark.unit


@given(st.integers(1, 300), st.integers(1, 50), st.lists(st.integers(0, 299), max_size=12))
def test_everybody_who_is_not_done_is_in_one_block(persons: int, size: int, done_persons: list[int]) -> None:
    done: Ranges = ()
    for person in {p for p in done_persons if p < persons}:
        done = with_block(done, Block(person, 1))
    blocks = list(blocks_of(persons, size, done))
    held = [p for block in blocks for p in range(block.first, block.first + block.count)]
    assert sorted(held + [p for first, end in done for p in range(first, end)]) == list(range(persons))
    assert how_many(persons, size, done) == len(blocks)
    assert all(0 < block.count <= size and block.first // size == (block.first + block.count - 1) // size for block in blocks)
    for block in reversed(blocks):
        done = with_block(done, block)
    assert done == ((0, persons),) and number_done(done) == persons


def test_nobody_is_done_twice() -> None:
    done = with_block((), Block(10, 10))
    for again in (Block(10, 10), Block(5, 6), Block(19, 1), Block(0, 40)):
        with pytest.raises(ValueError, match="overlap"):
            with_block(done, again)
