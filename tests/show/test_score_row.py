"""A questionnaire on the axis of days, with its bands."""

from __future__ import annotations

from datetime import date

import pytest
from tests.show.days_made import END, day_before, phq9

from unspiral.show.days_axis import days_axis
from unspiral.show.score_record import scores_of
from unspiral.show.score_row import margin_of, row_height, score_hue, score_row, shown_bands

pytestmark = pytest.mark.unit


def test_every_published_band_is_named_and_every_score_is_a_mark() -> None:
    scores = scores_of([phq9(day_before(14), 1), phq9(END, 2)], "IE", date(2026, 11, 22))
    axis = days_axis(day_before(29), 30, 34.0, 350.0)
    drawn = "".join(score_row(scores, [15.0, 29.0], axis, 0.0))
    for band in ("minimal", "mild", "moderate", "moderately severe", "severe"):
        assert f">{band}</text>" in drawn
    assert drawn.count("<circle") == 2
    assert "PHQ-9" in drawn


def test_names_of_bands_stand_where_no_mark_lies() -> None:
    axis = days_axis(day_before(29), 30, 34.0, 750.0)
    mild = scores_of([phq9(END, 1)], "IE", date(2026, 11, 22))

    def name(place: float) -> str:
        return next(piece for piece in score_row(mild, [place], axis, 0.0) if ">mild<" in piece)

    assert 'text-anchor="end"' in name(2.0)
    assert 'text-anchor="end"' not in name(29.0)
    (beside,) = [piece for piece in score_row(mild, [29.0], axis, 0.0, margin=True) if ">mild<" in piece]
    assert 'x="756"' in beside
    assert margin_of("phq9") > margin_of("peg") == 0.0


def test_bands_that_are_not_fit_for_a_persons_eyes_are_left_out() -> None:
    assert shown_bands("odi") == ()
    assert row_height("phq9") >= row_height("peg")
    assert (score_hue("phq9"), score_hue("isi"), score_hue("peg"), score_hue("own")) == ("mood", "sleep", "pain", "other")
