"""The last days in small: pain and mood alone, for a page that has more to say than this."""

from __future__ import annotations

from dataclasses import replace

from unspiral.show.day_record import Days
from unspiral.show.days_chart import process_row, stacked
from unspiral.show.days_table import days_table
from unspiral.show.days_words import description, finding
from unspiral.show.model import Picture
from unspiral.show.svg import NARROW

SHOWN = ("pain", "mood")


def week_picture(days: Days) -> Picture | None:
    """Draw pain and mood of a few days, without treatments and notes; None where neither was written down.

    Args:
        days: such as the last seven.

    Source: tests/show/test_week_chart.py.
    """
    few = tuple(replace(each, answers={name: each.answers[name] for name in SHOWN if name in each.answers}) for each in days.check_ins)
    bare = replace(days, check_ins=few, treatments=(), notes=(), scores=(), measured=())
    if not any(bare.values(process) for process in SHOWN):
        return None
    title = finding(bare)
    svg = stacked(bare, [process_row(bare, process) for process in SHOWN], NARROW, title, description(bare))
    caption = "One mark an answer; where nothing was written down, nothing is drawn."
    if any(each.flare for each in few):
        caption += " Dark triangle: a flare day."
    return Picture(title, svg, caption, days_table(days))
