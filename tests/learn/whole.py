"""One person's answers as one dense normal law: the truth that smoothing and forecasting are held against."""

from __future__ import annotations

from functools import cache

import numpy as np
from numpy import ndarray
from scipy.linalg import expm
from tests.learn.loops import simulate_panel
from tests.learn.truth import integral

from unspiral.learn.fit_ml import fit_ml
from unspiral.learn.system import Lanes, System
from unspiral.loop.language import parse
from unspiral.records import Fit, Panel


@cache
def people() -> Panel:
    """60 people at 6 waves, each with a level of their own."""
    return simulate_panel(seed=6, persons=60, occasions=6, trait=1.0)


@cache
def people_fit() -> Fit:
    """A quick fit of them, with traits and without a ladder."""
    return fit_ml(people(), parse("pain <-> depression"), traits=True, error=False, t0="centred", starts=1, ladder=False)


def dense_law(system: System, lanes: Lanes, lane: int, steps: int) -> tuple[ndarray, ndarray, ndarray, ndarray]:
    """Mean and covariance of all states of a lane, one behind the other, then what maps them to answers and the answers' mean."""
    p, state = len(system.drift), system.loading.shape[1]
    mean, cov = np.zeros(state), system.t0_cov.copy()
    mean[:p] = system.t0_mean
    means, shown, blocks, carries = [], [], [], []
    for t in range(steps):
        f = np.eye(state)
        if t:
            dt = lanes.dt[lanes.step[t, lane]]
            f[:p, :p] = expm(system.drift * dt)
            push = system.intercept + system.press @ lanes.presses[t, lane]
            mean, cov = f @ mean, f @ cov @ f.T
            mean[:p] += np.linalg.solve(system.drift, (f[:p, :p] - np.eye(p)) @ push)
            cov[:p, :p] += integral(system.drift, system.diffusion, dt)
        mean[:p] += system.impulse @ lanes.impulses[t, lane]
        seen = mean.copy()
        seen[:p] += system.shift @ lanes.regressors[t, lane]
        means.append(mean.copy())
        shown.append(system.level[lanes.wave[t, lane]] + system.loading @ seen)
        blocks.append(cov.copy())
        carries.append(f)
    big = np.zeros((steps * state, steps * state))
    for i in range(steps):
        carried = blocks[i]
        big[i * state : (i + 1) * state, i * state : (i + 1) * state] = carried
        for j in range(i + 1, steps):
            carried = carries[j] @ carried
            big[j * state : (j + 1) * state, i * state : (i + 1) * state] = carried
            big[i * state : (i + 1) * state, j * state : (j + 1) * state] = carried.T
    return np.concatenate(means), big, np.kron(np.eye(steps), system.loading), np.concatenate(shown)


def given_answers(system: System, lanes: Lanes, lane: int, steps: int, upto: int) -> tuple[ndarray, ndarray]:
    """Mean and covariance of all states given the answers of the first ``upto`` steps."""
    mean, big, z, shown = dense_law(system, lanes, lane, steps)
    seen = lanes.answered[:steps, lane].ravel() & (np.arange(steps * len(system.loading)) < upto * len(system.loading))
    zs = z[seen]
    s = zs @ big @ zs.T + np.kron(np.eye(steps), system.error)[np.ix_(seen, seen)]
    gain = np.linalg.solve(s, zs @ big).T
    y = lanes.values[:steps, lane].ravel()[seen]
    return mean + gain @ (y - shown[seen]), big - gain @ zs @ big
