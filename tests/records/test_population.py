from __future__ import annotations

import numpy as np
import pytest
from tests.scale.made_run import made_run

from unspiral.records.population import Policy

pytestmark = pytest.mark.unit


def test_a_policy_that_says_nothing_changes_nothing() -> None:
    nothing = Policy("as now")
    assert (nothing.week, nothing.scale, nothing.by_age, nothing.cut) == (0, (), (), ())


def test_shares_are_of_everybody() -> None:
    run = made_run()
    assert np.array_equal(run.share * run.persons, run.there)
