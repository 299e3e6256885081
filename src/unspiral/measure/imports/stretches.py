"""Stretches of sleep as devices record them, kept small, and handed over sleep by sleep."""

from __future__ import annotations

from array import array
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

ASLEEP, STAGED, AWAKE, IN_BED = 0, 1, 2, 3
# Stretches closer than this are one sleep.
APART = 2 * 3600
_UNKNOWN = 32_767


@dataclass(frozen=True, slots=True, order=True)
class Stretch:
    """One recorded stretch.

    Args:
        start, end: seconds since 1970, UTC.
        kind: ASLEEP (no stage given), STAGED (asleep, with a stage), AWAKE or IN_BED.
        ahead, end_ahead: minutes that the local clock was ahead of UTC at its start and at its end; None where nobody wrote it down.
        source: name of the device.
    """

    start: int
    end: int
    kind: int
    ahead: int | None = None
    end_ahead: int | None = None
    source: str = ""


class StretchBuilder:
    """Grows stretch by stretch, 21 bytes each."""

    def __init__(self) -> None:
        self._start, self._length, self._kind = array("q"), array("i"), array("b")
        self._ahead, self._end_ahead, self._source = array("h"), array("h"), array("i")
        self._names: dict[str, int] = {}

    def __len__(self) -> int:
        """How many stretches."""
        return len(self._start)

    @property
    def sources(self) -> tuple[str, ...]:
        """Names of the devices."""
        return tuple(self._names)

    def add(self, start: int, end: int, kind: int, ahead: int | None, end_ahead: int | None, source: str) -> None:
        """Append one stretch."""
        self._start.append(start)
        self._length.append(end - start)
        self._kind.append(kind)
        self._ahead.append(_UNKNOWN if ahead is None else ahead)
        self._end_ahead.append(_UNKNOWN if end_ahead is None else end_ahead)
        self._source.append(self._names.setdefault(source, len(self._names)))

    def sleeps(self) -> Iterator[list[Stretch]]:
        """All stretches of one sleep after another, each different stretch once, in an order that does not depend on how they came."""
        if not self._start:
            return
        names = tuple(self._names)
        rank = np.argsort(np.argsort(np.array(names)))[np.frombuffer(self._source, np.int32)]
        start, length = np.frombuffer(self._start, np.int64), np.frombuffer(self._length, np.int32)
        order = np.lexsort((np.frombuffer(self._ahead, np.int16), rank, np.frombuffer(self._kind, np.int8), length, start))
        reached = np.maximum.accumulate((start + length)[order])
        cuts = np.flatnonzero(start[order][1:] - reached[:-1] >= APART) + 1
        for group in np.split(order, cuts):
            yield list(dict.fromkeys(self._one(i, names) for i in group.tolist()))

    def _one(self, i: int, names: tuple[str, ...]) -> Stretch:
        ahead, end_ahead = self._ahead[i], self._end_ahead[i]
        return Stretch(
            self._start[i],
            self._start[i] + self._length[i],
            self._kind[i],
            None if ahead == _UNKNOWN else ahead,
            None if end_ahead == _UNKNOWN else end_ahead,
            names[self._source[i]],
        )
