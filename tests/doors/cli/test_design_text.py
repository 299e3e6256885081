"""A plan in the words a newcomer reads."""

from __future__ import annotations

from dataclasses import replace

import pytest
from tests.records.test_design import GIVEN, NEEDED, ROW, made

from unspiral.doors.cli.design_text import design_text

pytestmark = pytest.mark.unit


def plain(text: str) -> str:
    return " ".join(text.split())


def test_the_made_up_studies_stand_in_the_first_sentence_with_their_error() -> None:
    text = plain(design_text(made()))
    assert text.startswith("With 60 people, 28 days, 5 beeps a day, 80 % answered: power 0.80, 95 % interval 0.20 wide (confirmed by 200 ")
    assert "simulated studies: power 0.80 " in text
    assert "0.03)" in text
    assert "held the true link in 95 %" in text
    assert "Monte-Carlo error of these powers, from patterns of answers: 0.0010 at most." in text


def test_what_no_number_of_days_reaches_is_said() -> None:
    capped, open_end = replace(NEEDED, days=None, ceiling=0.5), replace(NEEDED, days=None)
    text = plain(design_text(replace(made(), days=(capped, open_end), people=(replace(NEEDED, people=None),))))
    assert "cannot reach it however long, because people differ in the link (power never passes 0.50)" in text
    assert "not within 28 days" in text
    assert "more than 100,000 people" in text
    wide = plain(design_text(replace(made(), days=(replace(capped, floor=0.3),), wanted_power=None, wanted_width=0.1)))
    assert "the interval stays 0.30 wide" in wide


def test_a_range_of_adherence_has_a_column() -> None:
    text = design_text(replace(made(), given=GIVEN, rows=(replace(ROW, low=0.8, high=0.97),)))
    assert "50 to 80 % taken" in text
    assert "0.80 to 0.97" in text


def test_nothing_to_choose_from() -> None:
    row = replace(ROW, why="too few answers", power=float("nan"), width=float("nan"))
    text = plain(design_text(replace(made(), rows=(row,), chosen=None, confirmed=None)))
    assert text.startswith("No design can tell this link.")
    assert "(none): too few answers." in text


def test_failures_and_unknown_gaps_are_said() -> None:
    told = made().confirmed
    assert told is not None
    text = plain(design_text(replace(made(), confirmed=replace(told, failed=4, gap=float("nan")))))
    assert "4 gave no answer" in text
    assert "an unknown share" in text
