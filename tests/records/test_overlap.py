"""What was found of questions that stand on both sides of an arrow."""

from __future__ import annotations

import pytest

from unspiral.records.overlap import Overlap, SharedItem

pytestmark = pytest.mark.unit


def test_the_same_and_the_near_are_kept_apart() -> None:
    same = SharedItem("depression", "a", "phq3", "words", "sleep", False, "source")
    near = SharedItem("depression", "b", "cesd20", "words", "fatigue", True, "source")
    found = Overlap((near, same))
    assert found.same == (same,)
    assert found.near == (near,)
    assert not found.keep
