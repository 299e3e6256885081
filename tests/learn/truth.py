"""Independent truths: random models, and the same likelihood as one dense multivariate normal without any filter."""

from __future__ import annotations

import dataclasses
from types import SimpleNamespace

import numpy as np
from numpy import ndarray
from scipy.linalg import expm, expm_frechet, solve_sylvester

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


def exponential(a: ndarray) -> ndarray:
    """exp(a); off the real line to first order, because SciPy's short cut for triangular matrices is not analytic."""
    if not np.iscomplexobj(a):
        return expm(a)
    f, slope = expm_frechet(a.real, a.imag)
    return np.asarray(f + 1j * slope)


def integral(drift: ndarray, diffusion: ndarray, dt: float) -> ndarray:
    """Q through its Lyapunov equation, A Q + Q A' = F D F' - D: another road than Taylor and doubling."""
    f = exponential(drift * dt)
    change = f @ diffusion @ f.T - diffusion
    if np.iscomplexobj(change):  # Schur vectors would drown a tiny imaginary part; elimination keeps it
        one = np.eye(len(drift))
        return np.asarray(np.linalg.solve(np.kron(drift, one) + np.kron(one, drift), change.ravel())).reshape(change.shape)
    return solve_sylvester(drift, drift.T, change)


def dense_loglik(system: System, lanes: Lanes) -> float:
    """Build every lane's whole mean vector and covariance matrix, then one multivariate normal density."""
    return float(dense_value(vars_of(system), lanes).real)


def vars_of(system: System) -> SimpleNamespace:
    """The matrices of a model by their names, to be moved anywhere, also off the real line."""
    return SimpleNamespace(**{f.name: getattr(system, f.name) for f in dataclasses.fields(System)})


def dense_value(system: SimpleNamespace, lanes: Lanes) -> complex:
    """The same as an analytic function of every entry, so that it can be differentiated by a step off the real line."""
    p, state = len(system.drift), system.loading.shape[1]
    kind = np.result_type(*vars(system).values())
    total = kind.type(0.0)
    for lane in range(len(lanes.name)):
        steps = int((lanes.running > lane).sum())
        mean, cov = np.zeros(state, dtype=kind), system.t0_cov.astype(kind)
        mean[:p] = system.t0_mean
        means, blocks, carries = [], [], []
        for t in range(steps):
            f = np.eye(state, dtype=kind)
            dt = lanes.dt[lanes.step[t, lane]] if t else 0.0
            if t:
                f[:p, :p] = exponential(system.drift * dt)
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
        big = np.zeros((steps * state, steps * state), dtype=kind)
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
        log_det = (
            np.log(np.linalg.det(s)) if kind.kind == "c" else np.linalg.slogdet(s)[1]
        )  # the latter knows no direction off the real line
        total += -0.5 * (v @ np.linalg.solve(s, v) + log_det + seen.sum() * np.log(2 * np.pi))
    return complex(total)
