"""The picture of one questionnaire, and the forms that have no score."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from tests.show.days_made import END, day_before, phq9

from unspiral.show.score_chart import score_picture, score_stories
from unspiral.show.score_record import scores_of

pytestmark = pytest.mark.unit


def test_every_score_is_a_ring_and_stands_in_the_table() -> None:
    scores = scores_of([phq9(day_before(14 * k), k % 3) for k in range(20, -1, -1)], "IE", date(2026, 11, 22))
    found = score_picture(scores)
    assert found.svg.count("<circle") == found.wide.count("<circle") == 21
    assert len(found.table.rows) == 21
    assert found.table.rows[0] == ("Sunday 22 November 2026", "0 of 27, minimal")
    assert "9 earlier ones are in the table below." in found.svg
    assert "moderately severe" in found.svg and "cause" in found.caption


def test_forms_without_a_score_are_named_and_never_drawn() -> None:
    whole = phq9(day_before(14), 1)
    empty = replace(phq9(END, 1), body={"instrument": "phq9", "answers": {"phq1": 2}, "finished": True})
    (story,) = score_stories(scores_of([whole, empty], "IE", date(2026, 11, 22)))
    assert story.picture is not None and story.picture.svg.count("<circle") == 1
    assert len(story.unscored) == 1 and story.unscored[0].startswith("Sunday 22 November 2026: No score. ")
    (none,) = score_stories(scores_of([empty], "IE", date(2026, 11, 22)))
    assert none.picture is None and none.unscored == story.unscored


def test_one_story_a_questionnaire() -> None:
    gad = replace(phq9(END, 1), key="g", body={"instrument": "gad7", "answers": {f"gad{k}": 1 for k in range(1, 8)}, "finished": True})
    stories = score_stories(scores_of([phq9(day_before(14), 1), gad], "IE", date(2026, 11, 22)))
    assert [story.name for story in stories] == ["PHQ-9", "GAD-7"]
