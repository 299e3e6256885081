"""The least sum of squares of residuals whose slopes are known, where they do not all vanish at the end."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from jaxtyping import Float
from numpy import ndarray

from unspiral.learn.system import Array

NEAR = 1e-10  # squared length of the next step, in standard errors: nothing more to gain
MOST = 60  # steps that are tried


@dataclass(frozen=True, slots=True, eq=False)
class Descent:
    """Where a search ended.

    Args:
        at: numbers.
        residuals, slopes: there.
        ended: whether nothing more could be gained.
    """

    at: Float[ndarray, " numbers"]
    residuals: Float[ndarray, " residuals"]
    slopes: Float[ndarray, "residuals numbers"]
    ended: bool


def descend(residuals: Callable[[Array], tuple[Array, Array]], begin: Array) -> Descent:
    """Walk down 0.5 sum r^2 by steps of (J'J + S + lambda D) s = -J'r.

    S learns from step to step what the slopes' own change adds to J'J, which is much where targets contradict each other; D is the
    diagonal of J'J, lambda as large as the last steps needed.

    Args:
        residuals: theta -> (r, J); r that are not finite send the search back.
        begin: where.

    Source: Dennis, Gay, Welsch 1981 (NL2SOL, doi 10.1145/355958.355965) for S; tests/act/population/test_descent.py, against
    scipy.optimize.least_squares.
    """
    theta = begin.copy()
    r, slope = residuals(theta)
    second = np.zeros((len(theta), len(theta)))
    damp, tried = 0.0, 1
    while tried < MOST:
        normal = slope.T @ slope
        gradient = slope.T @ r
        step, damp = _step(normal, second, gradient, damp)
        newton = np.linalg.lstsq(normal, gradient, rcond=1e-14)[0]
        if float(gradient @ newton) < NEAR or float(step @ normal @ step) < NEAR:
            return Descent(theta, r, slope, True)
        new_r, new_slope = residuals(theta + step)
        tried += 1
        gain = 0.5 * float(r @ r - new_r @ new_r) if np.isfinite(new_r).all() else -np.inf
        hoped = -float(gradient @ step) - 0.5 * float(step @ (normal + second) @ step)
        if not gain > 1e-4 * hoped:
            if np.isfinite(gain) and hoped < 1e-12 * float(r @ r) and abs(gain) < 1e-11 * float(r @ r):
                return Descent(theta, r, slope, True)  # as near as numbers of this length come
            damp = max(4.0 * damp, 1e-2)
            continue
        damp = 0.0 if gain > 0.6 * hoped and damp < 1e-2 else damp / 3.0 if gain > 0.25 * hoped else damp
        second = _learned(second, step, new_slope.T @ new_r - gradient, (new_slope - slope).T @ new_r)
        theta, r, slope = theta + step, new_r, new_slope
    return Descent(theta, r, slope, False)


def _step(normal: Array, second: Array, gradient: Array, damp: float) -> tuple[Array, float]:
    """The step, and the damping with which its matrix is positive."""
    size = np.maximum(np.diagonal(normal), 1e-12 * np.diagonal(normal).max())
    while True:
        whole = normal + second + damp * np.diag(size)
        scaled = whole / np.sqrt(np.outer(size, size))
        if np.linalg.eigvalsh(scaled).min() > 1e-12:
            return -np.linalg.solve(whole, gradient), damp
        if damp > 1e3:
            second = np.zeros_like(second)
        damp = max(2.0 * damp, 1e-3)


def _learned(second: Array, step: Array, turned: Array, bent: Array) -> Array:
    """S so that S s is what the slopes' change did to the gradient along the last step, and otherwise as it was."""
    along = float(step @ turned)
    if along <= 0.0:
        return second
    before = float(step @ second @ step)
    second = second * min(1.0, abs(float(step @ bent)) / abs(before)) if before != 0.0 else second
    off = bent - second @ step
    return second + (np.outer(off, turned) + np.outer(turned, off)) / along - float(off @ step) * np.outer(turned, turned) / along**2
