from __future__ import annotations

import pytest

from unspiral.records.population import Policy

pytestmark = pytest.mark.unit


def test_a_policy_that_says_nothing_changes_nothing() -> None:
    nothing = Policy("as now")
    assert (nothing.week, nothing.scale, nothing.by_age, nothing.cut) == (0, (), (), ())
