"""Which prompts were skipped, and which of them count."""

from __future__ import annotations

import numpy as np
import pytest

from unspiral.learn.skips import Prompts, prompts_of, skipped_of, with_skips
from unspiral.learn.system import lanes_of_panel
from unspiral.loop.language import parse
from unspiral.records import Panel, Person, Source

pytestmark = pytest.mark.unit
LOOP = parse("pain <-> depression")
NAN = float("nan")


def person(pain: list[float], skipped: list[float] | None = None, name: str = "1") -> Person:
    values = np.column_stack([pain, pain])
    told = None if skipped is None else np.array(skipped)
    return Person(name, np.arange(len(pain)) * 1.0, values, np.zeros((len(pain), 0)), skipped=told)


def panel(*people: Person) -> Panel:
    return Panel(people, ("pain", "depression"), (), "day", Source("made", "", 0))


def told(one: Person, *, early: bool) -> list[float]:
    return skipped_of(one, ~np.isnan(one.values).all(axis=1), early=early).tolist()


def test_without_a_word_of_prompts_every_row_is_one_up_to_the_last_answer() -> None:
    one = person([NAN, 3.0, NAN, 4.0, NAN])
    np.testing.assert_array_equal(told(one, early=True), [1.0, 0.0, 1.0, 0.0, NAN])


def test_up_to_the_first_answer_nothing_counts_unless_one_law_holds_for_all_times() -> None:
    one = person([NAN, 3.0, NAN, 4.0], [1.0, 0.0, 1.0, 0.0])
    np.testing.assert_array_equal(told(one, early=False), [NAN, NAN, 1.0, 0.0])
    np.testing.assert_array_equal(told(one, early=True), [1.0, 0.0, 1.0, 0.0])


def test_what_the_reader_said_of_prompts_holds() -> None:
    one = person([3.0, NAN, NAN, 4.0, NAN], [0.0, 1.0, NAN, 0.0, 1.0])
    np.testing.assert_array_equal(told(one, early=True), [0.0, 1.0, NAN, 0.0, 1.0])


def test_a_person_without_any_answer_tells_nothing() -> None:
    one = person([NAN, NAN], [1.0, 1.0])
    np.testing.assert_array_equal(told(one, early=True), [NAN, NAN])


def test_prompts_are_counted_and_what_was_left_out_too() -> None:
    people = (person([NAN, 3.0, NAN, 4.0, NAN], name="1"), person([3.0, 4.0], name="2"), person([NAN, NAN], name="3"))
    assert prompts_of(panel(*people), LOOP, early=False) == Prompts(3, 1, 2, 1, 3, 1, 1)
    assert prompts_of(panel(*people), LOOP, early=True) == Prompts(6, 2, 2, 1, 0, 1, 1)


def test_lanes_hold_the_skipped_prompts_as_one_more_answer() -> None:
    people = panel(person([3.0, NAN, 4.0], [0.0, 1.0, 0.0]), person([NAN, NAN], [1.0, 1.0], name="2"))
    lanes = lanes_of_panel(with_skips(people, LOOP, early=True), ("pain", "depression", "skip"), (), ())
    assert lanes.name == ("1",)
    assert lanes.values[:, 0, 2].tolist() == [0.0, 1.0, 0.0]
    assert lanes.answered[:, 0].tolist() == [[True, True, True], [False, False, True], [True, True, True]]


def test_the_answers_themselves_stay_as_they_are() -> None:
    before = panel(person([3.0, NAN, 4.0], [0.0, 1.0, 0.0]))
    after = with_skips(before, LOOP, early=True)
    np.testing.assert_array_equal(after.persons[0].values[:, :2], before.persons[0].values)
    assert after.indicators == ("pain", "depression", "skip")
    assert (after.inputs, after.time_unit, after.source) == (before.inputs, before.time_unit, before.source)
