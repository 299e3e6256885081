from __future__ import annotations

import shlex

import pytest
from hypothesis import given
from hypothesis import strategies as st

from unspiral.loop.language import parse
from unspiral.measure.paste import loop_by, option, options, shell


@pytest.mark.property
@given(st.text(min_size=1).filter(lambda t: "\0" not in t))
def test_a_shell_reads_back_the_one_word(text):
    assert shlex.split(shell(text)) == [text]


@pytest.mark.unit
def test_plain_words_stay_plain():
    assert option("--person", "id") == "--person id"
    assert option("--time", "study day") == '--time "study day"'
    assert options("--time", ["day"]) == "--time day"
    assert options("--time", ["day", "hour", "t"]) == "--time day (or --time hour, --time t)"


@pytest.mark.unit
def test_the_loop_that_is_proposed_is_a_loop():
    words = shlex.split(loop_by({"pain": "back pain (0-10)", "depression": "phq8"}))
    assert words[0] == "--loop"
    assert parse(words[1]).columns == ("back pain (0-10)", "phq8")
