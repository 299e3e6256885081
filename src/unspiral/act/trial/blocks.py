"""Blocks of on-days and off-days: which orders a design allows, which one is drawn, and how fine a test they carry."""

from __future__ import annotations

from itertools import combinations
from math import comb

import numpy as np
from jaxtyping import Int
from numpy import ndarray

from unspiral.errors import NotIdentified, SpecError, did_you_mean
from unspiral.records.trial import DESIGNS

FINE = 200  # orders from which the order alone carries a test at 5 %: p then comes in steps of 1 % and less
SAMPLED = 999  # orders that are drawn where there are more
STREAM = 51  # of chance, apart from those of fits


def count_blocks(days: int, block: int, design: str) -> int:
    """Blocks of a trial, checked.

    Raises:
        SpecError: a word or a number that makes no trial, or days that are not whole blocks.
        NotIdentified: fewer than two blocks in an arm.
    """
    if design not in DESIGNS:
        raise SpecError(
            f"'{design}' is no design of a trial.{did_you_mean(design, DESIGNS)} The designs are: {', '.join(DESIGNS)}.",
            fix="--design randomised",
        )
    if block < 1 or days < 1:
        raise SpecError(f"{days} days in blocks of {block} make no trial.", fix="--days 84 --block 7")
    if days % block:
        near = max(4, round(days / block)) * block
        raise SpecError(
            f"{days} days are not whole blocks of {block} days.", why="A block that is cut short weighs less than the others.",
            fix=f"--days {near} --block {block}",
        )  # fmt: skip
    blocks = days // block
    if blocks // 2 < 2:
        least = max(1, days // 4)
        raise NotIdentified(
            f"{days} days in blocks of {block} give {'one block' if blocks > 1 else 'fewer than one block'} per arm.",
            why="With one block on and one off, anything else that changed at the same time looks like the treatment: a good month, a "
            "holiday, or recovery by itself. No analysis can take that apart.",
            fix=f"--days {4 * block} --block {block}, or --days {4 * least} --block {least}", code="one-block",
        )  # fmt: skip
    return blocks


def orders(blocks: int, design: str) -> int:
    """How many orders of on and off the design could give.

    One for "ab", two for "alternating", n over floor(n/2) for "randomised": as many blocks on as off (one fewer where n is odd).
    """
    return 1 if design == "ab" else 2 if design == "alternating" else comb(blocks, blocks // 2)


def drawn(days: int, block: int, design: str, seed: int) -> Int[ndarray, " days"]:
    """The order of a plan: the same seed gives the same days.

    Args:
        days, block, design: of the plan.
        seed: of the draw.

    Returns:
        1 for each on-day, 0 for each off-day.

    Source: tests/act/trial/test_blocks.py.
    """
    blocks = count_blocks(days, block, design)
    return _one(blocks, design, np.random.default_rng([seed, STREAM])).repeat(block)


def alternatives(days: int, block: int, design: str, seed: int) -> Int[ndarray, "orders days"]:
    """The orders that the draw could have given: all of them, or ``SAMPLED`` drawn ones where there are more than ``SAMPLED``.

    Args:
        days, block, design: of the plan.
        seed: of the sample.
    """
    blocks = count_blocks(days, block, design)
    many = orders(blocks, design)
    if design == "ab":
        rows = np.array([_one(blocks, design, np.random.default_rng(0))])
    elif design == "alternating":
        first = np.arange(blocks) % 2
        rows = np.array([first, 1 - first])
    elif many <= SAMPLED:
        rows = np.zeros((many, blocks), dtype=np.int64)
        for row, chosen in zip(rows, combinations(range(blocks), blocks // 2), strict=True):
            row[list(chosen)] = 1
    else:
        random = np.random.default_rng([seed, STREAM, 1])
        rows = np.array([_one(blocks, design, random) for _ in range(SAMPLED)])
    return rows.repeat(block, axis=1)


def sampled(days: int, block: int, design: str) -> bool:
    """Whether ``alternatives`` holds a sample only, to which the order that was used has to be added."""
    return orders(count_blocks(days, block, design), design) > SAMPLED


def smallest_p(days: int, block: int, design: str) -> float:
    """The smallest p that the order alone can give: 1 over the orders, or over those that are looked at where they are a sample.

    Each order was as likely as the one that was drawn. An order and its mirror image need not say the same, because the first block begins
    with nothing left over and days are missed: no order is bound to come as a twin.
    """
    many = orders(count_blocks(days, block, design), design)
    return 1.0 / (many if many <= SAMPLED else SAMPLED + 1)


def which_test(days: int, block: int, design: str) -> str:
    """Which test keeps its level here: "randomisation" where the orders are fine enough, else "bootstrap"."""
    return "randomisation" if orders(count_blocks(days, block, design), design) >= FINE else "bootstrap"


def _one(blocks: int, design: str, random: np.random.Generator) -> Int[ndarray, " blocks"]:
    if design == "randomised":
        row = np.zeros(blocks, dtype=np.int64)
        row[random.permutation(blocks)[: blocks // 2]] = 1
        return row
    first = int(random.integers(2)) if design == "alternating" else 0
    return (np.arange(blocks) + first) % 2
