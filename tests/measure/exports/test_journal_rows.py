"""What was written down, as rows."""

from __future__ import annotations

import pytest
from tests.measure.exports.journal_made import MADE, entry

from unspiral.measure.exports.journal_rows import rows_of

pytestmark = pytest.mark.unit
HELD = {each.key: each for each in MADE}


def cells(key: str) -> list[tuple[str, str]]:
    return [(row[5], row[6]) for row in rows_of(HELD[key])]


def test_a_check_in_is_one_row_for_each_answer_and_mark() -> None:
    assert cells("c1") == [
        ("pain", "6"),
        ("mood", "4"),
        ("sleep", "5"),
        ("activity", "3"),
        ("flare", "1"),
        ("tried", "t1"),
        ("site", "lower_back"),
        ("note", "=1+1"),
    ]
    assert {row[4] for row in rows_of(HELD["c1"])} == {"c1"}


def test_what_was_skipped_is_an_empty_cell_and_never_0() -> None:
    assert cells("q2") == [("peg_p", "5"), ("peg_e", ""), ("peg_g", "")]


def test_what_was_written_later_stands_on_its_day_without_an_hour() -> None:
    late = entry("x", "note", "2026-11-20", {"text": "a"})
    assert next(rows_of(late))[1] == "2026-11-20T20:15:00+01:00"
    other = type(late)("x", "note", "2026-11-18", late.said_at, late.body)
    assert next(rows_of(other))[1] == "2026-11-18"


def test_treatments_flags_and_devices() -> None:
    assert next(rows_of(HELD["t1"]))[1:7] == ("2026-11-19", "", "", "t1", "treatment.movement", "Walking")
    assert cells("r1") == [("ces_saddle", "yes"), ("fever", "no")]
    assert next(rows_of(HELD["d1"]))[5:] == ("steps", "4200", "count", "Watch")


def test_a_kind_without_answers_is_kept_whole() -> None:
    assert cells("l1") == [("look", '{"look": 28, "verdicts": {}}')]


def test_odd_bodies_of_others_give_no_error() -> None:
    for kind in ("check-in", "questionnaire", "red-flags", "treatment", "note", "device", "unheard of"):
        assert all(len(row) == 9 for row in rows_of(entry("o", kind, "2026-11-20", {"answers": [], "tried": "x", "yes": 3, "value": None})))
