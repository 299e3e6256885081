"""Moments and means over stretches of a linear loop as one dense normal, by integrals of its covariance function: no filter."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import pairwise

import numpy as np
from numpy import ndarray

from unspiral.learn.system import System

NODES, WEIGHTS = (0.5 * (x + shift) for x, shift in zip(np.polynomial.legendre.leggauss(10), (1.0, 0.0), strict=True))


@dataclass(frozen=True)
class Reading:
    """One answer: its row of the ordinary loading, when, over which stretch (0 = a moment), value, level, what shifts processes."""

    row: int
    time: float
    span: float
    value: float
    level: float = 0.0
    shift: ndarray = field(default_factory=lambda: np.zeros(1))


class _Law:
    """Mean and covariance function of the processes, through the eigenvalues of the drift."""

    def __init__(self, system: System, start: float, held: list[tuple[float, float, ndarray]], given: list[tuple[float, ndarray]]) -> None:
        self.system, self.start, self.held, self.given = system, start, held, given
        self.p = len(system.drift)
        self.values, self.vectors = np.linalg.eig(system.drift)
        self.inverse = np.linalg.inv(self.vectors)
        one = np.eye(self.p)
        pair = np.kron(system.drift, one) + np.kron(one, system.drift)
        self.settled = np.linalg.solve(pair, -system.diffusion.ravel()).reshape(self.p, self.p)

    def flow(self, dt: ndarray) -> ndarray:
        return np.real((self.vectors * np.exp(np.asarray(dt)[..., None, None] * self.values)) @ self.inverse)

    def cov(self, s: ndarray, t: ndarray) -> ndarray:
        early = np.minimum(s, t)
        since = self.flow(early - self.start)
        first = self.system.t0_cov[: self.p, : self.p]
        spread = since @ (first - self.settled) @ since.swapaxes(-1, -2) + self.settled
        return self.flow(s - early) @ spread @ self.flow(t - early).swapaxes(-1, -2)

    def mean(self, t: ndarray) -> ndarray:
        out = self.flow(t - self.start) @ self.system.t0_mean
        for when, push in self.given:
            out = out + np.where((t >= when)[..., None], self.flow(np.maximum(t - when, 0.0)) @ push, 0.0)
        for a, b, push in self.held:
            low, high = np.full_like(t, max(a, self.start)), np.clip(t, max(a, self.start), b)
            late = np.maximum(t, low)
            acted = np.linalg.solve(self.system.drift, ((self.flow(late - low) - self.flow(late - high)) @ push)[..., None])[..., 0]
            out = out + np.where((t > low)[..., None], acted, 0.0)
        return out


def dense(
    system: System,
    start: float,
    readings: list[Reading],
    held: list[tuple[float, float, ndarray]] | None = None,
    given: list[tuple[float, ndarray]] | None = None,
) -> float:
    """Log-likelihood of one person's answers under the ordinary model (without integral states).

    cov(eta(s), eta(t)) = F(s - m) P(m) F(t - m)', m the earlier of the two, integrated over both stretches by Gauss-Legendre quadrature on
    pieces that end wherever an integrand has a kink; a square on the diagonal is cut along s = t.

    Args:
        system: matrices of the processes (and traits) alone.
        start: clock at which the law of the first state holds.
        readings: the answers.
        held: (from, to, push on the drift) of what is held; given: (when, jump) of impulses.
    """
    law = _Law(system, start, held or [], given or [])
    p = law.p
    cuts = sorted({start, *(r.time for r in readings), *(r.time - r.span for r in readings), *(t for t, _ in law.given),
                   *(t for a, b, _ in law.held for t in (a, b))})  # fmt: skip
    fine: list[float] = []
    for a, b in pairwise(cuts):
        pieces = max(1, int(np.ceil((b - a) / 1.0)))
        fine += [a + (b - a) * k / pieces for k in range(pieces)]
    edges = np.array([*fine, cuts[-1]])
    low, size = edges[:-1], np.diff(edges)
    at = low[:, None] + size[:, None] * NODES  # (pieces, nodes)
    weight = size[:, None] * WEIGHTS
    both = np.einsum("ka,lb,kalbij->klij", weight, weight, law.cov(*np.broadcast_arrays(at[:, :, None, None], at)))
    u, v = NODES[:, None], NODES[:, None] * NODES  # the triangle 0 < v < u < 1
    share = WEIGHTS[:, None] * WEIGHTS * NODES[:, None]
    outer, inner = low[:, None, None] + size[:, None, None] * u, low[:, None, None] + size[:, None, None] * v
    outer = np.broadcast_to(outer, inner.shape)
    half = np.einsum("ab,kabij->kij", share, law.cov(outer, inner)) * (size**2)[:, None, None]
    k = np.arange(len(size))
    both[k, k] = half + half.swapaxes(1, 2)
    points = np.array([r.time for r in readings])
    to_point = np.einsum("ka,kanij->knij", weight, law.cov(*np.broadcast_arrays(at[:, :, None], points)))
    between = law.cov(*np.broadcast_arrays(points[:, None], points))
    flow_over = np.einsum("ka,kaij->kij", weight, law.flow(at - start))
    mean_over = np.einsum("ka,kai->ki", weight, law.mean(at))
    mean_at, flow_at = law.mean(points), law.flow(points - start)

    n = len(readings)
    inside = [(low > r.time - r.span - 1e-9) & (low < r.time - 1e-9) if r.span else None for r in readings]
    cov, lag, mean = np.zeros((n, n)), np.zeros((n, p, p)), np.zeros(n)
    for i, one in enumerate(readings):
        load, mine = system.loading[one.row], inside[i]
        lag[i] = flow_at[i] if mine is None else flow_over[mine].sum(axis=0) / one.span
        told = mean_at[i] if mine is None else mean_over[mine].sum(axis=0) / one.span
        mean[i] = load[:p] @ (told + one.shift) + one.level
        for j, other in enumerate(readings):
            yours = inside[j]
            if mine is None and yours is None:
                c = between[i, j]
            elif mine is None:
                c = to_point[yours, i].sum(axis=0).T / other.span
            elif yours is None:
                c = to_point[mine, j].sum(axis=0) / one.span
            else:
                c = both[np.ix_(mine, yours)].sum(axis=(0, 1)) / (one.span * other.span)
            cov[i, j] = load[:p] @ c @ system.loading[other.row][:p]
    loads = np.array([system.loading[r.row] for r in readings])
    through = np.einsum("ip,ipq->iq", loads[:, :p], lag)  # how each answer leans on the first state
    cross = loads[:, p:] @ system.t0_cov[p:, :p] @ through.T
    cov += cross + cross.T + loads[:, p:] @ system.t0_cov[p:, p:] @ loads[:, p:].T
    cov += np.diag([system.error[r.row, r.row] for r in readings])
    r = np.array([x.value for x in readings]) - mean
    return float(-0.5 * (r @ np.linalg.solve(cov, r) + np.linalg.slogdet(cov)[1] + n * np.log(2 * np.pi)))
