"""What was read and is still true: pages ask for the same few kinds of entries and settings again and again, and those seldom change."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from threading import Lock
from typing import Any, TypeVar, cast

from unspiral.records.entry import Entry

MOST = 32
SETTING = "setting:"  # before the name of one, in the place of a kind

Row = TypeVar("Row")


class Known:
    """Entries by their kinds, and settings by their names.

    Right only while nothing else writes to the journal: the file's lock sees to that.
    """

    def __init__(self) -> None:
        self._held: dict[tuple[str, ...], tuple[tuple[int, ...], tuple[Any, ...]]] = {}
        self._written: Counter[str] = Counter()
        self._turned = 0
        self._lock = Lock()

    def get(self, kinds: tuple[str, ...], read: Callable[[], tuple[Row, ...]]) -> tuple[Row, ...]:
        """The rows of these kinds, read now when one of them was written since.

        Args:
            kinds: of the entries; or one setting.
            read: reads them.
        """
        with self._lock:
            stamp = self._stamp(kinds)
            held = self._held.get(kinds)
            if held is not None and held[0] == stamp:
                return cast("tuple[Row, ...]", held[1])
        found = read()  # what is written meanwhile has another stamp, and this is read again
        with self._lock:
            if len(self._held) >= MOST:
                self._held.clear()
            self._held[kinds] = (stamp, found)
        return found

    def written(self, what: Iterable[Any], kind: Callable[[str], str] = lambda _key: "") -> None:
        """These are on the disk now, and their kinds are to be read again.

        Args:
            what: entries, and settings with their names.
            kind: key -> kind of the entry as it stood before; "" where that is not known.
        """
        with self._lock:
            for each in what:
                if isinstance(each, Entry):
                    self._written[each.kind] += 1
                    self._turned += bool(each.replaces) and kind(each.replaces) != each.kind  # what it corrects may be of another kind
                elif isinstance(each, tuple):
                    self._written[f"{SETTING}{each[0]}"] += 1

    def clear(self) -> None:
        """Forget everything, as when something was taken out of the journal, or it is closed."""
        with self._lock:
            self._held.clear()
            self._turned += 1

    def _stamp(self, kinds: tuple[str, ...]) -> tuple[int, ...]:
        return (self._turned, *(self._written[kind] for kind in kinds))
