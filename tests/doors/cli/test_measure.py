"""``unspiral measure``: every word is listed, loaded when it is called, and a slip is answered."""

from __future__ import annotations

from importlib.util import find_spec

import click
import pytest
from tests.doors.cli.calling import call

from unspiral.doors.cli.measure import WORDS, command

pytestmark = pytest.mark.unit


def test_help_lists_every_word() -> None:
    called = call("measure", "--help")
    assert called.code == 0
    assert all(f"  {word} " in called.out for word in WORDS)
    assert list(WORDS) == command.list_commands(click.Context(command))


@pytest.mark.parametrize("word", ["list", "show", "score", "check"])
def test_a_word_is_loaded_when_it_is_called(word: str) -> None:
    assert find_spec(f"unspiral.doors.cli.measure_{word}") is not None
    called = call("measure", word, "--help")
    assert called.code == 0
    assert called.out.startswith(f"Usage: unspiral measure {word}")
    assert f"unspiral measure {word}" in called.out.partition("Examples:")[2]


def test_a_slip_is_answered() -> None:
    called = call("measure", "scroe")
    assert called.code == 2
    assert "Did you mean 'score'?" in called.err
    assert command.get_command(click.Context(command), "scroe") is None
