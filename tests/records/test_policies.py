from __future__ import annotations

import pytest
from tests.show.policies_made import comparison

from unspiral.records.policies import PER, Bar

pytestmark = pytest.mark.unit


def test_rows_are_found_by_their_names() -> None:
    found = comparison()
    policy = found.policies[0]
    assert found.measure("cost").unit == "EUR" and policy.word("cost").word == "cannot tell"
    assert policy.arms[2].of("end:depression:episode").change.estimate == -200.0 and PER == 100_000
    assert found.attributable[0].range == (0.0, 0.038)
    assert Bar("x", 0.0, 1.0, -3.0, -10.0).swing == 7.0
