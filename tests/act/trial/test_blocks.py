from __future__ import annotations

import re

import numpy as np
import pytest
from tests.act.trial.people import PERSON

from unspiral.act.trial.blocks import alternatives, count_blocks, drawn, orders, sampled, smallest_p, which_test
from unspiral.act.trial.chance import randomisation_p
from unspiral.act.trial.exposure import exposure_matrix, response
from unspiral.act.trial.gls import answering
from unspiral.act.trial.person import model_of
from unspiral.errors import NotIdentified, SpecError

pytestmark = pytest.mark.unit


def test_orders_are_those_of_the_design() -> None:
    assert list(drawn(8, 2, "ab", 1)) == [0, 0, 1, 1, 0, 0, 1, 1]
    found = {tuple(drawn(8, 2, "alternating", seed)) for seed in range(20)}
    assert found == {(0, 0, 1, 1, 0, 0, 1, 1), (1, 1, 0, 0, 1, 1, 0, 0)}
    for seed in range(5):
        row = drawn(84, 7, "randomised", seed)
        assert row.sum() == 42
        assert (row.reshape(12, 7) == row.reshape(12, 7)[:, :1]).all()
    assert (drawn(84, 7, "randomised", 3) == drawn(84, 7, "randomised", 3)).all()


def test_every_order_is_drawn_equally_often() -> None:
    found = [tuple(drawn(4, 1, "randomised", seed)) for seed in range(1200)]
    counts = np.array([found.count(row) for row in set(found)])
    assert len(counts) == 6
    # Chi square with 5 degrees of freedom stays below 20.5 in 999 of 1000 cases.
    assert ((counts - 200.0) ** 2 / 200.0).sum() < 20.5


@pytest.mark.parametrize(("days", "block", "design", "many", "least"), [
    (84, 3, "randomised", 40116600, 1 / 1000), (84, 7, "randomised", 924, 1 / 924), (84, 14, "randomised", 20, 0.05),
    (84, 21, "randomised", 6, 1 / 6), (84, 7, "alternating", 2, 0.5), (84, 7, "ab", 1, 1.0),
])  # fmt: skip
def test_how_fine_a_test_by_order_is(days: int, block: int, design: str, many: int, least: float) -> None:
    assert orders(count_blocks(days, block, design), design) == many
    assert smallest_p(days, block, design) == pytest.approx(least)
    assert which_test(days, block, design) == ("randomisation" if many >= 200 else "bootstrap")


def test_alternatives_are_all_orders_or_a_sample() -> None:
    all_of_them = alternatives(84, 14, "randomised", 1)
    assert len({tuple(row) for row in all_of_them}) == 20
    assert not sampled(84, 14, "randomised")
    assert sampled(84, 3, "randomised")
    assert (alternatives(84, 3, "randomised", 1).sum(axis=1) == 42).all()


@pytest.mark.parametrize(("days", "block", "words", "code"), [
    (84, 42, "one block per arm", 3), (84, 84, "fewer than one block per arm", 3), (80, 7, "not whole blocks", 2),
    (0, 7, "make no trial", 2),
])  # fmt: skip
def test_designs_that_tell_nothing_are_refused(days: int, block: int, words: str, code: int) -> None:
    with pytest.raises((SpecError, NotIdentified), match=words) as refusal:
        count_blocks(days, block, "randomised")
    assert refusal.value.exit_code == code
    length, size = map(int, re.findall(r"--days (\d+) --block (\d+)", refusal.value.fix)[0])
    assert count_blocks(length, size, "randomised") >= 4


@pytest.mark.parametrize(("days", "block"), [(84, 7), (84, 14), (84, 21), (28, 7)])
def test_the_smallest_p_is_reached_and_is_one_over_the_orders(days: int, block: int) -> None:
    # A diary with a huge effect on the loop itself: the order that was used stands alone at the top, its mirror image does not tie.
    model, answered = model_of(PERSON), np.ones((days, 2), dtype=bool)
    others, on, push = alternatives(days, block, "randomised", 1), drawn(days, block, "randomised", 2), np.array([0.0, 1.0])
    x = response(answering(model, model.theta[None], push).kernel(days), on.astype(float))
    p = randomisation_p(
        model, model.theta[None], push, 50.0 * x, answered, exposure_matrix(days)[None], on, others, sampled=False
    )  # fmt: skip
    assert p[0] == pytest.approx(smallest_p(days, block, "randomised"))
    assert smallest_p(days, block, "randomised") == pytest.approx(1.0 / orders(days // block, "randomised"))


def test_a_word_that_is_no_design_is_refused() -> None:
    with pytest.raises(SpecError, match="Did you mean 'randomised'"):
        count_blocks(84, 7, "randomized")
