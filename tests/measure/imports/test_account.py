from __future__ import annotations

import pytest

from unspiral.measure.imports.account import Account

pytestmark = pytest.mark.unit


def test_everything_that_was_counted_is_said_once():
    account = Account()
    account.say("Guessed.")
    account.say("Guessed.")
    account.cell("missing", "pain", "99", 2)
    account.cell("missing", "pain", "77")
    account.cell("recoded", "mood", "1 -> 0")
    account.row("left out: they have no time", 3)
    assert account.sentences() == (
        "Guessed.",
        "mood: 1 cell recoded (1 -> 0: 1).",
        "pain: 3 cells missing by its code, kept as not answered (77: 1, 99: 2).",
        "3 rows left out: they have no time.",
    )
    assert account.counts() == {"missing": 3, "recoded": 1}


def test_nothing_done_is_nothing_said():
    assert Account().sentences() == ()
