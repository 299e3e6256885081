"""A change of a score: first the change, then the figure beside it, with its source."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from tests.show.days_made import END, day_before, phq9

from unspiral.measure.questionnaires.library import instrument
from unspiral.records.entry import Entry, Plain
from unspiral.show.score_record import Scored, scores_of
from unspiral.show.score_words import change_sentences, figure_sources, score_finding

pytestmark = pytest.mark.unit


def _scores(*entries: Entry) -> tuple[Scored, ...]:
    return scores_of(entries, "IE", date(2026, 11, 22))


def test_the_title_names_the_newest_and_the_first() -> None:
    assert score_finding(_scores(phq9(END, 1))) == "PHQ-9 was 8 of 27 (mild) on 22 November 2026, the only one so far"
    both = _scores(phq9(day_before(28), 2), phq9(END, 1))
    assert score_finding(both) == "PHQ-9 was 8 of 27 (mild) on 22 November 2026; the first of 2 was 16, on 25 October 2026"


def test_a_change_stands_beside_the_published_figures_with_their_sources() -> None:
    scores = _scores(phq9(day_before(28), 2), phq9(END, 1))
    (said,) = change_sentences(scores)
    assert said.startswith("Since the first (25 October 2026) the score fell by 8 points, from 16 to 8.")
    assert "It reaches the 6 points that are called more than the questionnaire's own measurement error." in said
    assert "the 5 points, a figure that nobody has seen in its source, that are called large enough to matter" in said
    reliable, meant = figure_sources(scores)
    assert reliable.startswith("6 points, more than") and "seen in one source" in reliable and "NHS Talking Therapies" in reliable
    assert "UNVERIFIED" in meant and "Kroenke" in meant


def test_both_ways_and_both_distances_are_told() -> None:
    first, before = change_sentences(_scores(phq9(day_before(28), 1), phq9(day_before(14), 2), phq9(END, 2, 1)))
    assert "rose by 9 points, from 8 to 17" in first and "It reaches the 6 points" in first
    assert before.startswith("Since the one before (8 November 2026) the score rose by 1 point, from 16 to 17.")
    assert "It is smaller than the 6 points" in before


def test_no_change_and_no_figure_are_said_plainly() -> None:
    same = change_sentences(_scores(phq9(day_before(14), 1), phq9(END, 1)))
    assert same == ("Since the first (8 November 2026) the score is the same: 8.",)
    peg = [_peg(day_before(14), 6), _peg(END, 3)]
    said = change_sentences(_scores(*peg))
    assert "from 6 to 3" in said[0] and "It reaches the 30 %" in said[0]
    assert "Whether it is more than measurement error cannot be said" in said[0]


def _peg(day: str, each: int) -> Entry:
    answers: dict[str, Plain] = {item.id: each for item in instrument("peg").scored}
    return Entry(f"p-{day}", "questionnaire", day, f"{day}T21:00:00+01:00", {"instrument": "peg", "finished": True, "answers": answers})


def test_one_score_says_what_comes_next() -> None:
    assert change_sentences(_scores(phq9(END, 1)))[0].startswith("After the next one")


def test_changes_of_more_than_nine_points_keep_their_digits() -> None:
    """12.2 points read "12", and 100 points "1e+02"."""
    base = _scores(phq9(END, 1))[0]
    odi = [replace(base, instrument="odi", name="ODI", value=value, high=100.0, band="") for value in (410 / 9, 100 / 3)]
    (said,) = change_sentences(odi)
    assert "the score fell by 12.2 points, from 45.6 to 33.3." in said
    assert "ODI was 33.3 of 100" in score_finding(odi)
    who = [replace(base, instrument="who5", name="WHO-5", value=value, high=100.0, band="") for value in (0.0, 100.0)]
    assert "the score rose by 100 points, from 0 to 100." in change_sentences(who)[0]
