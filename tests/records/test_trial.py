from __future__ import annotations

from dataclasses import FrozenInstanceError

import pytest

from unspiral.records import Effect
from unspiral.records.trial import DESIGNS, TrialEffect

pytestmark = pytest.mark.unit


def test_records_are_frozen() -> None:
    effect = TrialEffect("pain", Effect(-1.0, -2.0, 0.0), Effect(-1.5, None, None), 0.95, 0.95, True)
    with pytest.raises(FrozenInstanceError):
        effect.outcome = "sleep"  # type: ignore[misc]
    assert DESIGNS == ("ab", "alternating", "randomised")
