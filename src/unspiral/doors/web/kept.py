"""What was worked out from the journal, kept until something is written: the newest few, in the server's memory only."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import Any, TypeVar, cast

Result = TypeVar("Result")

MOST = 64  # a page of 90 days is about 60 kB


class Kept:
    """A small store of results, each true for one version of the journal. The one that was used longest ago makes room.

    Args:
        most: results held at a time.
    """

    def __init__(self, most: int = MOST) -> None:
        self._most = most
        self._held: OrderedDict[Hashable, tuple[int, Any]] = OrderedDict()
        self._lock = Lock()
        self._cleared = 0

    def get(self, key: Hashable, version: int, make: Callable[[], Result]) -> Result:
        """The result for this version of the journal, made now where it is not there.

        Args:
            key: of the result: what it is, and everything besides the journal that it depends on, such as the day.
            version: ``journal.version``, read before anything else is read: a result that is newer than its number is made once more, one
                that is older is never shown.
            make: works it out.
        """
        with self._lock:
            cleared = self._cleared
            found = self._held.get(key)
            if found is not None and found[0] == version:
                self._held.move_to_end(key)
                return cast("Result", found[1])
        made = make()
        with self._lock:
            there = self._held.get(key)
            if cleared == self._cleared and (there is None or there[0] <= version):
                self._held[key] = (version, made)
                self._held.move_to_end(key)
            while len(self._held) > self._most:
                self._held.popitem(last=False)
        return made

    def clear(self) -> None:
        """Forget everything, as when the file is locked."""
        with self._lock:
            self._held.clear()
            self._cleared += 1  # what is being made right now must not come back
