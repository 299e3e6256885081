"""The other process: its answer comes back, and when it gives none nothing hangs."""

from __future__ import annotations

import asyncio
import sys

import pytest
from tests.doors.web.test_trial_work import DIARY

from unspiral.doors.web import behind, trial_aside
from unspiral.doors.web.trial_aside import worked_out
from unspiral.doors.web.trial_work import work
from unspiral.errors import NotConverged

pytestmark = pytest.mark.unit

QUESTION = {"do": "compare", "before": DIARY, "after": [day - 1.0 for day in DIARY]}


def test_it_says_what_this_process_would() -> None:
    assert asyncio.run(worked_out(QUESTION)) == work(QUESTION)


def test_no_answer_is_told_in_words(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(behind.sys, "executable", "/bin/false")
    with pytest.raises(NotConverged, match="Nothing was changed"):
        asyncio.run(worked_out(QUESTION))
    monkeypatch.setattr(behind.sys, "executable", sys.executable)


def test_one_that_takes_too_long_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(trial_aside, "LIMIT", 0.05)
    with pytest.raises(NotConverged):
        asyncio.run(worked_out(QUESTION))
