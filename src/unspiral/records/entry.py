"""One thing that a person wrote down, and the receipt for it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

Plain = None | bool | int | float | str | list["Plain"] | dict[str, "Plain"]


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that a person wrote down. It is never changed: who corrects it writes another that replaces it.

    Args:
        key: its name for ever, given by whoever wrote it (a UUID as text); the same key twice is the same entry, kept once.
        kind: what it is: "check-in", "questionnaire", "note", ...
        day: the day that it is about, as the person counts days: "2026-11-22".
        said_at: the moment it was written, with the offset of the person's clock: "2026-11-22T20:15:00+01:00".
        body: what was written, as plain things that JSON can hold.
        replaces: the key of the entry that it corrects; "" for a first one.
        withdrawn: the person took the entry back; its earlier versions stay in the history.
    """

    key: str
    kind: str
    day: str
    said_at: str
    body: Mapping[str, Plain]
    replaces: str = ""
    withdrawn: bool = False


@dataclass(frozen=True, slots=True)
class Receipt:
    """Proof that an entry is kept, given only after it is on the disk.

    Args:
        key: of the entry.
        number: its place in the journal; later ones have higher numbers.
        kept_at: the moment it was kept, in UTC: "2026-11-22T19:15:02.123456+00:00".
        again: it was there already, the same but for the moment it was said; nothing was written a second time.
    """

    key: str
    number: int
    kept_at: str
    again: bool = False


def seconds_of(said_at: str) -> float:
    """A moment as seconds since 1970: moments of two zones cannot be put in order by their texts.

    Args:
        said_at: as an entry holds it; one without an offset counts as UTC, and what is no moment comes before all.
    """
    try:
        at = datetime.fromisoformat(said_at)
    except ValueError:
        return float("-inf")
    return (at if at.tzinfo else at.replace(tzinfo=UTC)).timestamp()
