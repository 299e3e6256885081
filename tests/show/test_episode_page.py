from __future__ import annotations

from dataclasses import replace

import pytest
from tests.act.population.example import declared
from tests.house.test_never_say import offences
from tests.show.reading import words_of

from unspiral.show.episode_page import episode_page
from unspiral.show.page import page
from unspiral.show.verb_page import pictures_of

pytestmark = pytest.mark.unit


def test_the_page_shows_the_picture_and_says_what_it_is_not() -> None:
    made = episode_page(declared())
    assert len(pictures_of(made)) == 1
    written = page(made)
    assert "Nothing on it was learned from anybody" in written and "says nothing about any one person" in written
    assert (
        made.answer.headline == "Pain and depression as episodes: 24 numbers, 14 of them with a row of the tables behind them, 10 assumed."
    )
    assert "E035" in written and "disability days" in written
    assert offences(words_of(made)) == []


def test_without_outcomes_and_effects() -> None:
    bare = replace(
        declared(), outcomes=(), effects=(), correlations=(), hazards=tuple(replace(h, effects=()) for h in declared().hazards), about=""
    )
    assert "differ beyond" not in page(episode_page(bare))
