from __future__ import annotations

import numpy as np
import pytest
from tests.act.population.policy_made import faster, own, packaged

from unspiral.act.population.luck import drawn, luck_of

pytestmark = pytest.mark.identity


def test_draws_keep_to_both_ends_of_the_interval() -> None:
    found = drawn([own()], 4000, 1)
    assert set(found[0]) == {"own: help, depression ends", "own: help, pain becomes chronic"}  # uptake is assumed, not drawn
    values = np.array([each["own: help, depression ends"] for each in found])
    assert np.quantile(values, [0.025, 0.5, 0.975]) == pytest.approx([1.5, 2.0, 3.0], rel=0.04)


def test_the_same_finding_has_the_same_luck_in_every_policy() -> None:
    found = drawn(packaged("mood-care", "combined-care"), 5, 1)
    for each in found:
        assert each["mood-care: stepped care, depression ends"] == each["combined-care: combined care, depression ends"]
    assert drawn(packaged("mood-care"), 5, 1)[3] == {k: v for k, v in found[3].items() if k.startswith("mood-care")}
    assert drawn(packaged("mood-care"), 5, 2) != drawn(packaged("mood-care"), 5, 1)
    assert drawn([faster()], 2, 1) == [{}, {}]  # what a policy chooses is no finding


def test_one_row_has_one_luck_and_stronger_is_stronger_on_both_sides_of_1() -> None:
    assert np.array_equal(luck_of("T023", 1.37, 9, 1)[:4], luck_of("T023", 1.59, 4, 1))
    assert np.array_equal(luck_of("T023", 1.37, 9, 1), -luck_of("T023", 0.73, 9, 1))
    assert not np.array_equal(luck_of("T023", 1.37, 9, 1), luck_of("T033", 1.37, 9, 1))
    many = luck_of("T023", 1.37, 4000, 1)
    assert abs(many.mean()) < 0.06 and many.std() == pytest.approx(1.0, abs=0.04)
