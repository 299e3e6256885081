"""Keeping an entry from a page: a form that is sent twice is one entry, and whoever waits gets its receipt."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from uuid import UUID, uuid4

from unspiral.errors import StoreError
from unspiral.records.entry import Entry, Receipt
from unspiral.store.journal.journal import Journal

SENT_BEFORE = "This form was sent before with other words in it, and those are kept. Send it again to keep these as well."


async def keep(journal: Journal, entry: Entry) -> Receipt:
    """Keep an entry, and wait until it is on the disk. The same form sent twice, a moment later, is the same entry.

    Raises:
        StoreError: as ``Journal.keep``; "key-taken" where the form was sent before with other words in it.
    """
    try:
        return await asyncio.wrap_future(journal.keep(entry))
    except StoreError as error:
        if error.code != "key-taken":
            raise
        versions = {version.key: (version, receipt) for version, receipt in journal.history(entry.key)}
        there, receipt = versions.get(entry.key, (None, None))
        if there is None or receipt is None or replace(there, said_at=entry.said_at) != entry:
            raise
        return replace(receipt, again=True)


def not_kept(error: StoreError) -> tuple[str, int]:
    """What a person is told whose form was not kept and is shown again, and the status of the answer."""
    if error.code == "key-taken":
        return SENT_BEFORE, 422
    return f"{error.what} It was not kept yet: what you typed stands below.", 503


def form_key(sent: str) -> str:
    """The key that a form carries, or a new one where it carries none of ours."""
    try:
        return str(UUID(sent))
    except ValueError:
        return str(uuid4())
