"""A questionnaire that was begun: what is read back is what was answered, and nothing else."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from unspiral.doors.web.desk import Desk
from unspiral.doors.web.draft import answer_of, draft_of, drop, fresh, save, with_answer
from unspiral.measure.questionnaires.library import instrument

pytestmark = pytest.mark.unit

PHQ9 = instrument("phq9")


@pytest.mark.usefixtures("person")
def test_it_can_be_gone_on_with(desk: Desk) -> None:
    draft = with_answer(PHQ9, fresh(datetime(2026, 11, 22, tzinfo=UTC)), PHQ9.items[0], 2)
    asyncio.run(save(desk.journal, PHQ9, draft))
    assert draft_of(desk.journal, PHQ9) == draft
    asyncio.run(drop(desk.journal, PHQ9))
    assert draft_of(desk.journal, PHQ9) is None


def test_another_answer_to_what_called_for_help_calls_anew() -> None:
    nine = PHQ9.items[8]
    draft = with_answer(PHQ9, fresh(datetime(2026, 11, 22, tzinfo=UTC)), nine, 1)
    read = replace(draft, read=True)
    assert with_answer(PHQ9, read, nine, 1).read
    assert not with_answer(PHQ9, read, nine, 2).read
    assert with_answer(PHQ9, read, PHQ9.items[0], 3).read
    assert "phq9" not in with_answer(PHQ9, read, nine, None).answers


@given(st.one_of(st.text(max_size=6), st.integers(-3, 30).map(str), st.floats(-1.0, 4.0).map(str)))
@example("")
@example("3")
@example("2.0")
@example("4")
@example("1.5")
def test_a_field_is_an_answer_of_the_item_or_refused(said: str) -> None:
    try:
        value = answer_of(PHQ9.items[0], said)
    except ValueError:
        assert said not in ("", "0", "1", "2", "3")
    else:
        assert value is None if said == "" else (value in (0, 1, 2, 3) and float(said) == value)
