"""A journal as JSON: the same bytes each time, no secrets, everything in it."""

from __future__ import annotations

import json

import pytest
from tests.measure.exports.journal_made import MADE, SETTINGS, entry

from unspiral.measure.exports.journal_json import SCHEMA, journal_lines, plain

pytestmark = pytest.mark.unit


def test_everything_is_in_it_and_secrets_are_not() -> None:
    text = b"".join(journal_lines(MADE, SETTINGS))
    document = json.loads(text)
    assert document["schema"] == SCHEMA
    assert document["settings"] == {"country": "IE"}
    assert [each["key"] for each in document["entries"]] == [each.key for each in MADE]
    assert document["entries"] == [plain(each) for each in MADE]
    assert b"SECRET" not in text
    assert text == b"".join(journal_lines(MADE, SETTINGS))
    assert text.count(b"\n") == len(MADE) + 2  # an entry a line


def test_an_empty_journal_is_a_journal() -> None:
    assert json.loads(b"".join(journal_lines([], {})))["entries"] == []


def test_half_a_character_survives() -> None:
    text = b"".join(journal_lines([entry("h", "note", "2026-11-20", {"text": "a\ud800b"})], {}))
    assert json.loads(text)["entries"][0]["body"]["text"] == "a\ud800b"
