"""One questionnaire over time: every score as a large mark, with the published bands named in the picture."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from unspiral.show.day_words import day_words, weekday_words
from unspiral.show.days_axis import days_axis, days_foot, days_grid
from unspiral.show.days_table import score_words
from unspiral.show.model import Picture, Table
from unspiral.show.score_record import Scored
from unspiral.show.score_row import HEADING, margin_of, row_height, score_row
from unspiral.show.score_words import amount_of, change_sentences, figure_sources, score_finding
from unspiral.show.svg import NARROW, WIDE, frame

LEFT, RIGHT, FOOT, GAP = 34.0, 10.0, 26.0, 8.0
LEAST_DAYS = 28  # a single score still stands on an axis that can be read


@dataclass(frozen=True, slots=True)
class ScoreStory:
    """One questionnaire, told.

    Args:
        name: "PHQ-9".
        measures: "depressive symptoms".
        picture: None where not one form could be scored.
        sentences: the changes in words.
        unscored: the forms without a score, each with its reason.
        notes: what must be known beside the newest score.
        sources: who published the figures for changes, and how well that was seen.
    """

    name: str
    measures: str
    picture: Picture | None
    sentences: tuple[str, ...]
    unscored: tuple[str, ...]
    notes: tuple[str, ...]
    sources: tuple[str, ...] = ()


def score_stories(scores: Sequence[Scored]) -> tuple[ScoreStory, ...]:
    """One story a questionnaire, in the order in which they were first filled in.

    Args:
        scores: of all questionnaires, by day.

    Source: tests/show/test_score_chart.py.
    """
    names = dict.fromkeys(each.instrument for each in scores)
    return tuple(_story([each for each in scores if each.instrument == name]) for name in names)


def score_picture(scores: Sequence[Scored]) -> Picture:
    """Draw the scores of one questionnaire.

    Args:
        scores: of one questionnaire, with values, by day; at least one.

    Source: tests/show/test_score_chart.py.
    """
    title = score_finding(scores)
    described = " ".join(
        [
            f"{scores[0].name} over time, one ring a score, joined by a dashed line.",
            *(f"{day_words(each.day)}: {amount_of(each)}." for each in scores[-12:]),
            *([f"{len(scores) - 12} earlier ones are in the table below."] if len(scores) > 12 else []),
        ]
    )
    narrow, wide = (_drawn(scores, width, title, described) for width in (NARROW, WIDE))
    rows = tuple((weekday_words(each.day), score_words(each)) for each in reversed(scores))
    table = Table(f"Every score of {scores[0].name}; newest first", ("Day", "Score"), rows)
    caption = "Ring: a score. Names: the published bands of this questionnaire. A band names a range, and says nothing about a cause."
    return Picture(title, narrow, caption if any(each.band for each in scores) else "Ring: a score.", table, wide)


def _story(scores: Sequence[Scored]) -> ScoreStory:
    good = [each for each in scores if each.value is not None]
    unscored = tuple(f"{weekday_words(each.day)}: {score_words(each)}" for each in scores if each.value is None)
    if not good:
        return ScoreStory(scores[0].name, scores[0].measures, None, (), unscored, ())
    last = good[-1]
    doubts = (f"Nobody has seen these in a source: {', '.join(last.unverified)}.",) if last.unverified else ()
    return ScoreStory(
        last.name, last.measures, score_picture(good), change_sentences(good), unscored, (*last.said, *doubts), figure_sources(good)
    )


def _drawn(scores: Sequence[Scored], width: float, title: str, described: str) -> str:
    begin = date.fromisoformat(scores[0].day).toordinal()
    places = [float(date.fromisoformat(each.day).toordinal() - begin) for each in scores]
    room = max(2, round(0.04 * places[-1]))  # so that rings stand clear of the edges
    count = max(int(places[-1]) + 2 * room + 1, LEAST_DAYS)
    axis = days_axis(date.fromordinal(begin - room).isoformat(), count, LEFT, width - RIGHT - margin_of(scores[0].instrument))
    bottom = HEADING + row_height(scores[0].instrument) + GAP
    body = [
        *days_grid(axis, HEADING, bottom),
        *score_row(scores, [place + room for place in places], axis, 0.0, margin=True),
        *days_foot(axis, bottom),
    ]
    return frame(body, width, bottom + FOOT, title, described, "scores")
