"""Equal cells of a whole column, found at once: each different one is kept once, with a number for where it stands."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from jaxtyping import Int, UInt64
from numpy import ndarray

Word = UInt64[ndarray, " rows"]

_BITS = 17  # the table's slots fit into a processor's second cache
_PASSES = 6
_MIX = tuple(np.uint64(odd) for odd in (0x9E3779B97F4A7C15, 0xD6E8FEB86659FD93, 0xA0761D6478BD642F, 0xE7037ED1A0B428DB))


def equal_cells(words: Sequence[Word]) -> tuple[Int[ndarray, " levels"], Int[ndarray, " rows"]] | None:
    """Number the different cells of a column in the order in which they turn up.

    Cells are put into slots by a hash of their bytes, and each is compared with the first one of its slot, byte for byte; those that
    differ from it go into the next pass.

    Args:
        words: the cells' bytes, eight in each word, filled up with zero bytes; one array a word.

    Returns:
        The row in which each different cell turns up first, ascending, and the number of each row's cell; None where most cells
        differ, so that keeping each once would save nothing.

    Source: tests/measure/test_equal_cells.py.
    """
    rows = len(words[0])
    number = np.empty(rows, dtype=np.int64)
    found: list[Int[ndarray, " some"]] = []
    left: Int[ndarray, " left"] | None = None
    known = 0
    for again in range(_PASSES):
        held = words if left is None else [word[left] for word in words]
        slot = _slots(held, again)
        first = np.empty(1 << _BITS, dtype=np.int64)
        first[slot[::-1]] = np.arange(len(slot) - 1, -1, -1)  # of those that share a slot, the first stays
        used = np.zeros(1 << _BITS, dtype=np.bool_)
        used[slot] = True
        slots = np.flatnonzero(used)
        slots = slots[np.argsort(first[slots])]
        of_slot = first[slot]
        alike = held[0][of_slot] == held[0]
        for word in held[1:]:
            alike &= word[of_slot] == word
        numbered = np.empty(1 << _BITS, dtype=np.int64)
        numbered[slots] = np.arange(known, known + len(slots))
        known += len(slots)
        found.append(first[slots] if left is None else left[first[slots]])
        if left is None and alike.all():
            return found[0], numbered[slot]
        here = np.arange(rows) if left is None else left
        number[here[alike]] = numbered[slot[alike]]
        left = here[~alike]
        if not len(left):
            return _by_turn(np.concatenate(found), number)
        if again == 0 and 2 * len(left) > rows:
            return None
    return None


def _slots(words: Sequence[Word], again: int) -> Int[ndarray, " rows"]:
    """A slot for each cell; another one in each pass."""
    mixed = words[0] * _MIX[again % len(_MIX)]
    for word in words[1:]:
        mixed ^= mixed >> np.uint64(29)
        mixed += word
        mixed *= _MIX[(again + 1) % len(_MIX)]
    mixed ^= mixed >> np.uint64(32)
    mixed *= _MIX[(again + 1 + again // len(_MIX)) % len(_MIX)]
    mixed >>= np.uint64(64 - _BITS)
    return mixed.view(np.int64)


def _by_turn(first: Int[ndarray, " levels"], number: Int[ndarray, " rows"]) -> tuple[Int[ndarray, " levels"], Int[ndarray, " rows"]]:
    """Several passes in one numbering, by where each cell turns up."""
    order = np.argsort(first)
    rank = np.empty(len(order), dtype=np.int64)
    rank[order] = np.arange(len(order))
    return first[order], rank[number]
