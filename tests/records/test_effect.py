from __future__ import annotations

from dataclasses import FrozenInstanceError

import pytest

from unspiral.records.effect import Effect

pytestmark = pytest.mark.unit


def test_an_effect_may_have_no_interval_and_never_changes() -> None:
    found = Effect(0.2, None, None)
    assert (found.low, found.high, found.se) == (None, None, None)
    with pytest.raises(FrozenInstanceError):
        found.low = 0.1  # type: ignore[misc]
