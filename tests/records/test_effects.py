from __future__ import annotations

from dataclasses import FrozenInstanceError

import numpy as np
import pytest

from unspiral.records import Effect
from unspiral.records.effects import Curve, HalfLife, Pace, PathEffects, Swing

pytestmark = pytest.mark.unit


def test_they_are_frozen_and_their_shapes_are_checked() -> None:
    lags = np.array([0.0, 1.0])
    curve = Curve(lags, lags, lags, lags, lags, lags)
    found = PathEffects(("pain", "sleep"), False, True, curve, curve, curve, {"activity": curve}, True)
    with pytest.raises(FrozenInstanceError):
        found.press = True  # type: ignore[misc]
    with pytest.raises(Exception, match=r"lags|estimate"):
        Curve(lags, np.zeros((2, 2)), lags, lags, lags, lags)


def test_times_compare_by_value() -> None:
    e = Effect(1.0, 0.5, None)
    one = Pace({"pain": HalfLife(e, e)}, {("pain", "sleep"): e}, 8.0, Swing(e, e, 0.5), 0.95, "day")
    assert one == Pace({"pain": HalfLife(e, e)}, {("pain", "sleep"): e}, 8.0, Swing(e, e, 0.5), 0.95, "day")
