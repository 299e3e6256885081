"""Records of one device while a file is read, kept small, and shared out between devices a few days at a time.

A record of steps takes 22 bytes as numbers of full width. Here most take 5 to 10, and come back as they were: records are put into blocks
of some days, and each column of a block is kept in the narrowest numbers that hold it. Blocks are widened again one after another, never
all at once, whatever order the records came in.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Sequence
from itertools import pairwise

import numpy as np
from jaxtyping import Float, Int, Shaped
from numpy import ndarray

from unspiral.measure.imports.spans import Shared, Spans, Times, share

# Seconds: 12 days. Blocks begin at multiples of it, so that results do not depend on how records came.
WINDOW = 1 << 20
_AT_ONCE = 1 << 16
_WHOLE_MOST = 65_535

Column = Shaped[ndarray, " records"]
# As it is kept: a column in which all records are alike has one number.
Kept = Shaped[ndarray, " kept"]
# Offset from the start of the window, length, amount, minutes ahead.
Block = tuple[Column, Kept, Kept, Kept]


class SpanBuilder:
    """Grows record by record, in any order."""

    def __init__(self) -> None:
        self._blocks: dict[int, list[Block]] = {}
        self._packed = 0
        self._begin()

    def _begin(self) -> None:
        self._start, self._length, self._amount, self._ahead = array("q"), array("i"), array("d"), array("h")

    def __len__(self) -> int:
        """How many records."""
        return self._packed + len(self._start)

    def add(self, start: int, end: int, amount: float, ahead: int) -> None:
        """Append one record; one without length counts as one second."""
        self._start.append(start)
        self._length.append(end - start if end > start else 1)
        self._amount.append(amount)
        self._ahead.append(ahead)
        if len(self._start) >= _AT_ONCE:
            self._pack_fresh()

    def add_many(self, start: Times, length: int, amount: Float[ndarray, " spans"], ahead: Times) -> None:
        """Append many records of one length."""
        for low in range(0, len(start), _AT_ONCE):
            part = slice(low, low + _AT_ONCE)
            lengths = np.full(len(start[part]), length, dtype=np.int32)
            self._pack(start[part].astype(np.int64), lengths, amount[part].astype(np.float64), ahead[part].astype(np.int16))

    def windows(self) -> tuple[int, ...]:
        """Numbers of the windows in which records start, in order."""
        self._pack_fresh()
        return tuple(sorted(self._blocks))

    def first(self) -> int:
        """When the first record starts, in seconds of its own local clock; there has to be one."""
        spans = self.build(self.windows()[:1])
        return int(spans.start[0]) + 60 * int(spans.ahead[0])

    def held(self) -> int:
        """Bytes that the packed records take."""
        self._pack_fresh()
        return sum(column.nbytes for blocks in self._blocks.values() for block in blocks for column in block)

    def build(self, windows: Iterable[int] | None = None) -> Spans:
        """The records that start in these windows, or all of them, in an order that does not depend on how they came."""
        wide = [
            (number * WINDOW + block[0].astype(np.int64), *(np.broadcast_to(column, block[0].shape) for column in block[1:]))
            for number in (self.windows() if windows is None else windows)
            for block in self._blocks.get(number, ())
        ]
        if not wide:
            return _NOTHING
        start, length, amount, ahead = (np.concatenate(columns) for columns in zip(*wide))
        return _in_order(start, length.astype(np.int64), amount.astype(np.float64), ahead.astype(np.int16))

    def _pack_fresh(self) -> None:
        if len(self._start):
            start, length = np.frombuffer(self._start, np.int64), np.frombuffer(self._length, np.int32)
            amount, ahead = np.frombuffer(self._amount), np.frombuffer(self._ahead, np.int16)
            self._begin()
            self._pack(start, length, amount, ahead)

    def _pack(self, start: Times, length: Times, amount: Float[ndarray, " spans"], ahead: Times) -> None:
        window = start // WINDOW
        if (np.diff(window) < 0).any():
            order = np.argsort(window, kind="stable")
            start, length, amount, ahead, window = start[order], length[order], amount[order], ahead[order], window[order]
        edges = [0, *(np.flatnonzero(np.diff(window)) + 1).tolist(), len(start)]
        for low, high in pairwise(edges):
            number, part = int(window[low]), slice(low, high)
            offset = (start[part] - number * WINDOW).astype(np.uint32)
            block = (offset, _narrow(length[part]), _narrow(amount[part]), _narrow(ahead[part]))
            self._blocks.setdefault(number, []).append(block)
        self._packed += len(start)


def share_built(devices: Sequence[SpanBuilder]) -> tuple[Shared, ...]:
    """The same as ``share`` of everything that was built, with only some days of it in full width at a time.

    Time is cut only at moments that lie within no record of any device, so nothing on one side of a cut bears on the other. Where records
    of all devices overlap in an endless chain, there is no such moment, and they are shared at once.

    Args:
        devices: the most trusted first.

    Source: tests/measure/imports/test_span_builder.py (against ``share``; bytes a record).
    """
    windows = sorted({number for device in devices for number in device.windows()})
    days: list[dict[int, float]] = [{} for _ in devices]
    amounts, repeated = [0.0] * len(devices), [0] * len(devices)
    held: list[list[Spans]] = [[] for _ in devices]
    left = 0
    for number, following in zip(windows, [*windows[1:], None]):
        for waiting, device in zip(held, devices):
            waiting.append(device.build((number,)))
        # While a chain goes on, it is looked through again only when it has doubled.
        if following is not None and sum(len(spans.start) for waiting in held for spans in waiting) < 2 * left:
            continue
        joined = [_joined(waiting) for waiting in held]
        cut = None if following is None else _last_cut(joined, following * WINDOW)
        places = [len(spans.start) if cut is None else int(np.searchsorted(spans.start, cut)) for spans in joined]
        done = [_part(spans, slice(0, place)) for spans, place in zip(joined, places)]
        for i, (spans, one) in enumerate(zip(done, share(done))):
            for day, amount in one.days.items():
                days[i][day] = days[i].get(day, 0.0) + amount
            amounts[i] += float(spans.amount.sum())
            repeated[i] += joined[i].repeated
        held = [[_part(spans, slice(place, None))] for spans, place in zip(joined, places)]
        left = sum(len(waiting[0].start) for waiting in held)
    counted = [float(sum(own.values())) for own in days]
    return tuple(Shared(own, some, most - some, again) for own, some, most, again in zip(days, counted, amounts, repeated))


_NOTHING = Spans(np.zeros(0, np.int64), np.zeros(0, np.int64), np.zeros(0), np.zeros(0, np.int16))


def _narrow(values: Column) -> Kept:
    """The same numbers in as few bytes as hold every one of them."""
    low, high = values.min(), values.max()
    if low == high:
        return values[:1].copy()
    if values.dtype.kind == "f" and not (low >= 0 and high <= _WHOLE_MOST and (values == np.floor(values)).all()):
        return values.copy()
    kinds = (np.uint8, np.uint16) if low >= 0 else (np.int8, np.int16)
    fitting = [kind for kind in kinds if np.iinfo(kind).min <= low and high <= np.iinfo(kind).max]
    return values.astype(fitting[0]) if fitting else values.copy()


def _in_order(start: Times, length: Times, amount: Float[ndarray, " spans"], ahead: Times) -> Spans:
    """Sorted, each different record once."""
    if (np.diff(start) <= 0).any():  # most exports are in order already
        order = np.lexsort((ahead, -amount, -length, start))
        start, length, amount, ahead = start[order], length[order], amount[order], ahead[order]
    new = np.ones(len(start), dtype=np.bool_)
    new[1:] = (np.diff(start) != 0) | (np.diff(length) != 0) | (np.diff(amount) != 0)
    repeated = int(len(new) - new.sum())
    if repeated:
        start, length, amount, ahead = start[new], length[new], amount[new], ahead[new]
    return Spans(start, start + length, amount, ahead, repeated)


def _joined(parts: Sequence[Spans]) -> Spans:
    if len(parts) == 1:
        return parts[0]
    start, end, amount, ahead = (
        np.concatenate(columns) for columns in zip(*((spans.start, spans.end, spans.amount, spans.ahead) for spans in parts))
    )
    return Spans(start, end, amount, ahead, sum(spans.repeated for spans in parts))


def _part(spans: Spans, place: slice) -> Spans:
    return Spans(spans.start[place], spans.end[place], spans.amount[place], spans.ahead[place])


def _last_cut(devices: Sequence[Spans], before: int) -> int:
    """The last moment, up to this one, that lies within no record; records that only touch it do not contain it."""
    start, end = np.concatenate([spans.start for spans in devices]), np.concatenate([spans.end for spans in devices])
    order = np.argsort(start, kind="stable")
    reached: Int[ndarray, " spans"] = np.maximum.accumulate(end[order])
    if reached[-1] <= before:
        return before
    free = np.flatnonzero(start[order][1:] >= reached[:-1])
    return int(start[order][free[-1] + 1] if len(free) else start[order][0])
