"""Records of a ranking cannot be changed once they are made."""

from __future__ import annotations

from dataclasses import FrozenInstanceError

import pytest

from unspiral.records.targets import Achievable, Candidate

pytestmark = pytest.mark.unit


def test_they_are_frozen() -> None:
    effect = Achievable("pain", 0.5, None, None, 0.4, 0.1, "low")
    with pytest.raises(FrozenInstanceError):
        effect.counted = 0.9  # type: ignore[misc]
    assert Candidate("yoga", "treatment", (effect,)).effects[0].counted == 0.4
