"""Numbers that know how they move: a value and its slopes along some directions, carried by the rules of differentiation."""

from __future__ import annotations

from typing import Any

import numpy as np

from unspiral.learn.system import Array

# Stacks: arrays whose first axis holds the value and then its slope along each direction. A stack of one is a plain value.


def times(a: Array, b: Array) -> Array:
    """Product of two stacks, element by element: (a b)' = a' b + a b'."""
    out = a[:1] * b if len(b) >= len(a) else a * b[:1]
    if len(a) > 1 and len(b) > 1:
        out[1:] += a[1:] * b[:1]
    return out


def product(a: Array, b: Array) -> Array:
    """Matrix product of two stacks: (A B)' = A' B + A B'."""
    out = a[:1] @ b if len(b) >= len(a) else a @ b[:1]
    if len(a) > 1 and len(b) > 1:
        out[1:] += a[1:] @ b[:1]
    return out


class Moving:
    """A value and its slopes; adds, multiplies and divides as numbers do.

    Args:
        stack: value first, then the slope along each direction.

    Source: tests/act/population/test_moving.py, against differences.
    """

    __slots__ = ("stack",)
    __array_ufunc__ = None  # arithmetic with plain arrays is done here

    def __init__(self, stack: Array) -> None:
        self.stack = stack

    @property
    def value(self) -> Array:
        """The value."""
        return self.stack[0]

    @property
    def slope(self) -> Array:
        """How it moves along each direction."""
        return self.stack[1:]

    def _beside(self, other: Any) -> tuple[Array, Array]:
        """Both as stacks of as many axes, so that values broadcast and slopes stay slopes."""
        more = other.stack if isinstance(other, Moving) else np.asarray(other, dtype=float)[None]
        axes = max(self.stack.ndim, more.ndim)
        one, two = (x.reshape(len(x), *(1,) * (axes - x.ndim), *x.shape[1:]) for x in (self.stack, more))
        return one, two

    def __add__(self, other: Any) -> Moving:
        one, two = self._beside(other)
        if len(two) == 1 < len(one):
            two = np.concatenate([two, np.zeros((len(one) - 1, *two.shape[1:]))])
        return Moving(one + two)

    __radd__ = __add__

    def __neg__(self) -> Moving:
        return Moving(-self.stack)

    def __sub__(self, other: Any) -> Moving:
        return self + (-other if isinstance(other, Moving) else -np.asarray(other, dtype=float))

    def __rsub__(self, other: Any) -> Moving:
        return -self + other

    def __mul__(self, other: Any) -> Moving:
        return Moving(times(*self._beside(other)))

    __rmul__ = __mul__

    def __truediv__(self, other: Any) -> Moving:
        return self * inverse(other) if isinstance(other, Moving) else self * (1.0 / np.asarray(other, dtype=float))

    def __rtruediv__(self, other: Any) -> Moving:
        return inverse(self) * other

    def __getitem__(self, key: Any) -> Moving:
        return Moving(self.stack[(slice(None), *(key if isinstance(key, tuple) else (key,)))])

    def __float__(self) -> float:
        return float(self.stack[0])

    def sum(self) -> Moving:
        """Of all elements."""
        return Moving(self.stack.reshape(len(self.stack), -1).sum(axis=1))

    def log(self) -> Moving:
        """Natural logarithm."""
        out = self.stack / self.stack[:1]
        out[0] = np.log(self.stack[0])
        return Moving(out)


def inverse(number: Moving) -> Moving:
    """1 / x, element by element."""
    out = -number.stack / number.stack[:1] ** 2
    out[0] = 1.0 / number.stack[0]
    return Moving(out)
