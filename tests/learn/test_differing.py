"""Whether these people can show how they differ."""

from __future__ import annotations

from dataclasses import replace

import pytest
from tests.learn.people_made import LINKS, LOOP, choices, made, numbers

from unspiral.errors import NotIdentified, SpecError
from unspiral.learn.differing import settle_differences
from unspiral.records import Panel

pytestmark = pytest.mark.unit

PLAIN = replace(choices(()), individual=())


def panel(people: int, occasions: int) -> Panel:
    return made(people, occasions, PLAIN, numbers(PLAIN, {}))


def test_enough_people_and_occasions() -> None:
    settled, said = settle_differences(panel(25, 25), LOOP, PLAIN, LINKS[::-1])
    assert settled.individual == LINKS  # in order of the free numbers
    assert [v.code for v in said] == ["individual"]


def test_few_people_or_occasions_are_said() -> None:
    _, said = settle_differences(panel(12, 10), LOOP, PLAIN, LINKS)
    assert [(v.code, v.level) for v in said[1:]] == [("individual-few-people", "caution"), ("individual-few-occasions", "caution")]


@pytest.mark.parametrize(("people", "occasions", "code"), [(1, 60, "one-person"), (6, 30, "few-people"), (30, 4, "few-people")])
def test_what_cannot_be_seen_is_refused(people: int, occasions: int, code: str) -> None:
    with pytest.raises(NotIdentified) as caught:
        settle_differences(panel(people, occasions), LOOP, PLAIN, LINKS)
    assert code in caught.value.code
    assert caught.value.fix


def test_weights_and_missing_numbers_are_refused() -> None:
    with pytest.raises(SpecError, match="weights"):
        settle_differences(panel(12, 10), LOOP, replace(PLAIN, weight="w"), LINKS)
    with pytest.raises(SpecError, match="no measurement error"):
        settle_differences(panel(12, 10), LOOP, replace(PLAIN, error=False), ("error:pain",))
