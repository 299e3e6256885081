"""What the slider says in a few sentences."""

from __future__ import annotations

from dataclasses import replace

import pytest
from tests.learn.made_skipping import made, place

from unspiral.learn.skip_words import AGAINST, against, meaning, on_one, other_words, slider_note, turns

pytestmark = pytest.mark.unit


def test_the_places_of_one_process_stand_in_order_with_none_among_them() -> None:
    assert [a.slope["depression"] for a in on_one(made(), "depression")] == [-0.25, 0.0, 0.25, 0.5]
    assert [a.slope["pain"] for a in on_one(made(), "pain")] == [-0.25, 0.0, 0.25]


def test_the_first_place_with_another_word_is_found_on_each_side() -> None:
    held = made(turned=True)
    below, above = turns(on_one(held, "depression"), "depression")
    assert below is None
    assert above is not None
    assert above.slope["depression"] == 0.25
    assert turns(on_one(held, "pain"), "pain") == (None, None)


def test_where_nothing_changes_that_is_said() -> None:
    note = slider_note(made(), learned=True)
    assert "every arrow keeps the word that it has when skipped prompts are ignored" in note
    assert "All words stay for every slope of depression from -0.25 to +0.5 probits per standard deviation" in note
    assert "25 % of prompts at the usual state, 43 % a standard deviation above it" in note


def test_from_which_slope_on_the_answer_turns_is_said() -> None:
    note = slider_note(made(turned=True), learned=True)
    assert "From +0.25 on (people skip more when depression is high" in note
    assert "pain → depression is “likely drives” here, and “drives” without a slope" in note
    assert "speak against" not in note


def test_a_place_that_the_answers_speak_against_says_so() -> None:
    held = made(turned=True, far=True)
    assert against(held, held.slider[4]) == 51.0 > AGAINST
    assert "the answers speak against so strong a slope, by 51 log-likelihood units" in slider_note(held, learned=True)


def test_what_the_fit_says_is_held_against_ignoring_skips() -> None:
    held = replace(made(), random=place(0.0, 0.0, word="cannot tell"))
    assert "skipped prompts matter: pain → depression is “drives” here, and “cannot tell” when they are ignored" in slider_note(
        held, learned=True
    )
    assert slider_note(held, learned=False).startswith("With the slopes that were assumed, ")


def test_a_slope_as_percentages() -> None:
    assert meaning(made(), 0.0) == "25 % of prompts at the usual state, 25 % a standard deviation above it"
    assert other_words(place(0.0, 0.0), place(0.0, 0.0)) == ""
