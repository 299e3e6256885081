"""Persons in a row as blocks, and which of them have not been done yet."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

Ranges = tuple[tuple[int, int], ...]  # first person, and the one after the last


@dataclass(frozen=True, slots=True)
class Block:
    """Persons in a row.

    Args:
        first: number of the first one.
        count: how many.
    """

    first: int
    count: int


def blocks_of(persons: int, size: int, done: Ranges = ()) -> Iterator[Block]:
    """Blocks of at most ``size`` persons that together hold everybody who is not done, each once.

    Blocks begin at multiples of ``size``, however much is done, so that the same person falls into the same block again.

    Args:
        persons: numbered from 0.
        size: of a block.
        done: ranges, in order and apart.
    """
    begin = 0
    for first, end in (*done, (persons, persons)):
        while begin < first:
            until = min(first, (begin // size + 1) * size)
            yield Block(begin, until - begin)
            begin = until
        begin = max(begin, end)


def how_many(persons: int, size: int, done: Ranges = ()) -> int:
    """Number of blocks that ``blocks_of`` gives."""
    total, begin = 0, 0
    for first, end in (*done, (persons, persons)):
        if begin < first:
            total += (first - 1) // size - begin // size + 1
        begin = max(begin, end)
    return total


def with_block(done: Ranges, block: Block) -> Ranges:
    """The same with one block more, neighbours joined.

    Raises:
        ValueError: some of its persons are done already: nobody is counted twice.
    """
    first, end = block.first, block.first + block.count
    before = [r for r in done if r[1] <= first]
    after = [r for r in done if r[0] >= end]
    if len(before) + len(after) < len(done):
        raise ValueError(f"persons {first} to {end - 1} overlap with those that are done")
    if before and before[-1][1] == first:
        first = before.pop()[0]
    if after and after[0][0] == end:
        end = after.pop(0)[1]
    return (*before, (first, end), *after)


def number_done(done: Sequence[tuple[int, int]]) -> int:
    """How many persons are done."""
    return sum(end - first for first, end in done)
