"""Chance that can be worked out again."""

from __future__ import annotations

from collections import Counter
from itertools import pairwise, permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from unspiral.measure.prompts.draw import chosen, moments, numbers, shuffled

pytestmark = pytest.mark.property


def test_the_numbers_are_fixed_for_ever() -> None:
    assert numbers("plan", 2) == [5920855931650479402, 6572493663142880729]
    assert moments("plan", 720, 3, 90) == [42, 262, 370]
    assert numbers("plan", 9)[:4] == numbers("plan", 4)
    assert numbers("plan", 5) != numbers("plans", 5)
    assert numbers("x", 0) == []


@given(st.text(max_size=8), st.integers(0, 1440), st.integers(1, 12), st.integers(1, 400))
def test_moments_keep_the_gap_and_the_window(key: str, length: int, count: int, gap: int) -> None:
    found = moments(key, length, count, gap)
    assert len(found) == count
    assert found[0] >= 0
    assert found[-1] < max(length, count)
    least = min(gap, max(length, count) // count)
    assert all(later - earlier >= max(1, least) for earlier, later in pairwise(found))


def test_each_set_of_moments_is_equally_likely() -> None:
    drawn = Counter(tuple(moments(f"k{i}", 7, 2, 3)) for i in range(30_000))
    room = [(a, b) for a in range(7) for b in range(7) if b - a >= 3]
    assert set(drawn) == set(room)
    chi = sum((drawn[pair] - 30_000 / len(room)) ** 2 / (30_000 / len(room)) for pair in room)
    assert chi < 30.0  # 9 degrees of freedom: exceeded by chance once in 2,000


def test_all_orders_come_up() -> None:
    orders = Counter(shuffled(f"k{i}", "abc") for i in range(6_000))
    assert set(orders) == set(permutations("abc"))
    assert all(abs(n - 1_000) < 150 for n in orders.values())


def test_items_are_left_out_evenly() -> None:
    taken = [chosen(f"k{i}", "abcdef", "c", 3) for i in range(5_000)]
    assert all(len(items) == 3 and "c" in items and list(items) == sorted(items) for items in taken)
    counts = Counter(item for items in taken for item in items)
    assert all(abs(counts[item] - 2_000) < 200 for item in "abdef")
    assert chosen("k", "abc", "", 3) == ("a", "b", "c")
