"""One check-in for each day: the first is an entry, whatever comes later is a correction of it."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID, uuid5
from weakref import WeakKeyDictionary

from unspiral.errors import StoreError
from unspiral.records.entry import Entry, Plain, Receipt
from unspiral.store.journal.journal import Journal

CHECK_IN = "check-in"

# Check-ins that are being written and cannot be read yet: day -> key. Without it two that arrive together would both be the first of a day.
_under_way: WeakKeyDictionary[Journal, dict[str, str]] = WeakKeyDictionary()


def of_day(journal: Journal, day: str) -> Entry | None:
    """The check-in of a day in its newest version, or None."""
    found = journal.entries(CHECK_IN, since=day, until=day)
    return found[-1] if found else None


async def keep_day(journal: Journal, key: str, day: str, said: datetime, body: Mapping[str, Plain]) -> Receipt:
    """Keep a check-in, as the day's first or as a correction of it.

    Args:
        journal: the person's.
        key: the form's; the same form sent twice is one entry, and the same form sent again with other words corrects it.
        day: the day that it is about.
        said: when it was written.
        body: what was written.

    Raises:
        StoreError: as ``Journal.keep``.
    """
    there = journal.find(key)
    if there is not None:
        if _same(there, day, body):
            return _receipt_of(journal, key)
        key = str(uuid5(UUID(key), f"{day} {_plain(body)!r}"))
        again = journal.find(key)
        if again is not None and _same(again, day, body):
            return _receipt_of(journal, key)
    # From here to the end of ``keep`` nothing waits, so two requests cannot both find the day empty.
    under_way = _under_way.setdefault(journal, {})
    standing = journal.standing(CHECK_IN, day)
    first = standing[-1] if standing else under_way.get(day, "")
    if first == key:
        first = ""
    entry = Entry(key, CHECK_IN, day, said.isoformat(timespec="seconds"), body, replaces=first)
    under_way.setdefault(day, key)
    try:
        return await asyncio.wrap_future(journal.keep(entry))
    except StoreError as error:
        if error.code != "key-taken" or journal.find(key) is None:
            raise
    finally:
        if under_way.get(day) == key:
            del under_way[day]
    return await keep_day(journal, key, day, said, body)  # the same form, sent twice within a moment: now it is there


def kept_last(journal: Journal, entries: Sequence[Entry]) -> Entry:
    """The one of some entries that was put on the disk last, whatever the clock said then: a clock can be set back.

    Args:
        journal: the person's.
        entries: at least one.
    """
    return max(entries, key=lambda entry: journal.history(entry.key)[-1][1].number)


def _same(entry: Entry, day: str, body: Mapping[str, Plain]) -> bool:
    return entry.kind == CHECK_IN and entry.day == day and _plain(entry.body) == _plain(body)


def _plain(body: Mapping[str, Plain]) -> dict[str, Plain]:
    """Without what depends on the moment of sending."""
    return {name: body[name] for name in sorted(body) if name not in ("late", "sealed")}


def _receipt_of(journal: Journal, key: str) -> Receipt:
    receipt = next(receipt for entry, receipt in journal.history(key) if entry.key == key)
    return Receipt(receipt.key, receipt.number, receipt.kept_at, again=True)
