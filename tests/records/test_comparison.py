from __future__ import annotations

from dataclasses import FrozenInstanceError

import numpy as np
import pytest

from unspiral.records.comparison import Comparison, LeaveFuture, LeaveOneOut, RatioTest, Standing

pytestmark = pytest.mark.unit


def test_nothing_left_out_is_the_default_and_it_is_frozen() -> None:
    standing = Standing("one", -10.0, 3, 26.0, 30.0, 1.0)
    found = Comparison((standing,), (RatioTest("a", "b", None, None, None, (), "No test."),), "one", "one", "day")
    assert found.left_out == found.future == {}
    assert found.by_person == found.by_future == found.verdicts == ()
    with pytest.raises(FrozenInstanceError):
        found.best = "two"  # type: ignore[misc]


def test_shapes_are_checked() -> None:
    two, three = np.zeros(2), np.zeros(3)
    with pytest.raises(Exception, match=r"khat|persons"):
        LeaveOneOut(("a", "b"), two, three, (), (), two)
    with pytest.raises(Exception, match=r"scores|occasions"):
        LeaveFuture(1, (1.0,), (True,), ("a",), two, three, False)
