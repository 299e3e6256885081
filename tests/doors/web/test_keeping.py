"""A form that is sent twice is one entry."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from pathlib import Path

import pytest

from unspiral.doors.web.keeping import form_key, keep, not_kept
from unspiral.errors import StoreError
from unspiral.records.entry import Entry
from unspiral.store.journal.sqlite import open_sqlite

pytestmark = pytest.mark.unit

NOTE = Entry("a", "note", "2026-11-22", "2026-11-22T20:15:00+01:00", {"text": "long walk"})


def test_the_same_form_a_moment_later_is_the_same_entry_and_other_words_are_refused(tmp_path: Path) -> None:
    journal = open_sqlite(tmp_path / "j", bytes(32))
    try:
        first = asyncio.run(keep(journal, NOTE))
        again = asyncio.run(keep(journal, replace(NOTE, said_at="2026-11-22T20:15:09+01:00")))
        assert (again.number, again.kept_at, again.again) == (first.number, first.kept_at, True)
        with pytest.raises(StoreError) as refused:
            asyncio.run(keep(journal, replace(NOTE, body={"text": "short walk"})))
        assert refused.value.code == "key-taken"
        assert [entry.body["text"] for entry in journal.entries("note")] == ["long walk"]
    finally:
        journal.close()


def test_what_is_told_of_a_form_that_was_not_kept() -> None:
    taken, full = (StoreError("No room.", why="It matters.", fix="Make room.", code=code) for code in ("key-taken", "full"))
    said, status = not_kept(taken)
    assert (said.startswith("This form was sent before with other words"), status) == (True, 422)
    assert not_kept(full) == ("No room. It was not kept yet: what you typed stands below.", 503)


def test_keys() -> None:
    mine = "8f14e45f-ceea-467f-a0e6-3a2c1f6c3c3d"
    assert form_key(mine) == mine
    assert form_key("../../etc") != form_key("../../etc")
