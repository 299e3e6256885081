from __future__ import annotations

import pytest
from tests.act.population.example import declared

from unspiral.act.population.joint import joint_of
from unspiral.act.population.naming import Names, basis_words, besides_words, condition_words, joint_words, plain_name, state_words
from unspiral.loop.episodes import Basis, Ratio

pytestmark = pytest.mark.unit


def test_states_are_called_as_people_call_them() -> None:
    episodes = declared()
    assert state_words(episodes.course("pain"), "chronic") == "chronic pain"
    assert state_words(episodes.course("depression"), "episode") == "depression episode"
    assert state_words(episodes.course("mood care"), "on") == "mood care on"


def test_every_joint_state_has_words_of_its_own() -> None:
    episodes = declared()
    joint = joint_of(episodes)
    words = [joint_words(episodes, joint, place) for place in range(len(joint.states))]
    assert len(set(words)) == len(words)
    assert words[joint.first] == "well" and "dead" in words
    assert "chronic pain with depression episode" in words and "earlier pain" in words
    assert not any("chronic pain" in word and "earlier pain" in word for word in words)  # a first episode is no earlier one


def test_where_a_ratio_holds() -> None:
    episodes = declared()
    found = {condition_words(episodes, ratio) for hazard in episodes.hazards for ratio in hazard.ratios}
    assert {"depression episode", "earlier pain", "women", "aged 45 to 60", "aged 75 and over", "chronic pain"} <= found
    assert (
        condition_words(episodes, Ratio("earlier", 2.0, Basis("E035"), low=2.0, high=4.0, course="pain"))
        == "2 or more and fewer than 4 episodes of pain"
    )
    assert besides_words(episodes, episodes.hazard("pain care begins")) == ("only with chronic pain",)
    assert besides_words(episodes, episodes.hazard("depression ends")) == ("then also: mood care off",)


def test_sources_are_said_and_so_is_their_absence() -> None:
    assert basis_words(Basis("E035", "cohorts")) == "E035 (cohorts)"
    assert basis_words(Basis("", "nobody knows")) == "assumed: nobody knows"
    assert basis_words(Basis("")) == "assumed"


def test_names_are_kept_apart_and_begin_with_no_word_of_a_grammar() -> None:
    names = Names()
    assert [names.of(words) for words in ("Pain care", "pain-care", "pain_care", "a, b")] == [
        "Pain care",
        "pain care 2",
        "pain care 3",
        "a b",
    ]
    assert plain_name("not well") == "the not well" and plain_name("if pain") == "the if pain" and plain_name("2 times") == "the 2 times"
    assert plain_name("->") == "unnamed"
