"""Plans are records: frozen, equal when they say the same."""

from __future__ import annotations

from dataclasses import FrozenInstanceError

import pytest

from unspiral.records.schedule import ANCHORS, MIDNIGHT, Fixed, Rule, Schedule, Version, Wall

pytestmark = pytest.mark.unit


def made() -> Schedule:
    return Schedule("a", "UTC", (Version(1, None, None, (Rule("r", Fixed((Wall(MIDNIGHT, 1200),)), 60),)),))


def test_plans_are_frozen_and_equal_by_what_they_say() -> None:
    assert made() == made()
    assert hash(made()) == hash(made())
    assert MIDNIGHT in ANCHORS
    with pytest.raises(FrozenInstanceError):
        made().zone = "Europe/Zurich"  # type: ignore[misc]
    with pytest.raises(FrozenInstanceError):
        made().versions[0].rules[0].expires = 1  # type: ignore[misc]
