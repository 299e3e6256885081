"""Shares of people carried on by generators: exp(Q t) of many small matrices at once, and how it moves with them."""

from __future__ import annotations

import numpy as np

from unspiral.act.population.moving import product
from unspiral.learn.system import Array

COEFFICIENTS = 1.0 / np.cumprod([1.0, *range(1, 17)])  # of the series of exp, to its 16th power: at norm 1 it loses 3e-15


def transition(generator: Array, days: float) -> Array:
    """exp(Q t) of a stack of generators: the series at t / 2^s, where its norm is at most 1, then s squarings.

    Args:
        generator: Q per day, shape (1 + slopes, ..., states, states): a stack (moving.py).
        days: t >= 0.

    Source: Higham 2005 (doi 10.1137/04061101X) for scaling and squaring; tests/act/population/test_carry.py, against scipy.linalg.expm.
    """
    live = [0, *(k for k in range(1, len(generator)) if generator[k].any())]
    if len(live) < len(generator):  # along the others nothing moves
        out = np.zeros_like(generator)
        out[live] = transition(generator[live], days)
        return out
    shape = generator.shape
    flat = generator.reshape(shape[0], -1, *shape[-2:])
    norm = days * np.abs(flat[0]).sum(axis=2).max(axis=1, initial=0.0)
    squarings = np.ceil(np.log2(np.maximum(norm, 1.0))).astype(int)
    order = np.argsort(-squarings, kind="stable")  # those that are squared most come first, so that each round is a slice
    part = _series(flat[:, order] * (days * 0.5 ** squarings[order])[:, None, None])
    for done in range(int(squarings.max(initial=0))):
        more = int((squarings > done).sum())
        part[:, :more] = product(part[:, :more], part[:, :more])
    out = np.empty_like(part)
    out[:, order] = part
    return out.reshape(shape)


def _series(a: Array) -> Array:
    """Sum of c_k A^k to the 16th power, in blocks of four (Paterson, Stockmeyer): six products in place of sixteen."""
    powers = np.empty((4, *a.shape), dtype=a.dtype)  # A, A^2, A^3, A^4
    powers[0] = a
    powers[1] = product(a, a)
    powers[2] = product(powers[1], a)
    powers[3] = product(powers[1], powers[1])
    c, one = COEFFICIENTS, np.eye(a.shape[-1])
    out = c[16] * powers[3]
    for block in (3, 2, 1, 0):
        out += (c[4 * block + 1 : 4 * block + 4] @ powers[:3].reshape(3, -1)).reshape(a.shape)
        out[0] += c[4 * block] * one
        if block:
            out = product(out, powers[3])
    return out


def carried(rows: Array, generator: Array, days: float) -> Array:
    """v exp(Q t) of stacks.

    Args:
        rows: v, shape (1 + slopes, ..., states).
        generator: Q per day, shape (1 + slopes, ..., states, states).
        days: t >= 0.
    """
    return onward(rows, transition(generator, days))


def onward(rows: Array, matrix: Array) -> Array:
    """v P of stacks."""
    return product(rows[..., None, :], matrix)[..., 0, :]
