"""What a person chose for the page of a visit."""

from __future__ import annotations

import pytest

from unspiral.show.visit_asked import PARTS, Asked

pytestmark = pytest.mark.unit


def test_everything_is_on_the_page_unless_it_is_left_out() -> None:
    assert Asked("2026-11-01", "2026-11-22").parts == tuple(PARTS)
    assert set(PARTS) == {"course", "scores", "safety", "treatments", "loop"}
