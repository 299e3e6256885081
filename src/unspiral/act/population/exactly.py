"""The arithmetic of core/philox.hpp and core/exactly.hpp once more in plain Python: the same bits, slowly."""

from __future__ import annotations

import math
import struct

MASK = 0xFFFFFFFF


def philox(counter: tuple[int, int, int, int], key: tuple[int, int]) -> tuple[int, int, int, int]:
    """Four numbers of 32 bits, by their place.

    Source: Salmon, Moraes, Dror, Shaw (SC 2011), doi 10.1145/2063384.2063405, Philox 4x32 with ten rounds; its published test vectors in
    tests/act/population/test_exactly.py.
    """
    c0, c1, c2, c3 = counter
    k0, k1 = key
    for _ in range(10):
        a, b = 0xD2511F53 * c0, 0xCD9E8D57 * c2
        c0, c1, c2, c3 = (b >> 32) ^ c1 ^ k0, b & MASK, (a >> 32) ^ c3 ^ k1, a & MASK
        k0, k1 = (k0 + 0x9E3779B9) & MASK, (k1 + 0xBB67AE85) & MASK
    return c0, c1, c2, c3


def log(x: float) -> float:
    """Logarithm of a normal positive number, from + - * / alone; within 2 units in the last place."""
    bits = struct.unpack("<Q", struct.pack("<d", x))[0]
    exponent = (bits >> 52) - 1023
    m = struct.unpack("<d", struct.pack("<Q", (bits & 0xFFFFFFFFFFFFF) | 0x3FF0000000000000))[0]
    if m > 1.4142135623730951:
        m, exponent = m * 0.5, exponent + 1
    s = (m - 1.0) / (m + 1.0)
    z = s * s
    series = 1.0 / 23.0
    for odd in range(21, 1, -2):
        series = series * z + 1.0 / odd
    tail = 2.0 * s * (series * z)
    return exponent * 0.6931471805599453 + (2.0 * s + tail)


def exp(x: float) -> float:
    """Exponential of a number within +-700."""
    turns = x * 1.4426950408889634
    whole = int(turns - 0.5 if turns < 0.0 else turns + 0.5)
    r = (x - whole * 0.693147180369123816490) - whole * 1.90821492927058770002e-10
    series = 1.0
    for n in range(14, 0, -1):
        series = 1.0 + series * r / n
    return math.ldexp(series, whole)


def turn(u: float) -> tuple[float, float]:
    """Sine and cosine of 2 pi u, u in [0, 1)."""
    quarter = (int(u * 8.0) + 1) // 2
    x = (u - 0.25 * quarter) * 6.283185307179586
    z = x * x
    s = c = 1.0
    for n in range(9, 0, -1):
        s = 1.0 - s * z / ((2 * n) * (2 * n + 1))
        c = 1.0 - c * z / ((2 * n - 1) * (2 * n))
    s *= x
    return ((s, c), (c, -s), (-s, -c), (-c, s))[quarter & 3]


def waiting(low: int, high: int) -> float:
    """From 64 random bits a time that a clock of rate one takes to ring."""
    return -log((((high << 32 | low) >> 11) + 0.5) * 2.0**-53)
