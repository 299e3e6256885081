"""Independent truths: random models, and the same likelihood as one dense multivariate normal without any filter."""

from __future__ import annotations

import numpy as np
from numpy import ndarray
from scipy.linalg import expm, solve_sylvester

from unspiral.learn.system import Lanes, System
from unspiral.records import Panel, Person, Source


def random_system(
    rng: np.random.Generator, kind: str, *, traits: bool, p: int, m: int, waves: int = 1, inputs: bool = False, regressors: int = 0
) -> System:
    """A stable model with an asymmetric drift: "real", "complex" or "repeated" eigenvalues."""
    drift = rng.normal(size=(p, p)) * 0.4
    if kind == "complex" and p > 1:
        drift[0, 1], drift[1, 0] = 1.5, -1.2
    if kind == "repeated" and p > 1:
        drift = np.diag(np.full(p, -0.7))
        drift[0, 1] = 0.9  # a defective block: one eigenvector for two equal eigenvalues
    else:
        drift -= np.eye(p) * (np.linalg.eigvals(drift).real.max() + rng.uniform(0.05, 0.5))
    root = rng.normal(size=(p, p)) * 0.3 + np.eye(p) * 0.6
    t = p if traits else 0
    t0 = rng.normal(size=(p + t, p + t)) * 0.4 + np.eye(p + t) * 0.7
    loading = rng.normal(size=(m, p)) * 0.5
    loading[: min(m, p), : min(m, p)] += np.eye(min(m, p))
    return System(
        drift, rng.normal(size=p) * 0.2 if inputs else np.zeros(p), root @ root.T, np.hstack([loading, loading]) if traits else loading,
        rng.normal(size=(waves, m)), np.diag(rng.uniform(0.05, 0.6, size=m)), rng.normal(size=p), t0 @ t0.T,
        rng.normal(size=(p, 1)) if inputs else np.zeros((p, 0)), rng.normal(size=(p, 1)) if inputs else np.zeros((p, 0)),
        rng.normal(size=(p, regressors)),
    )  # fmt: skip


def random_panel(rng: np.random.Generator, m: int, *, persons: int = 4, most: int = 7, inputs: bool = False) -> Panel:
    """Uneven intervals from 1e-4 to 1e3, a third of the cells missing, whole rows missing, one person with one occasion."""
    people: list[Person] = []
    for i in range(persons):
        n = 1 if i == 0 else int(rng.integers(2, most + 1))
        gaps = 10.0 ** rng.uniform(-4, 3, size=n)
        time = np.cumsum(gaps)
        values = rng.normal(size=(n, m)) * 1.5
        values[rng.random(size=values.shape) < 0.3] = np.nan
        if n > 2:
            values[1] = np.nan
        values[0, 0] = 0.3
        given = np.column_stack([rng.integers(0, 2, size=n), rng.integers(0, 2, size=n)]).astype(float) if inputs else np.zeros((n, 0))
        people.append(Person(str(i), time, values, given))
    return Panel(tuple(people), tuple(f"y{j}" for j in range(m)), ("hit", "hold") if inputs else (), "day", Source("random", "", 0))


def integral(drift: ndarray, diffusion: ndarray, dt: float) -> ndarray:
    """Q through its Lyapunov equation, A Q + Q A' = F D F' - D: another road than Taylor and doubling."""
    f = expm(drift * dt)
    return solve_sylvester(drift, drift.T, f @ diffusion @ f.T - diffusion)


def dense_loglik(system: System, lanes: Lanes) -> float:
    """Build every lane's whole mean vector and covariance matrix, then one multivariate normal density."""
    p, state = len(system.drift), system.loading.shape[1]
    total = 0.0
    for lane in range(len(lanes.name)):
        steps = int((lanes.running > lane).sum())
        mean, cov = np.zeros(state), system.t0_cov.copy()
        mean[:p] = system.t0_mean
        means, blocks, carries = [], [], []
        for t in range(steps):
            f = np.eye(state)
            dt = lanes.dt[lanes.step[t, lane]] if t else 0.0
            if t:
                f[:p, :p] = expm(system.drift * dt)
                push = system.intercept + system.press @ lanes.presses[t, lane]
                mean, cov = f @ mean, f @ cov @ f.T
                mean[:p] += np.linalg.solve(system.drift, (f[:p, :p] - np.eye(p)) @ push)
                cov[:p, :p] += integral(system.drift, system.diffusion, dt)
            mean[:p] += system.impulse @ lanes.impulses[t, lane]
            shown = mean.copy()
            shown[:p] += system.shift @ lanes.regressors[t, lane]
            means.append(shown)
            blocks.append(cov.copy())
            carries.append(f)
        big = np.zeros((steps * state, steps * state))
        for i in range(steps):
            big[i * state : (i + 1) * state, i * state : (i + 1) * state] = blocks[i]
            carried = blocks[i]
            for j in range(i + 1, steps):
                carried = carries[j] @ carried
                big[j * state : (j + 1) * state, i * state : (i + 1) * state] = carried
                big[i * state : (i + 1) * state, j * state : (j + 1) * state] = carried.T
        z = np.kron(np.eye(steps), system.loading)
        level = system.level[lanes.wave[:steps, lane]].ravel()
        seen = lanes.answered[:steps, lane].ravel()
        v = (lanes.values[:steps, lane].ravel() - z @ np.concatenate(means) - level)[seen]
        s = (z @ big @ z.T + np.kron(np.eye(steps), system.error))[np.ix_(seen, seen)]
        total += -0.5 * (v @ np.linalg.solve(s, v) + np.linalg.slogdet(s)[1] + seen.sum() * np.log(2 * np.pi))
    return float(total)
