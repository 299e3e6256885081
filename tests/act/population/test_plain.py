from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from tests.act.population.example import POLICY, declared, falling, town

from unspiral.act.population.plain import plain_tally

pytestmark = pytest.mark.identity
core: Any = pytest.importorskip("unspiral._core", reason="no compiled kernel on this machine")


@pytest.mark.parametrize("episodes", [declared(), falling()], ids=["person effects", "time in a state"])
def test_the_same_whole_numbers_as_the_kernel(episodes: Any) -> None:
    laid = town(episodes, 260, nodes=3, policy=replace(POLICY, week=0))
    laid.given["per_event"] = np.arange(len(laid.given["per_event"])) / 7.0
    one, other = core.Town(**laid.given).simulate(9, 100, 60, 1), plain_tally(laid.given, 9, 100, 60)
    for k in (0, 1, 2, 4):
        assert np.array_equal(one[k], other[k])
    assert [tuple(pair) for pair in one[3]] == other[3] and [tuple(pair) for pair in one[5]] == other[5]
    assert other[5][-1] != (0, 0)
