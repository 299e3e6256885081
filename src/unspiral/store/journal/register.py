"""Which entries a journal has, by key and by day, in memory: what is asked before each evening is kept needs no question to the file."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from threading import Lock
from typing import Any

from unspiral.records.entry import seconds_of

MOST = 100_000  # entries; a longer journal is asked itself
ASKED = f"SELECT number, key, first, kind, day, said_at, withdrawn FROM entry ORDER BY number LIMIT {MOST + 1}"

Stands = tuple[str, str, str, int, str, bool]  # kind, day, said_at, number, key, withdrawn


class Register:
    """Keys of all versions, and which version of each entry stands. Right only while nothing else writes to the journal.

    Args:
        read: the rows of ASKED, as they are on the disk; called once, when something is first asked.
    """

    def __init__(self, read: Callable[[], Iterable[Any]]) -> None:
        self._read = read
        self._lock = Lock()
        self._loaded = self._over = False
        self._first: dict[str, str] = {}
        self._stands: dict[str, Stands] = {}
        self._days: dict[tuple[str, str], dict[str, None]] = {}

    @property
    def whole(self) -> bool:
        """False where the journal is too long for it."""
        with self._lock:
            self._load()
            return not self._over

    def first(self, key: str) -> str:
        """The key that this version's entry had first; "" where there is no such version."""
        with self._lock:
            self._load()
            return self._first.get(key, "")

    def kind(self, key: str) -> str:
        """The kind of the version that stands for this key's entry; "" where there is none, or it is not known."""
        with self._lock:
            stands = self._stands.get(self._first.get(key, ""))
            return "" if stands is None else stands[0]

    def standing(self, kind: str, day: str) -> tuple[str, ...]:
        """Keys of the versions that stand for a day and were not withdrawn, in the order of ``Journal.entries``."""
        with self._lock:
            self._load()
            found = [self._stands[first] for first in self._days.get((kind, day), ())]
        found.sort(key=lambda stands: (seconds_of(stands[2]), *stands[2:4]))
        return tuple(key for *_, key, _withdrawn in found)

    def add(self, key: str, first: str, kind: str, day: str, said_at: str, number: int, *, withdrawn: bool) -> None:
        """A version is on the disk now."""
        with self._lock:
            if self._loaded and not self._over:
                self._add(number, key, first, kind, day, said_at, withdrawn)

    def clear(self) -> None:
        """Forget everything; it is read again when it is asked for."""
        with self._lock:
            self._empty()
            self._loaded = self._over = False

    def _empty(self) -> None:
        self._first, self._stands, self._days = {}, {}, {}

    def _load(self) -> None:
        # What is put on the disk while this reads is added once more behind it, and by its key known to be here.
        if self._loaded:
            return
        self._empty()
        for row in self._read():
            self._add(*row)
        self._over = len(self._first) > MOST
        if self._over:
            self._empty()
        self._loaded = True

    def _add(self, number: int, key: str, first: str, kind: str, day: str, said_at: str, withdrawn: bool | int) -> None:
        if key in self._first:
            return
        self._first[key] = first
        before = self._stands.get(first)
        if before is not None:
            self._days.get(before[:2], {}).pop(first, None)
        self._stands[first] = (kind, day, said_at, number, key, bool(withdrawn))
        if not withdrawn:
            self._days.setdefault((kind, day), {})[first] = None
