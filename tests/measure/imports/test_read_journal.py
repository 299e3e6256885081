"""A journal read back to the letter."""

from __future__ import annotations

import json
from pathlib import Path
from zipfile import ZipFile

import pytest
from tests.measure.exports.journal_made import MADE, SETTINGS, source

from unspiral.errors import DataError
from unspiral.measure.exports.journal_json import journal_lines
from unspiral.measure.exports.journal_zip import journal_zip
from unspiral.measure.imports.read_journal import journal_in, read_journal

pytestmark = pytest.mark.unit
TEXT = b"".join(journal_lines(MADE, SETTINGS))


def test_there_and_back_is_the_same_bytes() -> None:
    read = read_journal(TEXT)
    assert read.entries == MADE
    assert b"".join(journal_lines(read.entries, read.settings)) == TEXT


def test_it_is_found_alone_and_in_its_archive(tmp_path: Path) -> None:
    (tmp_path / "journal.json").write_bytes(TEXT)
    (tmp_path / "all.zip").write_bytes(b"".join(journal_zip(source())))
    assert journal_in(tmp_path / "journal.json") == TEXT
    assert journal_in(tmp_path / "all.zip") == TEXT
    (tmp_path / "other.json").write_text("{}", encoding="utf-8")
    assert journal_in(tmp_path / "other.json") is None
    with ZipFile(tmp_path / "none.zip", "w") as archive:
        archive.writestr("x.csv", "a")
    assert journal_in(tmp_path / "none.zip") is None
    assert journal_in(tmp_path / "journal.csv") is None


GOOD = {"key": "a", "kind": "note", "day": "2026-11-22", "said_at": "2026-11-22T20:00:00+01:00", "body": {}}


@pytest.mark.parametrize(
    "entry",
    [
        None,
        {**GOOD, "key": ""},
        {**GOOD, "key": 3},
        {**GOOD, "day": "20261122"},
        {**GOOD, "day": "2026-13-01"},
        {**GOOD, "said_at": "now"},
        {**GOOD, "said_at": "2026-11-22T20:00:00"},
        {**GOOD, "body": []},
        {**GOOD, "withdrawn": 1},
        {**GOOD, "replaces": "b"},
        {**GOOD, "key": "k" * 300},
    ],
)
def test_what_is_no_entry_is_named_by_its_place(entry: object) -> None:
    with pytest.raises(DataError, match="Entry 2"):
        read_journal(json.dumps({"schema": "unspiral.journal/1", "settings": {}, "entries": [{**GOOD, "key": "first"}, entry]}).encode())


@pytest.mark.parametrize(
    "text", [b"", b"[]", b"{", b'{"schema": "x", "entries": []}', b'{"schema": "unspiral.journal/1"}', b"[" * 100_000, b'{"a": NaN}']
)
def test_what_is_no_journal_is_said(text: bytes) -> None:
    with pytest.raises(DataError):
        read_journal(text)


def test_a_key_twice_is_refused() -> None:
    with pytest.raises(DataError, match="twice"):
        read_journal(json.dumps({"schema": "unspiral.journal/1", "entries": [GOOD, GOOD]}).encode())
