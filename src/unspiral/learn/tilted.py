"""One answer in steps against a normal guess of what lies behind it: its chance, and how that moves with the guess.

A guess is f ~ N(m, s). An answer has the chance t(f); log Z = log E[t(f)] and its derivatives in m are all that is ever needed:
mean and variance of f after the answer are m + s d1 and s + s^2 d2, and from d3 on s^k d^k log Z / dm^k are its cumulants.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np
from jaxtyping import Float
from numpy import ndarray
from scipy.special import gammaln, log_ndtr, ndtr

from unspiral.learn.system import Array

LOG_ROOT_2PI = 0.5 * float(np.log(2.0 * np.pi))
TAIL = -5.0  # an interval that ends below is worked out on the log scale
FAR = 12.0  # standard deviations from which an end is taken for the only one, in the higher cumulants
NODES = ((0.5, 24), (1.5, 40), (np.inf, 64))  # largest variance of a guess, and nodes of the rule for counts: right to about 1e-9 up to 2
ORDER = 6  # of the highest cumulant


@dataclass(frozen=True, slots=True, eq=False)
class Tilted:
    """What an answer says about the number behind it.

    Args:
        log_z: logarithm of its chance under the guess.
        d1, d2: first and second derivative of that in the guess's mean; d2 < 0.
        low, high: derivative in the lower and upper end of the interval; 0 for counts.
    """

    log_z: Float[ndarray, " cells"]
    d1: Float[ndarray, " cells"]
    d2: Float[ndarray, " cells"]
    low: Float[ndarray, " cells"]
    high: Float[ndarray, " cells"]


def interval(m: Array, s: Array, low: Array, high: Array, noise: Array | float = 1.0) -> Tilted:
    """An answer that is given when f plus normal noise falls between two ends: t(f) = Phi((high - f) / r) - Phi((low - f) / r).

    Args:
        m, s: mean and variance of the guess.
        low, high: ends, infinite where there is none.
        noise: its variance, r^2; 1 for steps in probits.

    Returns:
        Tilted; safe however far away the interval lies.

    Source: tests/learn/test_tilted.py holds it against brute-force quadrature and differences.
    """
    sd = np.sqrt(noise + s)
    a, b = (low - m) / sd, (high - m) / sd
    with np.errstate(invalid="ignore"):
        turned = a + b > 0.0  # looked at from the side on which chances are small numbers
    x, y = np.where(turned, -b, a), np.where(turned, -a, b)
    z: Array = ndtr(y) - ndtr(x)
    with np.errstate(divide="ignore"):
        log_z = np.log(z)
    tail = ~(y > TAIL) | (z <= 0.0)
    if tail.any():
        # From the nearer end: log(Phi(y) - Phi(x)) = log Phi(y) + log(1 - Phi(x) / Phi(y)).
        upper = log_ndtr(y[tail])
        with np.errstate(divide="ignore", invalid="ignore"):
            gap = np.where(np.isneginf(x[tail]), -np.inf, log_ndtr(x[tail]) - upper)
            log_z[tail] = upper + np.log(-np.expm1(np.minimum(gap, 0.0)))
    with np.errstate(over="ignore", invalid="ignore"):
        at_a, at_b = np.exp(-0.5 * a * a - LOG_ROOT_2PI - log_z), np.exp(-0.5 * b * b - LOG_ROOT_2PI - log_z)
        d1 = (at_a - at_b) / sd
        pull = np.where(np.isinf(a), 0.0, a) * at_a - np.where(np.isinf(b), 0.0, b) * at_b
    # Between -1 and 0 by the shape of a normal cut off; rounding far out must not leave that.
    curved = np.clip(pull - (at_a - at_b) ** 2, -1.0, -1e-14)
    return Tilted(log_z, d1, curved / (sd * sd), -at_a / sd, at_b / sd)


def counted(m: Array, s: Array, count: Array) -> Tilted:
    """A count whose rate is e^f: t(f) = e^(k f - e^f) / k!, by a rule of nodes laid around where f then is.

    Args:
        m, s: mean and variance of the guess.
        count: k.

    Source: Liu and Pierce (1994, doi:10.1093/biomet/81.3.624); tests/learn/test_tilted.py.
    """
    f, weight, log_z = _around(m, s, count)
    gap = f - m[..., None]
    mean = (weight * gap).sum(axis=-1)
    variance = (weight * (gap - mean[..., None]) ** 2).sum(axis=-1)
    nil = np.zeros_like(log_z)
    safe = np.maximum(s, 1e-300)
    flat = s < 1e-9  # nothing to integrate over: derivatives at the point itself
    rate = np.exp(m)
    d1 = np.where(flat, count - rate, mean / safe)
    d2 = np.where(flat, -rate, np.minimum((variance - s) / safe**2, -1e-14))
    return Tilted(log_z, d1, d2, nil, nil)


def _around(m: Array, s: Array, count: Array) -> tuple[Array, Array, Array]:
    """Nodes on the law of f after a count, their shares, and log Z."""
    # The highest point of k f - e^f - (f - m)^2 / 2s is where f = m + s k - s e^f: Newton steps on the log of e^f, from a safe side.
    target = m + s * count
    f = np.minimum(target, np.log1p(np.maximum(target, 0.0) / np.maximum(s, 1e-300)) + np.maximum(m, 0.0))
    f = np.clip(f, -700.0, 700.0)
    for _ in range(60):
        pull = s * np.exp(f)
        step = (f + pull - target) / (1.0 + pull)
        f = f - np.clip(step, -5.0, 5.0)
        if np.abs(step).max(initial=0.0) < 1e-10:
            break
    spread = np.sqrt(s / (1.0 + s * np.exp(f)))
    most = float(s.max(initial=0.0))
    node, share = _rule(next((nodes for bound, nodes in NODES if most <= bound), NODES[-1][1]))
    at = f[..., None] + spread[..., None] * node
    # Relative to the highest point, so that no exponent is large.
    gap = at - m[..., None]
    safe = np.maximum(s, 1e-300)[..., None]
    log_t = count[..., None] * at - np.exp(np.minimum(at, 700.0))
    exponent = log_t - 0.5 * np.where(s[..., None] > 0.0, gap**2 / safe, 0.0) + 0.5 * node**2
    top = exponent.max(axis=-1, keepdims=True)
    raw = share * np.exp(exponent - top)
    total = raw.sum(axis=-1)
    ratio = 1.0 / np.sqrt(1.0 + s * np.exp(f))  # spread over the guess's own
    log_z = np.log(total) + top[..., 0] + np.log(ratio) - gammaln(count + 1.0)
    return at, raw / total[..., None], log_z


@cache
def _rule(nodes: int) -> tuple[Array, Array]:
    """Nodes and shares of a normal of variance 1."""
    node, share = np.polynomial.hermite_e.hermegauss(nodes)
    return node, share / np.sqrt(2.0 * np.pi)


# Higher cumulants ------------------------------------------------------------------------------------------------------------------


def interval_cumulants(m: Array, s: Array, low: Array, high: Array, noise: Array | float = 1.0) -> Float[ndarray, "orders cells"]:
    """Cumulants 3 to ORDER of f after an answer between two ends: s^k d^k log Z / dm^k.

    Args:
        as ``interval``.
    """
    sd = np.sqrt(noise + s)
    a, b = (low - m) / sd, (high - m) / sd
    log_z = interval(m, s, low, high, noise).log_z
    with np.errstate(over="ignore", invalid="ignore"):
        at_a, at_b = np.exp(-0.5 * a * a - LOG_ROOT_2PI - log_z), np.exp(-0.5 * b * b - LOG_ROOT_2PI - log_z)
        hermite_a, hermite_b = _hermite(np.where(np.isinf(a), 0.0, a)), _hermite(np.where(np.isinf(b), 0.0, b))
        # d^k Phi(x) / dx^k = (-1)^(k-1) He_(k-1)(x) phi(x), and dx / dm = -1 / sd.
        raw = [-(hermite_b[k - 1] * at_b - hermite_a[k - 1] * at_a) for k in range(1, ORDER + 1)]
        found = _cumulants(np.array(raw))[2:]
    # Beyond one far end, log Z = -x^2 / 2 - log x + ...: what is left of the higher ones are those of -log x.
    far = np.maximum(a, -b)
    beyond = far > FAR
    sign = np.where(a > -b, 1.0, -1.0)  # x = sign (end - m) / sd
    orders = np.arange(3, ORDER + 1)[:, None]
    with np.errstate(divide="ignore", invalid="ignore"):
        factorial = np.array([2.0, 6.0, 24.0, 120.0])[:, None]
        tail = factorial * (sign / np.maximum(far, 1.0)) ** orders  # d^k(-log x) = (-1)^k (k-1)! / x^k, times (-sign)^k
    return np.where(beyond, tail, found) * (s / sd) ** orders


def counted_cumulants(m: Array, s: Array, count: Array) -> Float[ndarray, "orders cells"]:
    """Cumulants 3 to ORDER of f after a count.

    Args:
        as ``counted``.
    """
    f, weight, _ = _around(m, s, count)
    mean = (weight * f).sum(axis=-1, keepdims=True)
    central = np.array([(weight * (f - mean) ** k).sum(axis=-1) for k in range(ORDER + 1)])
    c2, c3, c4, c5, c6 = central[2:]
    found = np.array([c3, c4 - 3.0 * c2**2, c5 - 10.0 * c3 * c2, c6 - 15.0 * c4 * c2 - 10.0 * c3**2 + 30.0 * c2**3])
    return np.where(s < 1e-9, 0.0, found)


def _hermite(x: Array) -> list[Array]:
    """Probabilists' Hermite polynomials of order 0 to ORDER - 1."""
    found = [np.ones_like(x), x]
    for k in range(1, ORDER - 1):
        found.append(x * found[k] - k * found[k - 1])
    return found


def _cumulants(moments: Array) -> Array:
    """Derivatives of a logarithm from those of the function itself (over the function): cumulants from moments about 0."""
    found: list[Array] = []
    choose = _pascal()
    for n in range(1, ORDER + 1):
        rest = sum((choose[n - 1][k - 1] * found[k - 1] * moments[n - k - 1] for k in range(1, n)), np.zeros_like(moments[0]))
        found.append(moments[n - 1] - rest)
    return np.array(found)


def _pascal() -> list[list[float]]:
    rows = [[1.0]]
    for _ in range(ORDER):
        rows.append([1.0, *(x + y for x, y in zip(rows[-1], rows[-1][1:])), 1.0])
    return rows
