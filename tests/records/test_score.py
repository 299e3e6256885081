"""A score, or the reason why there is none."""

from __future__ import annotations

import dataclasses

import pytest

from unspiral.records.score import Score

pytestmark = pytest.mark.unit


def test_a_score_is_frozen_and_starts_without_remarks() -> None:
    found = Score("phq9", 7.0, "points", 0, 27, "mild", 9, 0)
    assert (found.se, found.safety, found.why_none, found.said, dict(found.subscales)) == (None, None, "", (), {})
    with pytest.raises(dataclasses.FrozenInstanceError):
        found.value = 8.0  # type: ignore[misc]
