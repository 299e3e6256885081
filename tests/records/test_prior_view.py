from __future__ import annotations

import pytest

from unspiral.records.posterior import Prior
from unspiral.records.prior_view import PriorRow, PriorView

pytestmark = pytest.mark.unit


def test_a_view_holds_what_is_assumed_and_what_that_expects() -> None:
    row = PriorRow("pain", "answers", (0.0, 1.0, 2.0, 3.0, 4.0), (-9.0, 0.0, 2.0, 4.0, 13.0))
    view = PriorView((Prior("level:pain", "normal", 5.0, 2.0),), (row,), 100)
    assert view.rows[0].expected[0] < view.rows[0].observed[0]
    assert view.priors[0].why == ""
