from __future__ import annotations

import pytest
from tests.doors.cli.calling import call

from unspiral.doors.cli.population import WORDS

pytestmark = pytest.mark.unit


@pytest.mark.parametrize("word", list(WORDS))
def test_every_word_has_a_command_and_help(word: str) -> None:
    told = call("population", word, "--help")
    assert told.code == 0 and "Examples:" in told.out and WORDS[word] in call("population", "--help").out.replace("\n              ", " ")


def test_a_word_that_is_none() -> None:
    told = call("population", "calibrat")
    assert told.code == 2 and "Did you mean 'calibrate'" in told.err
