"""What happens over a span of time: exp(Q t) and its integral, by doubling, for many generators at once."""

from __future__ import annotations

import math

import numpy as np
from jaxtyping import Float
from numpy import ndarray

from unspiral.learn.system import Array

UNIT = 0.25  # days: weeks, years of 365.25 days and all spans between them are whole multiples
TERMS = 30


class Spans:
    """Transitions and time spent, over spans that are whole multiples of a quarter day.

    The generator that is augmented by a column of time, [[Q, I], [0, 0]], has the exponential [[E, F], [0, I]] with E = exp(Q t) and
    F = integral from 0 to t of exp(Q s) ds; E(2t) = E(t)^2 and F(2t) = F(t) + E(t) F(t).

    Args:
        generator: Q per day, one or many; rows add up to 0.

    Source: Van Loan 1978, doi 10.1109/TAC.1978.1101743, for the augmented form; tests/act/population/test_spans.py, against scipy and
        quadrature.
    """

    def __init__(self, generator: Float[ndarray, "*many states states"]) -> None:
        fastest = float(np.abs(np.diagonal(generator, axis1=-2, axis2=-1)).max(initial=0.0)) * UNIT
        halvings = max(math.ceil(math.log2(fastest)), 0) if fastest > 0.0 else 0
        step, transition, stay = UNIT / 2**halvings, *_series(generator, UNIT / 2**halvings)
        while step < UNIT:
            step *= 2.0
            transition, stay = _doubled(transition, stay, step)
        self._levels: list[tuple[Array, Array]] = [(transition, stay)]
        self._known: dict[int, Array] = {}

    def over(self, days: float) -> Array:
        """exp(Q days)."""
        units = whole(days)
        if units not in self._known:
            found = None
            for k in _bits(units):
                found = self._level(k)[0] if found is None else found @ self._level(k)[0]
            first = self._levels[0][0]
            self._known[units] = np.broadcast_to(np.eye(first.shape[-1]), first.shape) if found is None else found
        return self._known[units]

    def moved(self, rows: Array, days: float) -> Array:
        """v exp(Q t), for few rows: by the doublings themselves."""
        for k in _bits(whole(days)):
            rows = rows @ self._level(k)[0]
        return rows

    def carried(self, rows: Array, days: float) -> tuple[Array, Array]:
        """v exp(Q t), and the time spent in each state on the way, v F(t).

        Args:
            rows: v, shape (..., rows, states).
            days: t >= 0.
        """
        spent = np.zeros_like(rows)
        for k in _bits(whole(days)):
            transition, stay = self._level(k)
            spent = spent + rows @ stay
            rows = rows @ transition
        return rows, spent

    def _level(self, k: int) -> tuple[Array, Array]:
        while len(self._levels) <= k:
            self._levels.append(_doubled(*self._levels[-1], UNIT * 2.0 ** len(self._levels)))
        return self._levels[k]


def whole(days: float) -> int:
    """How many quarter days; refuses what is no multiple."""
    units = round(days / UNIT)
    if units < 0 or abs(units * UNIT - days) > 1e-6:
        raise ValueError(f"{days} days are no multiple of a quarter day")
    return units


def _bits(units: int) -> list[int]:
    return [k for k in range(units.bit_length()) if units >> k & 1]


def _doubled(transition: Array, stay: Array, step: float) -> tuple[Array, Array]:
    """Both over twice the time, which is ``step``.

    Rows of E add up to 1 and rows of F to the time; each squaring doubles what rounding took from that, and fast hazards of a few people
    need some thirty of them. All entries are positive, so that setting the sums right leaves each with the digits that it had.
    """
    stay = stay + transition @ stay
    transition = transition @ transition
    return transition / transition.sum(axis=-1, keepdims=True), stay * (step / stay.sum(axis=-1, keepdims=True))


def _series(generator: Array, step: float) -> tuple[Array, Array]:
    """Both sums, for a step in which nothing happens faster than about once."""
    one = np.broadcast_to(np.eye(generator.shape[-1]), generator.shape)
    term = one * 1.0
    transition, stay = term.copy(), step * term
    for n in range(1, TERMS):
        term = (term @ generator) * (step / n)
        transition += term
        stay += term * (step / (n + 1))
        if np.abs(term).max(initial=0.0) < 1e-18:
            break
    return transition, stay
