from __future__ import annotations

import pytest
from hypothesis import given
from tests.measure.made_diary import ROWS

from unspiral.measure.diary import DiaryBuilder

pytestmark = pytest.mark.property


@given(ROWS)
def test_one_by_one_or_together_nothing_is_changed(rows):
    together, alone = DiaryBuilder(), DiaryBuilder()
    together.add_rows(rows)
    for person, time, end, instrument, form, item, value, unit, source in rows:
        alone.add(person, time, end=end, instrument=instrument, form=form, item=item, value=value, unit=unit, source=source)
    assert list(together.build().rows()) == list(alone.build().rows()) == rows


def test_spaces_stay_and_a_sentence_is_kept_once():
    builder = DiaryBuilder()
    builder.add("P1", "1", item="note", value=" a ")
    builder.say("Once.")
    builder.say("Once.")
    built = builder.build()
    assert next(built.rows())[6] == " a "
    assert built.said == ("Once.",)
