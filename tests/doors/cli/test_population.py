from __future__ import annotations

import pytest
from tests.doors.cli.calling import call

from unspiral.doors.cli.population import WORDS

pytestmark = pytest.mark.unit


def test_help_names_its_words() -> None:
    shown = call("population", "--help")
    assert shown.code == 0
    assert all(word in shown.out for word in WORDS)


@pytest.mark.parametrize("word", list(WORDS))
def test_help_of_each_word_has_an_example(word: str) -> None:
    shown = call("population", word, "--help")
    assert shown.code == 0
    assert f"unspiral population {word}" in shown.out.partition("\n\n")[2]


def test_a_slip_is_told() -> None:
    found = call("population", "shw")
    assert found.code == 2
    assert "Did you mean 'show'" in found.err
