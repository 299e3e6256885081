"""Words of a plan."""

from __future__ import annotations

from dataclasses import replace

import pytest
from tests.records.test_design import NEEDED, ROW, made

from unspiral.show.design_words import answer_words, asked_words, needed_words, simulated_words, wanted_words

pytestmark = pytest.mark.unit


def test_the_answer_names_the_design_or_says_that_there_is_none() -> None:
    assert answer_words(made())[0].startswith("With 60 people, 28 days, 5 beeps a day, 80 % answered: power 0.80")
    assert answer_words(replace(made(), chosen=None))[0] == "None of these designs reaches a power of 0.8. The nearest:"
    assert answer_words(replace(made(), rows=(replace(ROW, why="too few answers"),), chosen=None)) == ["No design can tell this link."]


def test_what_was_asked_and_what_is_needed() -> None:
    plan = replace(made(), wanted_width=0.1, people=(replace(NEEDED, people=None),))
    assert wanted_words(plan) == "a power of 0.8 and an interval no wider than 0.1"
    assert asked_words(plan).startswith("To be seen: depression → pain, 0.1 per day")
    assert needed_words(plan)[0] == "28 days, 5 beeps a day, 80 % answered: more than 100,000 people"
    told = made().confirmed
    assert told is not None
    assert "an unknown share" in simulated_words(replace(told, gap=float("nan")), plan)
