"""What was counted of a population so far: whole numbers alone, so that blocks add up to the same in any order."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from jaxtyping import Int
from numpy import ndarray

from unspiral.scale.laid import Tally

HALF = 2**64  # squares come as two halves of 64 bits
UNIT = 2**20  # of amounts: whole numbers of 2^-20


@dataclass(frozen=True, slots=True, eq=False)
class Sums:
    """Counts of all persons that are done.

    Args:
        there: persons by arm, joint state and week, in one row.
        events: by arm, hazard and week, in one row.
        amount, square: of each arm and outcome, in units of 2^-20 and 2^-40.
        apart, apart_square: the same of each person's difference from the first arm.
    """

    there: Int[ndarray, " there"]
    events: Int[ndarray, " events"]
    amount: tuple[int, ...]
    square: tuple[int, ...]
    apart: tuple[int, ...]
    apart_square: tuple[int, ...]

    def plus(self, block: Tally) -> Sums:
        """The same with a block more; this one stays as it is, so that an interruption never leaves half of a block behind.

        Args:
            block: as the kernel gives it.
        """
        there, events, amount, square, apart, apart_square = block
        return Sums(
            self.there + np.asarray(there).ravel().astype(np.int64),
            self.events + np.asarray(events).ravel().astype(np.int64),
            _added(self.amount, np.asarray(amount).ravel().tolist()),
            _added(self.square, [high * HALF + low for high, low in square]),
            _added(self.apart, np.asarray(apart).ravel().tolist()),
            _added(self.apart_square, [high * HALF + low for high, low in apart_square]),
        )


def nothing(arms: int, states: int, hazards: int, outcomes: int, weeks: int) -> Sums:
    """Nobody counted yet."""
    none = (0,) * (arms * outcomes)
    rows = arms * (weeks + 1)
    return Sums(np.zeros(rows * states, dtype=np.int64), np.zeros(rows * hazards, dtype=np.int64), none, none, none, none)


def mean_and_error(total: int, square: int, persons: int) -> tuple[float, float]:
    """Mean of an amount over persons, and its standard error, from whole numbers.

    mean = S / (2^20 N),  se^2 = (N Q - S^2) / (2^40 N^2 (N - 1)).

    Args:
        total, square: S and Q, in units of 2^-20 and 2^-40.
        persons: N; the error of one person alone is infinite.
    """
    mean = total / (UNIT * persons)
    if persons < 2:
        return mean, float("inf")
    spread = max(persons * square - total * total, 0)
    return mean, (spread / (UNIT * UNIT * persons * persons * (persons - 1))) ** 0.5


def _added(one: tuple[int, ...], other: list[int]) -> tuple[int, ...]:
    return tuple(a + b for a, b in zip(one, other, strict=True))
