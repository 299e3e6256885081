"""Chance that can be worked out again: the same words always draw the same numbers, on every machine and in every version of Python."""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256
from struct import Struct

_FOUR = Struct(">4Q")


def numbers(key: str, count: int) -> list[int]:
    """Whole numbers from 0 to 2**64 - 1: the bytes of SHA-256 over the key and a running number, four numbers from each.

    Args:
        key: what is being drawn; another key draws other numbers.
        count: how many numbers.
    """
    found: list[int] = []
    for block in range(0, count, 4):
        found += _FOUR.unpack(sha256(f"{key}\0{block // 4}".encode()).digest())
    return found[:count]


def moments(key: str, length: int, count: int, gap: int) -> list[int]:
    """Minutes inside a window, in order, never nearer to each other than the gap.

    Each set of moments that keeps the gap is equally likely: different minutes are drawn from what the gaps leave, and the gaps put back.
    On a day whose clock jump leaves less room than the gaps need, the gap shrinks to an equal share of the window; where the jump swallows
    the window whole, the moments are its first minutes after the jump.

    Args:
        key: what is being drawn.
        length: minutes in the window, which really pass.
        count: how many moments.
        gap: least minutes between two of them.

    Returns:
        Minutes from the window's start, the last one before its end.

    Source: tests/measure/prompts/test_draw.py.
    """
    room = max(length, count)
    apart = max(1, min(gap, room // count))
    free = room - (count - 1) * (apart - 1)
    taken: set[int] = set()
    for place, number in zip(range(free - count, free), numbers(key, count)):  # Floyd's way to a set of different minutes
        minute = number * (place + 1) >> 64
        taken.add(place if minute in taken else minute)
    return [minute + i * (apart - 1) for i, minute in enumerate(sorted(taken))]


def chosen(key: str, items: Sequence[str], always: Sequence[str], ask: int) -> tuple[str, ...]:
    """Some of the items, each that is not always asked with the same chance, in their own order.

    Args:
        key: what is being drawn.
        items: all there are.
        always: those that are asked each time.
        ask: how many are asked in all.
    """
    others = [item for item in items if item not in always]
    taken = {item for _, item in sorted(zip(numbers(key, len(others)), others))[: max(ask - len(always), 0)]} | set(always)
    return tuple(item for item in items if item in taken)


def shuffled(key: str, items: Sequence[str]) -> tuple[str, ...]:
    """The items in an order of which each is equally likely.

    Args:
        key: what is being drawn.
        items: in any order.
    """
    return tuple(item for _, item in sorted(zip(numbers(key, len(items)), items)))
