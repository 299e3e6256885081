"""Records of earlier bad days."""

from __future__ import annotations

from dataclasses import FrozenInstanceError

import pytest

from unspiral.records.flare import FlareRule, Spell

pytestmark = pytest.mark.unit


def test_days_of_a_spell_count_both_ends() -> None:
    assert Spell(4, 4, 1, 0, True, True, {}).days == 1
    assert Spell(4, 9, 5, 1, True, False, {"heat": 2}).days == 6


def test_the_rule_is_frozen_and_has_its_numbers() -> None:
    rule = FlareRule()
    assert (rule.points, rule.sds, rule.days, rule.gap, rule.after, rule.fewest) == (2.0, 1.0, 2, 1, 3, 5)
    with pytest.raises(FrozenInstanceError):
        rule.days = 3  # type: ignore[misc]
