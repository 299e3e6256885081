from __future__ import annotations

import numpy as np
import pytest

from unspiral.records.chains import Chains

pytestmark = pytest.mark.unit


def test_summary_statistics_leave_no_answers_beside_the_draws() -> None:
    found = Chains(("a", "b"), np.zeros((2, 5, 2)), np.zeros((10, 2)), {"lp": np.zeros((2, 5))})
    assert found.observed == {} and found.persons == () and found.times is None
