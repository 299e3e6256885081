"""Equal cells of a column, found many rows at a time: each different one is kept once, with a number for where it stands."""

from __future__ import annotations

import numpy as np
from jaxtyping import Int, UInt64
from numpy import ndarray

# Bytes of cells, eight in each word, filled up with zero bytes: an array of the first eight bytes of all cells, one of the next, ...
Words = list[UInt64[ndarray, " _"]]

_BITS = 17  # slots that fit into a processor's second cache
_FULL = 0.5
_PROBES = 8
_SHORT = 1 << 16  # cells of two bytes are their own slots
_SEEN = 1 << 16  # rows after which a column may be seen to repeat nothing
_MIX = (0x9E3779B97F4A7C15, 0xD6E8FEB86659FD93, 0xA0761D6478BD642F, 0xE7037ED1A0B428DB)


class EqualCells:
    """Numbers the different cells of one column as they come.

    A cell goes into a slot by a hash of its bytes, and is compared with the one that lies there, byte for byte; where it is another one,
    the next slot is tried. A column in which most cells differ is kept as it is.

    Source: tests/measure/test_equal_cells.py.
    """

    def __init__(self) -> None:
        self._slots = 1 << _BITS
        self._number = np.full(self._slots, -1, dtype=np.int32)
        self._short = np.full(_SHORT, -1, dtype=np.int32)
        self._keys: Words = []
        self._levels: list[Words] = []
        self._first: list[Int[ndarray, " some"]] = []
        self._codes: list[Int[ndarray, " rows"]] = []
        self._alone: list[Words] = []
        self._known = 0
        self._rows = 0

    def add(self, words: Words) -> None:
        """Append the cells of some rows."""
        if not self._alone:
            codes = self._numbered(words)
            if codes is not None:
                self._codes.append(codes)
                self._rows += len(codes)
                return
        self._alone.append(words)

    def finish(self) -> tuple[Words, Int[ndarray, " rows"] | None]:
        """The different cells in the order in which they turn up, and the number of each row's cell.

        Some may still be equal: short ones of one block and of another with long ones. Where most cells differ: all of them, and None.
        """
        codes = np.concatenate(self._codes, dtype=np.int64) if self._codes else np.zeros(0, dtype=np.int64)
        self._codes.clear()
        levels = joined(self._levels)
        if self._alone:
            held = [[word[codes] for word in levels]] if len(codes) else []
            return joined([*held, *self._alone]), None
        first = np.concatenate(self._first)
        if (first[1:] < first[:-1]).any():
            order = np.argsort(first)
            rank = np.empty_like(order)
            rank[order] = np.arange(len(order))
            return [word[order] for word in levels], rank[codes]
        return levels, codes

    def _numbered(self, words: Words) -> Int[ndarray, " rows"] | None:
        """The number of each cell; None once keeping each cell once would save nothing."""
        if len(words) == 1 and int(words[0].max()) < _SHORT:
            return self._claimed(self._short, words[0].view(np.int64), words, None)
        if self._known > _FULL * self._slots or (self._rows > _SEEN and self._known > 0.7 * self._rows):
            return None
        while len(self._keys) < len(words):
            self._keys.append(np.zeros(self._slots, dtype=np.uint64))
        slot = self._hashed(words)
        codes = self._claimed(self._number, slot, words, None)
        left = np.flatnonzero(self._differ(slot, words))
        for _ in range(_PROBES):
            if not len(left):
                return codes
            slot = (slot if len(slot) == len(left) else slot[left]) + 1
            slot &= self._slots - 1
            held = [word[left] for word in words]
            codes[left] = self._claimed(self._number, slot, held, left)
            differ = self._differ(slot, held)
            left, slot = left[differ], slot[differ]
        return None if len(left) else codes

    def _hashed(self, words: Words) -> Int[ndarray, " rows"]:
        """A slot for each cell; words of zero bytes at the end change nothing."""
        mixed = words[0] * np.uint64(_MIX[0])
        for k, word in enumerate(words[1:], 1):
            mixed += word * np.uint64(_MIX[k % len(_MIX)] + 2 * k)
        mixed ^= mixed >> np.uint64(32)
        mixed *= np.uint64(_MIX[1])
        mixed >>= np.uint64(64 - _BITS)
        return mixed.view(np.int64)

    def _claimed(
        self, number: Int[ndarray, " slots"], slot: Int[ndarray, " rows"], words: Words, rows: Int[ndarray, " rows"] | None
    ) -> Int[ndarray, " rows"]:
        """What lies in each slot; a free one is taken by the first cell that comes."""
        held = number[slot]
        if int(held.min()) >= 0:
            return held
        fresh = np.flatnonzero(held < 0)
        wanted = slot[fresh]
        number[wanted[::-1]] = fresh[::-1]  # of cells that want one slot the first one stays
        first = fresh[number[wanted] == fresh]
        taken = slot[first]
        number[taken] = np.arange(self._known, self._known + len(first), dtype=np.int32)
        self._known += len(first)
        self._first.append(self._rows + (first if rows is None else rows[first]))
        level = [word[first] for word in words]
        self._levels.append(level)
        if number is self._number:
            for key, word in zip(self._keys, level):
                key[taken] = word
        return number[slot]

    def _differ(self, slot: Int[ndarray, " rows"], words: Words) -> ndarray:
        """Which cells are not the one in their slot."""
        differ = self._keys[0][slot] != words[0]
        for k, key in enumerate(self._keys[1:], 1):
            differ |= key[slot] != (words[k] if k < len(words) else np.uint64(0))
        return differ


def joined(parts: list[Words]) -> Words:
    """Cells one after the other; parts of shorter cells are filled up with words of zero bytes."""
    most = max((len(part) for part in parts), default=0)
    zeros = [np.zeros(len(part[0]), dtype=np.uint64) if len(part) < most else part[0] for part in parts]
    return [np.concatenate([part[k] if k < len(part) else zero for part, zero in zip(parts, zeros)]) for k in range(most)]
