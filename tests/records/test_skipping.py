from __future__ import annotations

from dataclasses import FrozenInstanceError

import pytest

from unspiral.records.skipping import Assumed, Skipping

pytestmark = pytest.mark.unit


def test_the_slider_holds_answers_in_order_and_never_changes() -> None:
    found = Skipping(100, 20, slider=(Assumed({"depression": 0.0}), Assumed({"depression": 0.5}, answer="both")))
    assert [a.slope["depression"] for a in found.slider] == [0.0, 0.5]
    assert found.random is None
    with pytest.raises(FrozenInstanceError):
        found.skipped = 1  # type: ignore[misc]
