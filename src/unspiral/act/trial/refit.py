"""All numbers of the loop estimated for many diaries at once: quasi-Newton climbs side by side on the compiled filter."""

from __future__ import annotations

import numpy as np
from jaxtyping import Bool, Float
from numpy import ndarray

from unspiral.act.trial.answers import lanes_of, made_up
from unspiral.act.trial.person import Model
from unspiral.learn.kalman import evaluate_flat
from unspiral.learn.system import Array, Lanes

MOST = 120  # looks at a diary
ENOUGH = 1e-5  # expected rise of the log-likelihood below which a climb ends
LONGEST = 2.0  # of a first step, on the working scale
SIMULATED = 200  # diaries from which the curvature at the start is taken
RIDGE = 0.05  # of its typical size, added to it: directions that say nothing must not take long steps
GROUPS = np.zeros((1, 0))


def climb(
    model: Model, values: Float[ndarray, "lanes days m"], answered: Bool[ndarray, "days m"], start: Float[ndarray, "lanes free"],
    inverse: Float[ndarray, "free free"],
) -> Float[ndarray, "lanes free"]:  # fmt: skip
    """Maximum likelihood of each diary from its start: BFGS with halved steps, each diary at its own pace.

    Args:
        model: what is estimated.
        values: answers.
        answered: which count, the same for all.
        start: working vectors.
        inverse: inverse curvature with which every climb begins.

    Returns:
        Working vectors at the maximum; where a climb was still going on after ``MOST`` looks, the highest place it saw.

    Source: tests/act/trial/test_refit.py, against fit_ml.
    """
    lanes = lanes_of(values, answered)
    n, k = len(start), len(inverse)
    theta, held = start.copy(), np.broadcast_to(inverse, (n, k, k)).copy()
    height, slope = heights(model, lanes, theta, np.arange(n))
    ahead = _capped(np.matvec(held, slope))
    size = np.ones(n)
    going = np.isfinite(height)
    for _ in range(MOST):
        at = np.flatnonzero(going)
        if not len(at):
            break
        trial = theta[at] + size[at, None] * ahead[at]
        new, tilt = heights(model, lanes, trial, at)
        rise = np.einsum("nk,nk->n", slope[at], ahead[at]) * size[at]
        good = np.isfinite(new) & (new >= height[at] + 1e-4 * rise)
        bad = at[~good]
        size[bad] *= np.where(np.isfinite(new[~good]), 0.4, 0.25)
        going[bad[size[bad] < 1e-6]] = False
        won = at[good]
        if not len(won):
            continue
        step, change = trial[good] - theta[won], slope[won] - tilt[good]
        _update(held, won, step, change)
        theta[won], height[won], slope[won] = trial[good], new[good], tilt[good]
        ahead[won] = _capped(np.matvec(held[won], slope[won]))
        size[won] = 1.0
        going[won] = np.einsum("nk,nk->n", slope[won], ahead[won]) > 2.0 * ENOUGH
    return theta


def heights(model: Model, lanes: Lanes, theta: Float[ndarray, "some free"], which: Array) -> tuple[Array, Array]:
    """Log-likelihood and derivative of some diaries, each at a working vector of its own; nan where the loop does not settle."""
    chain = model.chain
    with np.errstate(all="ignore"):
        models = chain.models(theta, GROUPS)
        at = model.layout.sections["loading"]
        found, gradients = evaluate_flat(
            lanes, chain.like, models[:, 0], loadings=at.stop > at.start, intercept=False,
            person=np.ascontiguousarray(which, dtype=np.int64), model=np.arange(len(theta)),
        )  # fmt: skip
        return found, chain.back(theta, models, gradients[:, None], GROUPS)


def first_curvature(model: Model, answered: Bool[ndarray, "days m"], seed: int) -> Float[ndarray, "free free"]:
    """Inverse curvature of a diary at the person's own numbers: the covariance of the slopes of made-up diaries, a little widened."""
    values = made_up(model, len(answered), SIMULATED, seed, 9)
    lanes = lanes_of(values, answered)
    _, slopes = heights(model, lanes, np.tile(model.theta, (SIMULATED, 1)), np.arange(SIMULATED))
    curved = slopes.T @ slopes / SIMULATED
    return np.linalg.inv(curved + RIDGE * np.diag(np.diag(curved)) + 1e-6 * np.eye(len(curved)))


def _update(held: Array, at: Array, step: Array, change: Array) -> None:
    """The BFGS update of the inverse curvature, where it keeps it positive."""
    along = np.einsum("nk,nk->n", step, change)
    fine = along > 1e-10 * np.linalg.norm(step, axis=1) * np.linalg.norm(change, axis=1)
    at, step, change, along = at[fine], step[fine], change[fine], along[fine]
    hy = np.matvec(held[at], change)
    both = step[:, :, None] * hy[:, None, :]
    scale = (1.0 + np.einsum("nk,nk->n", change, hy) / along) / along
    held[at] += scale[:, None, None] * step[:, :, None] * step[:, None, :] - (both + both.swapaxes(1, 2)) / along[:, None, None]


def _capped(ahead: Array) -> Array:
    long = np.abs(ahead).max(axis=1, keepdims=True)
    return ahead * np.minimum(1.0, LONGEST / np.maximum(long, 1e-300))
