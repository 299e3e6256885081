"""What is searched: every row, every place a word may stand, and definitions as synonyms."""

from __future__ import annotations

import pytest

from unspiral.evidence.index import KINDS, index, vocabulary
from unspiral.evidence.stem import stem
from unspiral.evidence.tables import claims, epidemiology, links, sources, treatments

pytestmark = pytest.mark.unit


def test_every_row_is_there() -> None:
    sizes = [len(index()[kind]) for kind in KINDS]
    assert sizes == [len(claims()), len(links()), len(treatments()), len(epidemiology()), len(sources())]


def test_a_name_counts_more_than_a_note() -> None:
    entry = next(entry for entry in index()["links"] if getattr(entry.finding, "id", "") == "L001")
    assert entry.stems[stem("pain")] > entry.stems[stem("distress")] > entry.stems[stem("liability")]
    assert "yang2023" in entry.cites


def test_definitions_are_synonyms() -> None:
    entry = next(entry for entry in index()["links"] if getattr(entry.finding, "id", "") == "L001")
    assert {stem("mood"), stem("momentary")} <= entry.synonyms
    assert stem("sleep") not in entry.synonyms


def test_the_words_for_did_you_mean() -> None:
    words = vocabulary()
    assert {"sleep", "exercise", "insomnia", "pinheiro"} <= set(words)
    assert list(words) == sorted(words)
    assert all(len(word) >= 4 for word in words)
