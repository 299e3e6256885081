from __future__ import annotations

import numpy as np
import pytest
from tests.act.population.example import declared

from unspiral.errors import SpecError
from unspiral.loop.episode_numbers import (
    names_of,
    number,
    parts,
    searched,
    unsearched,
    with_number,
    with_numbers,
    with_searched,
    with_share,
)

pytestmark = pytest.mark.unit
EVERY = ("rate:pain begins", "ratio:depression begins:sex", "effect:pain begins:back", "correlation:back:mood")


@pytest.mark.parametrize("name", EVERY)
def test_a_number_is_found_changed_and_nothing_else_moves(name: str) -> None:
    begun = declared()
    other = with_number(begun, name, 0.4)
    assert number(other, name) == 0.4 != number(begun, name)
    assert [n for n in names_of(begun) if number(begun, n) != number(other, n)] == [name]
    assert with_number(other, name, number(begun, name)) == begun
    theta = np.array([searched(0.4, name)])
    assert number(with_searched(begun, (name,), theta), name) == pytest.approx(0.4) == unsearched(searched(0.4, name), name)


def test_several_at_once_are_as_one_after_the_other() -> None:
    one = with_number(with_number(declared(), EVERY[0], 0.1), EVERY[3], 0.2)
    assert with_numbers(declared(), {EVERY[0]: 0.1, EVERY[3]: 0.2}) == one


def test_links_are_taken_to_their_share_and_nothing_else_is() -> None:
    half = with_share(declared(), 0.5)
    for before, after in zip(declared().hazards, half.hazards, strict=True):
        for old, new in zip(before.ratios, after.ratios, strict=True):
            assert new.factor == pytest.approx(old.factor**0.5 if old.link else old.factor)
    assert half.hazard("pain begins").ratios[0].factor == pytest.approx(1.59**0.5)


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("speed:pain begins", "names no number of a population"),
        ("rate:a:b", "names no number of a population"),
        ("rate:pain begin", "Did you mean 'rate:pain begins'?"),
        ("correlation:mood:back", "has no number 'correlation:mood:back'"),
    ],
)
def test_names_that_are_none(name: str, said: str) -> None:
    with pytest.raises(SpecError) as caught:
        parts(declared(), name)
    assert said in caught.value.what and caught.value.fix
