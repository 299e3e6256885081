"""What a count adds up."""

from __future__ import annotations

import pytest

from unspiral.records.compliance import Count

pytestmark = pytest.mark.unit


def test_what_is_over_leaves_out_paused_and_pending() -> None:
    count = Count("P1", answered=1, late=2, early=3, expired=4, not_offered=5, paused=60, pending=70, blank=8, by_design=90)
    assert count.over == 1 + 2 + 3 + 4 + 5 + 8
    assert Count("P1").rate is None
