from __future__ import annotations

import pytest

from unspiral.doors.cli.document_parts import effect_entry, refusal_entry, verdict_entry
from unspiral.errors import NotIdentified
from unspiral.records import Effect, Verdict
from unspiral.store.document import verdict_entry as in_a_file

pytestmark = pytest.mark.unit


def test_an_open_end_is_null() -> None:
    assert effect_entry(Effect(-0.5, None, 0.25)) == {"estimate": -0.5, "low": None, "high": 0.25}


def test_a_verdict_reads_as_in_the_file_of_a_fit() -> None:
    verdict = Verdict("power-low", "caution", "why", "what")
    assert verdict_entry(verdict) == in_a_file(verdict)


def test_a_refusal_is_a_verdict() -> None:
    refused = NotIdentified("Too few.", why="No answer.", fix="more days", code="few")
    assert refusal_entry(refused) == {"code": "few", "level": "refuse", "reason": "Too few. No answer.", "remedy": "more days"}
