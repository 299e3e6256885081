"""Words of a plan."""

from __future__ import annotations

from dataclasses import replace

import pytest
from tests.records.test_design import GIVEN, NEEDED, ROW, made

from unspiral.show.design_words import answer_words, asked_words, needed_words, simulated_words, wanted_words

pytestmark = pytest.mark.unit


def test_the_answer_names_the_design_or_says_that_there_is_none() -> None:
    assert answer_words(made())[0].startswith("With 60 people, 28 days, 5 beeps a day, 80 % answered: power 0.80")
    assert answer_words(replace(made(), chosen=None))[0] == "None of these designs reaches a power of 0.8. The nearest:"
    assert answer_words(replace(made(), rows=(replace(ROW, why="too few answers"),), chosen=None)) == ["No design can tell this link."]


def test_what_is_assigned_and_what_is_taken_is_said() -> None:
    plan = replace(made(), given=GIVEN, link=("walking", "pain"), value=-0.3, rows=(replace(ROW, low=0.8, high=0.97),))
    said = asked_words(plan)
    assert said.startswith("To be seen: the effect of being assigned, walking → pain, -0.3 per day")
    assert "half of the people have walking from their first answer to the last, and half never" in said
    assert "Taken: 50 % of it (up to 80 % is possible" in said
    assert "(intention to treat): -0.6 per day where it is taken, times the share that is taken, -0.3." in said
    assert "power 0.80 where 50 % is taken, 0.97 where 80 % is" in answer_words(plan)[0]
    blocks = asked_words(replace(plan, given=replace(GIVEN, block=7, most=0.5)))
    assert "in blocks of 7 days, on and off, the order drawn for each pair" in blocks
    assert "Taken: 50 % of it. The study" in blocks


def test_what_was_asked_and_what_is_needed() -> None:
    plan = replace(made(), wanted_width=0.1, people=(replace(NEEDED, people=None),))
    assert wanted_words(plan) == "a power of 0.8 and an interval no wider than 0.1"
    assert asked_words(plan).startswith("To be seen: depression → pain, 0.1 per day")
    assert needed_words(plan)[0] == "28 days, 5 beeps a day, 80 % answered: more than 100,000 people"
    told = made().confirmed
    assert told is not None
    assert "an unknown share" in simulated_words(replace(told, gap=float("nan")), plan)
