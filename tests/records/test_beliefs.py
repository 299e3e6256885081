from __future__ import annotations

from dataclasses import FrozenInstanceError

import pytest

from unspiral.errors import SpecError
from unspiral.records.beliefs import Belief, Beliefs, needs_answers

pytestmark = pytest.mark.unit

BELIEFS = Beliefs((Belief("self:pain", "fixed", -0.5, -0.5, -0.5, "1/day", "stated by you"),), {"pain": "points"}, (), 0.0)


def test_what_needs_answers_refuses_beliefs_and_takes_everything_else() -> None:
    needs_answers(None, "A report")
    with pytest.raises(SpecError, match=r"^A report is about what was learned from answers") as caught:
        needs_answers(BELIEFS, "A report")
    assert "unspiral learn" in caught.value.fix


def test_they_never_change() -> None:
    with pytest.raises(FrozenInstanceError):
        BELIEFS.away = 0.5  # type: ignore[misc]
