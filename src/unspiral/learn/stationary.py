"""The law of a loop left to itself: where its states settle, and how widely."""

from __future__ import annotations

import numpy as np
from jaxtyping import Bool, Float
from numpy import ndarray

from unspiral.learn.system import Array


def stationary(drift: Float[ndarray, "p p"], diffusion: Float[ndarray, "p p"]) -> Float[ndarray, "p p"]:
    """Covariance P of a loop left to itself: A P + P A' + D = 0.

    Raises:
        ValueError: the loop is unstable and has no such law.
    """
    if np.linalg.eigvals(drift).real.max() >= 0:
        raise ValueError("unstable")
    return lyapunov(drift, diffusion)


def stationary_many(
    drift: Float[ndarray, "draws p p"], diffusion: Float[ndarray, "draws p p"], stable: Bool[ndarray, " draws"] | None = None
) -> Float[ndarray, "draws p p"]:
    """``stationary`` of many loops; nan where a loop has no such law. ``stable`` says which do, where that is known already."""
    out = np.full(drift.shape, np.nan)
    settles = np.linalg.eigvals(drift).real.max(axis=1) < 0 if stable is None else stable
    if settles.any():
        out[settles] = lyapunov(drift[settles], diffusion[settles])
    return out


def lyapunov(drift: Array, diffusion: Array) -> Array:
    """P of A P + P A' + D = 0 as one linear system (I x A + A x I) vec P = -vec D: processes are few, loops may be many."""
    p = drift.shape[-1]
    one = np.eye(p)
    big: Array = np.einsum("ij,...kl->...ikjl", one, drift) + np.einsum("...ij,kl->...ikjl", drift, one)
    flat: Array = np.broadcast_to(-diffusion, drift.shape).reshape(*drift.shape[:-2], p * p, 1)
    found: Array = np.linalg.solve(big.reshape(*drift.shape[:-2], p * p, p * p), flat).reshape(drift.shape)
    return 0.5 * (found + found.swapaxes(-1, -2))
