from __future__ import annotations

import csv
import io
import json

import pytest
from tests.measure.made_diary import diary

from unspiral.measure.exports.codebook import as_csv, as_json, codebook

pytestmark = pytest.mark.unit


def test_items_are_counted_and_words_stay_private():
    held = diary(
        ("P1", "1", "pain", "4"),
        ("P1", "2", "pain", ""),
        ("P2", "1", "pain", "10"),
        ("P2", "1", "note", "a secret"),
    )
    pain, note = codebook(held, {})
    assert (pain.answers, pain.numbers, pain.not_answered, pain.persons, pain.low, pain.high) == (2, 2, 1, 2, "4", "10")
    assert (note.answers, note.numbers, note.low) == (1, 0, "")
    assert "secret" not in as_csv((pain, note)) + as_json((pain, note))


def test_table_and_document_hold_the_same():
    entries = codebook(diary(("P1", "1", "=pain", "4")), {})
    rows = list(csv.DictReader(io.StringIO(as_csv(entries))))
    assert rows[0]["item"] == "'=pain"
    assert json.loads(as_json(entries))["items"][0]["item"] == "=pain"
