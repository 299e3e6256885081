from __future__ import annotations

from dataclasses import FrozenInstanceError

import pytest

from unspiral.records.effect import Effect
from unspiral.records.shortcut import Shortcut

pytestmark = pytest.mark.unit


def test_a_shortcut_holds_both_answers_and_never_changes() -> None:
    arrow = ("pain", "depression")
    found = Shortcut("cannot tell", 1.0, {arrow: Effect(0.2, 0.1, 0.3)}, {arrow: Effect(0.1, 0.0, 0.2)}, floor={"phq_2": 0.6})
    assert found.shortcut[arrow].estimate < found.effects[arrow].estimate
    assert found.ceiling == {}
    with pytest.raises(FrozenInstanceError):
        found.note = "x"  # type: ignore[misc]
