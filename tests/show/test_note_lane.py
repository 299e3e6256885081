"""Notes as numbers under their days: every number is there, and none lies on another."""

from __future__ import annotations

import re
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.show.days_made import END, day_before

from unspiral.show.day_record import Days, Note
from unspiral.show.days_axis import days_axis
from unspiral.show.note_lane import note_marks
from unspiral.show.svg import FONT

pytestmark = pytest.mark.unit


@given(st.lists(st.integers(0, 89), min_size=1, max_size=60))
def test_every_note_has_its_number_and_numbers_lie_apart(backs: list[int]) -> None:
    notes = tuple(Note(f"n{k}", day_before(back), "x") for k, back in enumerate(sorted(backs, reverse=True)))
    days = Days(day_before(89), END, notes=notes)
    drawn = note_marks(days, days_axis(days.begin, 90, 34.0, 350.0), 0.0)
    found = [(float(x), words) for x, words in re.findall(r'<text[^>]* x="([\d.]+)"[^>]*>([^<]+)</text>', "".join(drawn))]
    numbers: list[int] = []
    for _, words in found:
        first, _, last = words.partition("–")
        numbers += range(int(first), int(last or first) + 1)
    assert numbers == list(range(1, len(notes) + 1))
    for (x0, one), (x1, two) in pairwise(found):
        assert x1 - x0 > 0.31 * FONT * (len(one) + len(two)) - 8.0
    assert "".join(drawn).count("<line") == len({note.day for note in notes})
