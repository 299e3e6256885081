"""Scores on the page for a visit, and the answer that comes before them."""

from __future__ import annotations

import pytest
from tests.show.visit_made import asked, back, kept, peg, phq

from unspiral.show.visit_scores import item_nine_of, score_lines

pytestmark = pytest.mark.unit


def test_the_last_score_with_its_band_and_the_change_with_its_figures_and_sources() -> None:
    (line,) = score_lines([phq(20, 2, 1), phq(3, 1, 1)], asked())
    assert (line.name, line.score, line.band, line.day) == ("PHQ-9", "9 of 27", "mild", "19 November 2026")
    assert line.before == "17 on 2 November 2026"
    assert line.change == "down 8; more than measurement error (6 or more); enough to matter (5 or more, unverified)"
    assert any("NHS Talking Therapies" in note and "one source" in note for note in line.notes)
    assert any("unverified" in note for note in line.notes)


def test_a_change_within_measurement_error_is_called_so() -> None:
    (line,) = score_lines([phq(20, 1, 0), phq(3, 1, 3)], asked())
    assert line.change == "up 3; not more than measurement error (6 or more); not enough to matter (5 or more, unverified)"


def test_a_scale_without_a_published_figure_says_that() -> None:
    (line,) = score_lines([peg(20, 6), peg(3, 5)], asked())
    assert line.change == "down 1; not enough to matter (30 % or more); measurement error: no published figure"
    assert line.band == ""


def test_a_first_one_and_one_that_cannot_be_scored() -> None:
    assert score_lines([phq(3, 1, 1)], asked())[0].change == "first one"
    thin = kept("x", "questionnaire", back(3), {"instrument": "phq9", "answers": {"phq1": 2}})
    (line,) = score_lines([thin], asked())
    assert line.score == "no score"
    assert line.change
    wrong = kept("x", "questionnaire", back(3), {"instrument": "phq9", "answers": {"phq1": 7}})
    assert score_lines([wrong], asked())[0].score == "no score"


def test_only_those_of_the_period_and_the_one_before_may_be_older() -> None:
    assert score_lines([phq(200, 1, 0)], asked(90)) == ()
    assert score_lines([phq(200, 1, 0), phq(3, 1, 0)], asked(90))[0].before.startswith("8 on")


def test_each_questionnaire_keeps_its_own_line_in_a_fixed_order() -> None:
    lines = score_lines([peg(20, 6), peg(3, 5), phq(150, 1, 0), phq(2, 2, 0)], asked())
    assert [(line.name, line.score) for line in lines] == [("PHQ-9", "16 of 27"), ("PEG", "5 of 10")]
    assert [line.name for line in score_lines([phq(150, 1, 0), peg(3, 5)], asked())] == ["PEG"]


@pytest.mark.parametrize(
    ("answer", "words"), [(0, "“Not at all” (0 of 3)"), (1, "“Several days” (1 of 3)"), (3, "“Nearly every day” (3 of 3)")]
)
def test_item_nine_is_shown_as_it_was_answered_and_never_graded(answer: int, words: str) -> None:
    nine = item_nine_of([phq(3, 1, answer)], asked())
    assert nine is not None
    assert words in nine.said
    assert "no grade of risk" in nine.beside
    assert (nine.notice is not None) == (answer >= 1)
    assert "low" not in nine.said + nine.beside


def test_item_nine_that_was_skipped_is_not_0() -> None:
    nine = item_nine_of([phq(3, 1, None)], asked())
    assert nine is not None
    assert "not answered" in nine.said
    assert item_nine_of([peg(3, 5)], asked()) is None


def test_home_questionnaires_come_first_also_where_another_was_last_filled_in_long_ago() -> None:
    """The order was taken from a list in which that other one still stood, so names and lines were out of step."""
    old = kept("i", "questionnaire", back(200), {"instrument": "isi", "answers": dict.fromkeys([f"isi{k}" for k in range(1, 8)], 1)})
    lines = score_lines([old, peg(3, 5), phq(2, 2, 0)], asked(90))
    assert [line.name for line in lines] == ["PHQ-9", "PEG"]
