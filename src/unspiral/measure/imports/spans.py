"""Stretches of time in which something was counted, by several devices at once: every moment counts once.

Devices are put in an order, the most trusted first. A moment that one of them covers is closed for all that follow. What a device
counted is taken as spread evenly over its stretch, so a stretch that is partly closed gives the open part of its count:

    counted = amount * open seconds / all seconds
"""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from jaxtyping import Bool, Float, Int
from numpy import ndarray

from unspiral.measure.imports.device_clock import DAY

# A record this long is a total of a day and says nothing of hours; spread evenly it would count again what a better source has counted.
TOTAL = 12 * 3600
_CHUNK = 1 << 16

Times = Int[ndarray, " spans"]


@dataclass(frozen=True, slots=True, eq=False)
class Spans:
    """What one device counted, sorted, without repeats.

    Args:
        start, end: seconds since 1970, UTC; each end is at least one second after its start.
        amount: what was counted in it.
        ahead: minutes that the local clock was ahead of UTC at the start; kept small, so widen it before it is multiplied.
        repeated: how many records were there more than once.
    """

    start: Times
    end: Times
    amount: Float[ndarray, " spans"]
    ahead: Times
    repeated: int = 0


@dataclass(frozen=True, slots=True, eq=False)
class Shared:
    """What of one device counts.

    Args:
        days: amount on each local day, days counted from 1970.
        counted: in all.
        left_out: what others, or the same device, had counted before.
    """

    days: dict[int, float]
    counted: float
    left_out: float


class SpanBuilder:
    """Grows record by record, 22 bytes each."""

    def __init__(self) -> None:
        self._start, self._length, self._amount, self._ahead = array("q"), array("i"), array("d"), array("h")

    def __len__(self) -> int:
        """How many records."""
        return len(self._start)

    def add(self, start: int, end: int, amount: float, ahead: int) -> None:
        """Append one record; one without length counts as one second."""
        self._start.append(start)
        self._length.append(max(end - start, 1))
        self._amount.append(amount)
        self._ahead.append(ahead)

    def add_many(self, start: Times, length: int, amount: Float[ndarray, " spans"], ahead: Times) -> None:
        """Append many records of one length."""
        for column, values in (
            (self._start, start.astype(np.int64)),
            (self._length, np.full(len(start), length, dtype=np.int32)),
            (self._amount, amount.astype(np.float64)),
            (self._ahead, ahead.astype(np.int16)),
        ):
            column.frombytes(values.tobytes())

    def build(self) -> Spans:
        """The records in an order that does not depend on how they came."""
        start, length = np.frombuffer(self._start, np.int64), np.frombuffer(self._length, np.int32)
        amount, ahead = np.frombuffer(self._amount), np.frombuffer(self._ahead, np.int16)
        if (np.diff(start) <= 0).any():  # most exports are in order already; sorting takes as much memory as the records
            order = np.lexsort((ahead, -amount, -length, start))
            start, length, amount, ahead = start[order], length[order], amount[order], ahead[order]
        new = np.ones(len(start), dtype=np.bool_)
        new[1:] = (np.diff(start) != 0) | (np.diff(length) != 0) | (np.diff(amount) != 0)
        repeated = int(len(new) - new.sum())
        if repeated:
            start, length, amount, ahead = start[new], length[new], amount[new], ahead[new]
        return Spans(start, start + length, amount, ahead, repeated)


@dataclass(frozen=True, slots=True, eq=False)
class Cover:
    """Moments that are closed: stretches in order, apart from each other.

    Args:
        start, end: seconds since 1970.
        before: closed seconds before each stretch, and in all as the last one.
    """

    start: Times
    end: Times
    before: Int[ndarray, " spans+1"]

    def seconds(self, moments: Times) -> Times:
        """How many closed seconds lie before each moment."""
        place = np.searchsorted(self.start, moments, side="right")
        over = np.zeros(len(moments), dtype=np.int64)
        inside = place > 0
        last = place[inside] - 1
        over[inside] = np.maximum(self.end[last] - moments[inside], 0)
        return self.before[place] - over

    def closed(self, start: Times, end: Times) -> Times:
        """Closed seconds within each stretch."""
        return self.seconds(end) - self.seconds(start)


def cover_of(start: Times, end: Times) -> Cover:
    """Every moment that lies in one of these stretches, each once.

    >>> import numpy as np
    >>> cover_of(np.array([0, 50, 20]), np.array([30, 60, 40])).before.tolist()
    [0, 40, 50]
    """
    order = np.argsort(start, kind="stable")
    start, end = start[order], end[order]
    reached = np.maximum.accumulate(end)
    first = np.ones(len(start), dtype=np.bool_)
    first[1:] = start[1:] > reached[:-1]
    starts = start[first]
    last = np.append(np.flatnonzero(first)[1:] - 1, len(start) - 1)[: len(starts)]
    ends = reached[last]
    return Cover(starts, ends, np.concatenate((np.zeros(1, dtype=np.int64), np.cumsum(ends - starts))))


def share(devices: Sequence[Spans]) -> tuple[Shared, ...]:
    """What counts of each device, so that no moment counts twice.

    Args:
        devices: the most trusted first. Within one device the earlier record comes first, of two that start together the longer one.

    Returns:
        For each device, in the same order, its days and its totals.

    Source: tests/measure/imports/test_spans.py (a grid of minutes counted one by one; order, copies and disjoint devices).
    """
    nothing = np.zeros(0, dtype=np.int64)
    cover = cover_of(nothing, nothing)
    shared: list[Shared] = []
    for spans in devices:
        closed_total = (spans.end - spans.start >= TOTAL) & (cover.closed(spans.start, spans.end) > 0)
        shared.append(_share_one(spans, ~closed_total, cover))
        if len(shared) == len(devices):
            break
        kept = ~closed_total
        cover = cover_of(np.concatenate((cover.start, spans.start[kept])), np.concatenate((cover.end, spans.end[kept])))
    return tuple(shared)


def _share_one(spans: Spans, kept: Bool[ndarray, " spans"], cover: Cover) -> Shared:
    start, end, amount, ahead = (values[kept] for values in (spans.start, spans.end, spans.amount, spans.ahead))
    days: dict[int, float] = {}
    reached = np.int64(np.iinfo(np.int64).min)
    for low in range(0, len(start), _CHUNK):  # some at a time: whatever the file's length, little memory is taken
        part = slice(low, low + _CHUNK)
        own = np.maximum.accumulate(np.concatenate(([reached], end[part])))
        reached = own[-1]
        opened = np.minimum(np.maximum(start[part], own[:-1]), end[part])
        _add_days(days, opened, end[part], amount[part], end[part] - start[part], ahead[part].astype(np.int64), cover)
    counted = float(sum(days.values()))
    return Shared(days, counted, float(spans.amount.sum()) - counted)


def _add_days(
    days: dict[int, float], opened: Times, end: Times, amount: Float[ndarray, " spans"], length: Times, ahead: Times, cover: Cover
) -> None:
    """Add up by local day; a stretch that goes past midnight is cut there."""
    while len(opened):
        local = (opened + 60 * ahead) // DAY
        until = np.minimum(end, (local + 1) * DAY - 60 * ahead)
        open_seconds = (until - opened) - cover.closed(opened, until)
        whole = open_seconds == length
        counts = np.where(whole, amount, amount * (open_seconds / length))
        which, place = np.unique(local, return_inverse=True)
        touched = np.bincount(place, weights=open_seconds > 0) > 0
        sums = np.bincount(place, weights=counts)
        for day, total, any_open in zip(which.tolist(), sums.tolist(), touched.tolist()):
            if any_open:
                days[day] = days.get(day, 0.0) + total
        more = until < end
        opened, end, amount, length, ahead = until[more], end[more], amount[more], length[more], ahead[more]
