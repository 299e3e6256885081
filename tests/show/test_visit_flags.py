"""Warning signs on the page for a visit."""

from __future__ import annotations

import pytest
from tests.show.visit_made import asked, back, flags, kept

from unspiral.measure.safety.sign import questions
from unspiral.show.visit_flags import flags_of

pytestmark = pytest.mark.unit


def test_the_last_answers_with_what_was_not_answered() -> None:
    found = flags_of([flags(9)], asked())
    assert found is not None
    assert (found.day, found.no, found.open) == ("13 November 2026", 14, len(questions()) - 16)
    assert found.yes == (questions()[0].ask,)
    assert found.not_sure == (questions()[1].ask,)


def test_many_are_counted_where_they_are_not_written_out() -> None:
    everything = kept("r", "red-flags", back(1), {"yes": [question.id for question in questions()]})
    found = flags_of([everything], asked())
    assert found is not None
    assert len(found.yes) + found.more == len(questions())


def test_none_in_the_period() -> None:
    assert flags_of([flags(100)], asked(90)) is None
