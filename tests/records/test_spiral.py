from __future__ import annotations

import math
from dataclasses import FrozenInstanceError

import numpy as np
import pytest

from unspiral.records import Effect, LinkShare, Spiral
from unspiral.records.effects import Curve, PathEffects
from unspiral.records.spiral import Centrality, Slowing, SlowingLink, Travel, Weighed

pytestmark = pytest.mark.unit

ONE = Effect(0.1, None, None)
HELD = Weighed(ONE, 0.05, 0.8, "cannot tell")
FLAT = np.zeros(3)
CURVE = Curve(np.arange(3.0), FLAT, FLAT, FLAT, FLAT, FLAT)
PATHS = PathEffects(("pain", "sleep"), False, True, CURVE, CURVE, CURVE, {}, True)
LINK = SlowingLink(ONE, ONE, ONE, HELD)


@pytest.mark.parametrize(
    ("record", "name"),
    [
        (HELD, "word"),
        (LinkShare(ONE, 0.9), "gain"),
        (LINK, "saved"),
        (Slowing(ONE, HELD, {("pain", "sleep"): LINK}, (), math.nan, "none"), "most"),
        (Travel(PATHS, HELD, HELD, HELD, {}), "total"),
        (Centrality(CURVE, CURVE, HELD, HELD, ONE), "controllability"),
        (Spiral(None, None, 0.5, {}, None, None, "day", 0.95, ""), "words"),
    ],
)
def test_records_are_frozen_and_have_no_other_fields(record: object, name: str) -> None:
    with pytest.raises(FrozenInstanceError):
        setattr(record, name, None)
    assert not hasattr(record, "__dict__")


def test_a_spiral_needs_no_more_than_its_words() -> None:
    found = Spiral(None, None, 0.5, {}, None, None, "day", 0.95, "One process alone makes no loop.")
    assert (found.verdicts, found.travel, found.centrality, found.slowing) == ((), {}, {}, None)
    assert found.threshold == 0.05
