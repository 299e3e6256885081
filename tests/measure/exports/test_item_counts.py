"""A codebook counted while rows pass by is the codebook of the table."""

from __future__ import annotations

from dataclasses import asdict

import pytest
from tests.measure.exports.journal_made import MADE

from unspiral.measure.diary import DiaryBuilder
from unspiral.measure.exports.check_in_items import NAME, check_in
from unspiral.measure.exports.codebook import codebook
from unspiral.measure.exports.item_counts import ItemCounts
from unspiral.measure.exports.journal_rows import rows_of
from unspiral.measure.questionnaires.library import instrument

pytestmark = pytest.mark.unit


def test_it_is_the_codebook_of_the_same_rows_in_memory() -> None:
    rows = [row for each in MADE for row in rows_of(each)]
    counts, built = ItemCounts(), DiaryBuilder()
    assert list(counts.watch(rows)) == rows
    built.add_rows(rows)
    expected = codebook(built.build(), {NAME: check_in(), "phq9": instrument("phq9"), "peg": instrument("peg")})
    assert [asdict(each) for each in counts.entries()] == [asdict(each) for each in expected]
