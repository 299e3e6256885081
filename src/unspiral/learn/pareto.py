"""Importance weights whose largest are smoothed, and the number that tells whether they may be trusted."""

from __future__ import annotations

import numpy as np
from jaxtyping import Float
from numpy import ndarray
from scipy.special import logsumexp

from unspiral.learn.system import Array

FEW = 5  # a tail of fewer draws tells nothing of its shape
TRUSTED = 0.7  # k-hat from which an importance sample of usual size is not to be relied on


def smoothed_weights(log_ratios: Float[ndarray, " draws"]) -> tuple[Float[ndarray, " draws"], float]:
    """Pareto smoothed importance weights.

    The largest min(S / 5, 3 sqrt S) of the S ratios are replaced by the expected order statistics of a generalised Pareto law that was
    fitted to them; none becomes larger than the largest raw one.

    Args:
        log_ratios: log of target over proposal density at each draw, up to a constant.

    Returns:
        Log weights that add up to 1, and k-hat, the shape of the tail: below 0.5 the variance is finite, above 0.7 the result is not to be
        relied on; infinite where there is no tail to look at.

    Source: Vehtari, Simpson, Gelman, Yao and Gabry (2024, doi:10.48550/arXiv.1507.02646); tests/learn/test_pareto.py holds it against
    recorded numbers of arviz-stats.
    """
    ratios = log_ratios - log_ratios.max()
    count = len(ratios)
    tail = int(np.ceil(min(0.2 * count, 3.0 * np.sqrt(count))))
    k = np.inf
    if count > tail >= FEW:
        order = np.argsort(ratios, kind="stable")
        cutoff = max(ratios[order[-tail - 1]], np.log(np.finfo(float).tiny))
        above = order[-tail:][ratios[order[-tail:]] > cutoff]
        if len(above) >= FEW:
            excess = np.exp(ratios[above]) - np.exp(cutoff)
            k, scale = pareto_fit(excess)
            place = (np.arange(len(above)) + 0.5) / len(above)
            ratios = ratios.copy()
            with np.errstate(divide="ignore"):
                ratios[above] = np.minimum(np.log(_quantiles(place, k, scale) + np.exp(cutoff)), 0.0)
    return ratios - logsumexp(ratios), float(k)


def pareto_fit(excess: Float[ndarray, " tail"]) -> tuple[float, float]:
    """Shape and scale of a generalised Pareto law, density (1 + k x / s)^(-1/k - 1) / s.

    The likelihood is averaged over a grid of b = -k / s under the prior of Zhang and Stephens; the shape is then drawn towards 0.5 as if by
    ten more observations, which steadies short tails.

    Args:
        excess: above the cutoff, sorted.

    Source: Zhang and Stephens (2009, doi:10.1198/tech.2009.08017).
    """
    n = len(excess)
    grid = 30 + int(np.sqrt(n))
    quartile = excess[int(n / 4.0 + 0.5) - 1]
    b = 1.0 / excess[-1] + (1.0 - np.sqrt(grid / (np.arange(grid) + 0.5))) / (3.0 * quartile)
    shape = np.log1p(-b[:, None] * excess).mean(axis=1)
    profile = n * (np.log(-b / shape) - shape - 1.0)
    weight = np.exp(profile - logsumexp(profile))
    weight = np.where(weight >= 10.0 * np.finfo(float).eps, weight, 0.0)
    middle = float((b * weight).sum() / weight.sum())
    k = float(np.log1p(-middle * excess).mean())
    return (n * k + 10.0 * 0.5) / (n + 10.0), -k / middle


def _quantiles(place: Array, k: float, scale: float) -> Array:
    """Of the generalised Pareto law."""
    if abs(k) < 1e-12:
        return -scale * np.log1p(-place)
    return scale * np.expm1(-k * np.log1p(-place)) / k
