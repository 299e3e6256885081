"""One look: thresholds, words, and what they do to a fit."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from tests.learn.diaries import own_diary

from unspiral.learn.arrow_weight import NOTHING, ArrowWeight
from unspiral.learn.look_words import ARROWS, take_look, with_words, word_of
from unspiral.learn.looks import Thresholds
from unspiral.learn.own_loop import fit_own, own_loop

pytestmark = pytest.mark.unit
LIMITS = Thresholds(clear=3.0, likely=2.0, nil=2.5)


@pytest.mark.parametrize(
    ("weight", "word"),
    [
        (ArrowWeight(3.1, 0.3, -math.inf), "drives"),
        (ArrowWeight(-3.1, -0.3, -math.inf), "drives"),
        (ArrowWeight(2.9, 0.3, -math.inf), "likely drives"),
        (ArrowWeight(1.9, 0.3, -math.inf), "cannot tell"),
        (ArrowWeight(0.2, 0.01, 2.6), "nil"),
        (ArrowWeight(0.2, 0.01, 2.4), "cannot tell"),
        (ArrowWeight(3.5, 0.05, 2.6), "nil"),
        (ArrowWeight(3.5, 0.05, 3.2), "clear but very small"),
        (NOTHING, "cannot tell"),
    ],
)
def test_words_follow_the_thresholds_and_nil_comes_first(weight: ArrowWeight, word: str) -> None:
    assert word_of(weight, LIMITS).word == word


def test_a_deviate_that_a_single_look_calls_clear_is_not_clear_at_the_first_of_many() -> None:
    limits = take_look(own_diary(28), []).limits
    assert limits is not None
    assert word_of(ArrowWeight(2.2, 0.3, -math.inf), limits).word == "cannot tell"


def test_a_look_at_a_strong_arrow() -> None:
    taken = take_look(own_diary(224, 8, effect=0.5), [28, 56, 84, 112, 168])
    assert taken.occasions == 224
    assert taken.words["pain", "low_mood"].word == "drives"
    assert taken.words["low_mood", "pain"].word == "cannot tell"
    assert taken.refused == ""


def test_too_few_days_are_not_looked_at() -> None:
    taken = take_look(own_diary(12), [])
    assert taken.limits is None
    assert "12 days" in taken.refused
    assert {said.word for said in taken.words.values()} == {"cannot tell"}
    assert all(said.probability is None for said in taken.words.values())


def test_the_words_of_a_look_stand_in_place_of_the_fits_own() -> None:
    panel = own_diary(60, 2, effect=0.6)
    fit = fit_own(panel, own_loop(panel))
    none = with_words(fit, {})
    assert none.direction.answer == "cannot tell"
    assert all(link.word == "cannot tell" for link in none.direction.links.values())
    both = with_words(fit, dict.fromkeys(ARROWS, "drives"))
    assert both.direction.answer == "both"
    assert {a: x.effect for a, x in both.direction.links.items()} == {a: x.effect for a, x in fit.direction.links.items()}


def test_a_question_that_was_never_answered_is_refused_and_not_raised() -> None:
    panel = own_diary(60)
    person = panel.persons[0]
    values = person.values.copy()
    values[:, 1] = np.nan
    taken = take_look(replace(panel, persons=(replace(person, values=values),)), [28])
    assert taken.refused.startswith("No check-in in these days says anything about mood.")
    assert {said.word for said in taken.words.values()} == {"cannot tell"}
    assert taken.occasions == 60
