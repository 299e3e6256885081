"""Diaries made up by Hypothesis: any text that can be written down."""

from __future__ import annotations

from hypothesis import strategies as st

from unspiral.measure.diary import DiaryBuilder
from unspiral.records.diary import Diary

LETTERS = st.characters(exclude_categories=("Cs",), exclude_characters="\x00")
TEXTS = st.one_of(
    st.sampled_from(
        ["", "4", "-3", "3.0", "=1+1", "'=x", " a ", "a,b", 'a "quoted" one', "two\nlines", "cr\rlf\r\n", "ü", "\ufeff", "\t="]
    ),
    st.text(LETTERS, max_size=8),
)
TIMES = st.sampled_from(["2024-03-09", "2024-03-09T21:30:00+01:00", "2024-03-09T21:30:00", "12.5", ""])


ROWS = st.lists(st.tuples(TEXTS, TIMES, TIMES, TEXTS, TEXTS, TEXTS, TEXTS, TEXTS, TEXTS), max_size=6)
SAID = st.lists(TEXTS, max_size=2)


def made(rows: list[tuple[str, ...]], said: list[str]) -> Diary:
    """A diary from rows of nine cells. Built in the test and not while drawing: run-time checks of types draw at random too."""
    builder = DiaryBuilder()
    builder.add_rows(rows)
    for sentence in said:
        builder.say(sentence)
    return builder.build()


def diary(*rows: tuple[str, ...]) -> Diary:
    """A diary from rows of person, time, item, value."""
    builder = DiaryBuilder()
    for person, time, item, value in rows:
        builder.add(person, time, item=item, value=value)
    return builder.build()
