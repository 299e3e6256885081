"""Random models and lanes of every shape that the compiled kernel knows, for holding it against its NumPy twin."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from unspiral.learn.system import Lanes, System


@dataclass(frozen=True)
class Case:
    """Moving states, traits, indicators, persons, occasions; single indicators with loading 1 or not; inputs, regressors, waves."""

    p: int
    t: int
    m: int
    persons: int
    occasions: int
    unit: bool
    impulses: int = 0
    presses: int = 0
    regressors: int = 0
    waves: int = 1
    weighted: bool = False
    error: float = 0.3
    intercept: bool = True


def random_model(rng: np.random.Generator, case: Case) -> System:
    p, t, m, n = case.p, case.t, case.m, case.p + case.t
    drift = rng.normal(size=(p, p)) * 0.3 - np.diag(rng.uniform(0.5, 1.5, p))
    diffusion, first = rng.normal(size=(p, p)), rng.normal(size=(n, n))
    loading = np.hstack([np.eye(m, p), np.eye(m, t)]) if case.unit else rng.normal(size=(m, n))
    return System(
        drift=drift,
        intercept=rng.normal(size=p) * 0.2 * case.intercept,
        diffusion=diffusion @ diffusion.T + 0.3 * np.eye(p),
        loading=loading,
        level=rng.normal(size=(case.waves, m)),
        error=np.diag(rng.uniform(0.5, 1.0, m)) * case.error,
        t0_mean=rng.normal(size=p),
        t0_cov=first @ first.T + 0.3 * np.eye(n),
        impulse=rng.normal(size=(p, case.impulses)),
        press=rng.normal(size=(p, case.presses)),
        shift=rng.normal(size=(p, case.regressors)),
    )


def random_lanes(rng: np.random.Generator, case: Case, lengths: int = 40) -> Lanes:
    """Uneven lengths of record, a sixth of the answers missing, scales and weights as of compressed persons."""
    steps, lanes = case.occasions, case.persons
    last = np.sort(rng.integers(max(1, steps // 2), steps + 1, lanes))[::-1]
    last[0] = steps
    inside = np.arange(steps)[:, None] < last
    answered = (rng.uniform(size=(steps, lanes, case.m)) > 0.16) & inside[..., None]
    step = rng.integers(1, lengths, (steps, lanes))
    step[0], step[~inside] = 0, 0

    def given(count: int) -> np.ndarray:
        return rng.normal(size=(steps, lanes, count)) * inside[..., None]

    return Lanes(
        np.where(answered, rng.normal(size=answered.shape) * 1.5, 0.0), answered, step,
        np.concatenate([[0.0], np.sort(rng.uniform(0.001, 8.0, lengths - 1))]), rng.integers(0, case.waves, (steps, lanes)),
        given(case.impulses), given(case.presses), rng.uniform(0.5, 2.0, lanes), rng.uniform(0.5, 2.0, lanes), inside.sum(axis=1),
        tuple(str(i) for i in range(lanes)), given(case.regressors),
        rng.uniform(0.5, 2.0, (steps, lanes)) if case.weighted else np.ones((steps, lanes)),
    )  # fmt: skip
