"""Who is assigned an input when, and what cannot be assigned."""

from __future__ import annotations

import numpy as np
import pytest

from unspiral.act.design.asked import Asked
from unspiral.act.design.given import Given
from unspiral.errors import SpecError

pytestmark = pytest.mark.unit

DAY = np.repeat(np.arange(28), 2)


def test_half_of_the_people_have_it_all_the_while() -> None:
    given = Given("walking")
    columns = np.array([given.column(DAY, (1, k), k, 7) for k in range(7)])
    assert columns[:3].all()
    assert not columns[3:].any()  # of seven people the one over is without
    assert given.arms(DAY, (1,)).tolist() == [[1.0] * 56, [0.0] * 56]


def test_blocks_come_in_pairs_whose_order_is_drawn() -> None:
    given = Given("walking", 7)
    columns = np.array([given.column(DAY, (1, k), k, 400) for k in range(400)])
    by_block = columns[:, ::14]
    assert (columns.reshape(400, 4, 14) == by_block[:, :, None]).all()
    assert (by_block[:, 0] + by_block[:, 1] == 1).all()
    assert (by_block[:, 2] + by_block[:, 3] == 1).all()
    assert abs(by_block[:, 0].mean() - 0.5) < 0.1
    assert abs(np.corrcoef(by_block[:, 0], by_block[:, 2])[0, 1]) < 0.2
    own, mirrored = given.arms(DAY, (1, 3))
    assert own.tolist() == columns[3].tolist()
    assert (own + mirrored == 1).all()


def test_a_longer_study_changes_no_block_before() -> None:
    given = Given("walking", 3)
    assert given.arms(np.arange(60), (5,))[0, :20].tolist() == given.arms(np.arange(20), (5,))[0].tolist()


@pytest.mark.parametrize(
    ("least", "most", "said"),
    [
        (0.0, 0.0, "never taken"),
        (0.0, 0.5, "never taken"),
        (1.2, 1.2, "70 % is 0.7"),
        (0.8, 0.5, "smaller first"),
        (float("nan"), 0.5, "share"),
    ],
)
def test_a_share_that_is_none_is_refused(least: float, most: float, said: str) -> None:
    with pytest.raises(SpecError, match="An adherence of") as caught:
        Given("walking", None, least, most)
    assert said in f"{caught.value}"


@pytest.mark.parametrize(
    ("block", "sizes", "said"),
    [
        (None, {"people": (1, 20)}, "One person cannot have"),
        (15, {}, "Two blocks of 15 days do not fit into 28 days"),
        (3, {"every": 2}, "begin on days without any"),
    ],
)
def test_what_a_design_cannot_hold_is_refused(block: int | None, sizes: dict[str, object], said: str) -> None:
    fine: dict[str, object] = {"people": (20,), "days": (28,), "beeps": (1,)}
    with pytest.raises(SpecError, match=said):
        Asked(**(fine | sizes), given=Given("walking", block))  # type: ignore[arg-type]
    Asked(**fine, given=Given("walking", 14))  # type: ignore[arg-type]


def test_blocks_of_no_day_are_refused() -> None:
    with pytest.raises(SpecError, match="no blocks"):
        Given("walking", 0)
