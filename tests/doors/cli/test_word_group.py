from __future__ import annotations

import pytest
from tests.doors.cli.calling import call

from unspiral.doors.cli.measure import WORDS as MEASURE
from unspiral.doors.cli.trial import WORDS as TRIAL

pytestmark = pytest.mark.unit


@pytest.mark.parametrize(("group", "words"), [("measure", MEASURE), ("trial", TRIAL)])
def test_every_word_opens_its_own_file(group: str, words: dict[str, str]) -> None:
    shown = call(group, "--help")
    assert shown.code == 0
    for word in words:
        assert f"\n  {word} " in shown.out
        assert call(group, word, "--help").code == 0


@pytest.mark.parametrize(("slip", "meant"), [(("measure", "helplines"), "help-lines"), (("trial", "plann"), "plan")])
def test_a_slip_names_what_was_meant(slip: tuple[str, str], meant: str) -> None:
    found = call(*slip)
    assert found.code == 2
    assert f"'{slip[0]} {slip[1]}' is not a command" in found.err
    assert f"Did you mean '{meant}'" in found.err
