"""What expectation propagation leaves out of the likelihood of a path.

The law q of the numbers f behind a person's answers that expectation propagation ends with has the right mean and variance cell by cell.
What is left is how the answers' higher cumulants c3, c4, ... of different cells go together: a sum over graphs whose nodes are cells and
whose edges are r_ij = S_ij / (S_ii S_jj), S being the covariance under q. Every node has three edges or more, none to itself.
Persons with few such answers are integrated instead.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import factorial
from typing import cast

import numpy as np
from jaxtyping import Bool, Float, Int
from numpy import ndarray

from unspiral.learn.discretise import discretise
from unspiral.learn.emission import Emission, Settled, cumulants, likelihoods
from unspiral.learn.system import Array, Lanes, System
from unspiral.learn.tilted import LOG_ROOT_2PI

RULE = {1: 80, 2: 40, 3: 24, 4: 16, 5: 12, 6: 9}  # answers in steps of a person up to which the integral is taken, and nodes along each
DOUBT = {1: 0.0, 2: 1e-7, 3: 1e-7, 4: 5e-6, 5: 5e-5, 6: 3e-4}  # size of the last terms from which it is: the rule itself is about as good
WIDER = 1.15  # by which the rule is wider than q: answers in steps leave heavier ends than a bell curve has
MOST = 2500  # cells of a person above which no graph is summed
FOUR = 48  # cells up to which the graph of four nodes that are all joined is summed
ROOM = 2e7  # numbers held at once
TRIANGLES = ((1, 2, 2), (2, 2, 2), (1, 2, 3), (0, 3, 3))  # numbers of edges between three nodes


@dataclass(frozen=True, slots=True, eq=False)
class Laws:
    """The law of the numbers behind some persons' answers in steps: what a correction is summed from.

    Args:
        lane: whose it is.
        number: of these cells among all cells of the settled lanes.
        mean, cov: of q.
        value, variance: of the pseudo-answers.
        own: what each cell's answer adds beside its pseudo-answer: log Z - log N(y; cavity).
        high: cumulants 3 to 6.
    """

    lane: int
    number: Int[ndarray, " cells"]
    mean: Float[ndarray, " cells"]
    cov: Float[ndarray, "cells cells"]
    value: Float[ndarray, " cells"]
    variance: Float[ndarray, " cells"]
    own: Float[ndarray, " cells"]
    high: Float[ndarray, "orders cells"]


@dataclass(frozen=True, slots=True, eq=False)
class Correction:
    """What has to be added to the value of expectation propagation, person by person.

    Args:
        added: to each lane's log-likelihood.
        last: size of the last terms of each sum: about how far off it still is; 0 where the integral was taken.
        exact: lanes whose integral was taken by a rule.
        left_out: lanes with too many cells, which stay as they are.
    """

    added: Float[ndarray, " lanes"]
    last: Float[ndarray, " lanes"]
    exact: Bool[ndarray, " lanes"]
    left_out: Bool[ndarray, " lanes"]


def correction(
    lanes: Lanes, emission: Emission, system: System, thresholds: Float[ndarray, " thresholds"], settled: Settled,
    which: Int[ndarray, " some"],
) -> Correction:  # fmt: skip
    """What the graphs add up to, or the integral itself where a person has few such answers.

    Args:
        lanes, emission: the answers.
        system, thresholds: the model of these lanes.
        settled: of ``evaluate`` for these lanes and that model, one pair a lane, in this order.
        which: the lanes.

    Source: Opper, Paquet and Winther (2013, JMLR 14:2857), here with all graphs of up to six edges; tests/learn/test_correction.py holds
    it against brute-force quadrature.
    """
    added, last = np.zeros(len(which)), np.zeros(len(which))
    exact, left_out = np.zeros(len(which), dtype=bool), np.zeros(len(which), dtype=bool)
    for k, law in laws_of(lanes, emission, system, thresholds, settled, which):
        if law is None:
            left_out[k] = True
            continue
        added[k], last[k] = graphs(law.cov, law.high)
        if len(law.number) in RULE and not last[k] < DOUBT[len(law.number)]:
            added[k], last[k], exact[k] = _integral(law, lanes, emission, system, thresholds), 0.0, True
    return Correction(added, last, exact, left_out)


def graphs(cov: Float[ndarray, "cells cells"], high: Float[ndarray, "orders cells"]) -> tuple[float, float]:
    """The sum over all connected graphs of up to six edges, and how large its terms of six edges are.

    With r_ij = S_ij / (S_ii S_jj), r_ii = 0: two nodes with l edges give c_l c_l r^l / l!; three nodes c_(a+b) c_(a+c) c_(b+c) r^a r^b r^c
    / (a! b! c!); each graph divided by the ways in which it can be turned into itself.

    Args:
        cov: S.
        high: c3 to c6 of every cell.
    """
    size = np.diag(cov)
    n = len(size)
    if n < 2:
        return 0.0, 0.0
    safe = np.maximum(size, 1e-300)
    r = np.where((size[:, None] > 0.0) & (size > 0.0), cov / np.outer(safe, safe), 0.0)
    np.fill_diagonal(r, 0.0)
    c = {order: high[order - 3] for order in range(3, 7)}
    power = {1: r, 2: r * r}
    power[3] = power[2] * r
    power[0] = np.ones_like(r)
    by_edges = dict.fromkeys(range(3, 7), 0.0)
    for edges in range(3, 7):
        by_edges[edges] += 0.5 * float(c[edges] @ (power[edges // 2] * power[edges - edges // 2]) @ c[edges]) / factorial(edges)
    for one in TRIANGLES:
        for a, b, d in set(_turned(one)):
            # Nodes i, j, k with a edges between i and j, b between i and k, d between j and k.
            through = (power[b] * c[b + d]) @ power[d].T if b and d else None
            if through is None:
                continue
            term = float(np.sum(np.outer(c[a + b], c[a + d]) * power[a] * through)) if a else 0.0
            if not a:  # i and j hang together through k alone, and may be one and the same
                term = float(np.sum(np.outer(c[b], c[d]) * through))
            by_edges[a + b + d] += term / (factorial(a) * factorial(b) * factorial(d)) / (2.0 if not a else 6.0)
    double = np.outer(c[3], c[3]) * power[2]
    around = double @ r
    by_edges[6] += float(np.sum(around * around.T)) / 16.0
    if n <= FOUR:
        by_edges[6] += sum(float(c[3][i] * _triangle((r[i] * c[3])[:, None] * r)) for i in range(n)) / 24.0
    return sum(by_edges.values()), abs(by_edges[6])


def _turned(edges: tuple[int, int, int]) -> list[tuple[int, int, int]]:
    a, b, d = edges
    return [(a, b, d), (a, d, b), (b, a, d), (b, d, a), (d, a, b), (d, b, a)]


def _triangle(m: Array) -> float:
    return float(np.sum((m @ m) * m.T))


# The law q ------------------------------------------------------------------------------------------------------------------------


def laws_of(
    lanes: Lanes, emission: Emission, system: System, thresholds: Array, settled: Settled, which: Array
) -> list[tuple[int, Laws | None]]:
    """The law behind the answers of each lane that has any; None where there are too many of them.

    Args:
        as ``correction``.
    """
    paths = settled.paths
    cavity, pair = paths.cavity, paths.cavity.pair
    tau, nu = paths.sites.tau, paths.sites.nu
    high = cumulants(lanes, emission, system, thresholds, which, cavity.mean, cavity.variance)
    mask = tau > 0.0
    t, v = tau[mask], nu[mask]
    spread = cavity.variance + 1.0 / t
    own = cavity.tilted.log_z + 0.5 * ((v / t - cavity.mean) ** 2 / spread + np.log(spread)) + LOG_ROOT_2PI
    mean = (cavity.mean + cavity.variance * v) / (1.0 + cavity.variance * t)
    first: list[int] = np.searchsorted(pair, np.arange(len(which) + 1)).tolist()
    found: list[tuple[int, Laws | None]] = []
    size = lanes.values.shape[0] * lanes.values.shape[2]
    room = max(1, int(ROOM // size**2))
    wanted = [k for k in range(len(which)) if first[k] < first[k + 1]]
    for at in range(0, len(wanted), room):
        some = wanted[at : at + room]
        if size > MOST:
            found += [(k, None) for k in some]
            continue
        prior = _prior(system, lanes, which[some])
        for k, cov in zip(some, prior, strict=True):
            mine: Array = np.arange(first[k], first[k + 1])
            answered = lanes.answered[:, which[k]].ravel()
            noise = np.tile(np.diag(system.error), len(lanes.values))
            noise = np.where(mask[k].ravel(), 1.0 / np.where(mask[k].ravel(), tau[k].ravel(), 1.0), noise)[answered]
            cov = cov[np.ix_(answered, answered)]
            steps = mask[k].ravel()[answered]
            across = cov[steps]
            after = cast("Array", cov[np.ix_(steps, steps)] - across @ np.linalg.solve(cov + np.diag(noise), across.T))
            after = 0.5 * (after + after.T)
            found.append((k, Laws(int(which[k]), mine, mean[mine], after, v[mine] / t[mine], 1.0 / t[mine], own[mine], high[:, mine])))
    return found


def _prior(system: System, lanes: Lanes, which: Array) -> Float[ndarray, "some cells cells"]:
    """Covariance of the numbers behind all cells of some lanes, before any answer; cells are steps, then indicators."""
    steps, count, m = len(lanes.step), len(which), len(system.loading)
    p, state = len(system.drift), system.loading.shape[1]
    walk = discretise(system.drift, system.diffusion, lanes.dt)
    move = np.broadcast_to(np.eye(state), (len(lanes.dt), state, state)).copy()
    move[:, :p, :p] = walk.transition
    noise = np.zeros_like(move)
    noise[:, :p, :p] = walk.noise
    z = system.loading
    resets = lanes.resets
    cov = np.broadcast_to(system.t0_cov, (count, state, state)).copy()
    full = np.zeros((count, steps, m, steps, m))
    carried = np.zeros((count, state, steps, m))
    for t in range(steps):
        if t:
            f = move[lanes.step[t, which]]
            if resets is not None:
                anew = np.concatenate([resets[t, which], np.zeros((count, state - p), dtype=bool)], axis=1)
                f = np.where(anew[:, None], 0.0, f)
            cov = f @ cov @ f.swapaxes(1, 2) + noise[lanes.step[t, which]]
            carried[:, :, :t] = np.einsum("lab,lbtm->latm", f, carried[:, :, :t], optimize=True)
        carried[:, :, t] = cov @ z.T
        row = np.einsum("ma,latk->lmtk", z, carried[:, :, : t + 1], optimize=True)
        full[:, t, :, : t + 1] = row
        full[:, : t + 1, :, t] = row.transpose(0, 2, 3, 1)
    return full.reshape(count, steps * m, steps * m)


# By integration -------------------------------------------------------------------------------------------------------------------


def _integral(law: Laws, lanes: Lanes, emission: Emission, system: System, thresholds: Array) -> float:
    """log E_q of the product of answers over pseudo-answers, by a Gauss-Hermite rule turned and scaled to q."""
    n = len(law.number)
    node, share = np.polynomial.hermite_e.hermegauss(RULE[n])
    # The rule is that of a wider normal: what it is too wide by is made good.
    log_share = np.log(share / np.sqrt(2.0 * np.pi) * WIDER) - 0.5 * (WIDER * node) ** 2 * (1.0 - 1.0 / WIDER**2)
    root = cast("Array", np.linalg.cholesky(law.cov + 1e-14 * (np.diag(law.cov).max() + 1e-300) * np.eye(n)))
    logs = np.zeros([1] * n)
    for i in range(n):  # the number behind each cell hangs on its own axis and on those before
        f: Array = np.full([1] * n, law.mean[i])
        for j in range(i + 1):
            f = f + root[i, j] * WIDER * node.reshape([-1 if k == j else 1 for k in range(n)])
        at_i = log_share.reshape([-1 if k == i else 1 for k in range(n)])
        logs = logs + at_i + log_ratio(law, np.array([i]), f[..., None], lanes, emission, system, thresholds)[..., 0]
    return _log_mean(logs.ravel())


def log_ratio(law: Laws, cell: Array, f: Array, lanes: Lanes, emission: Emission, system: System, thresholds: Array) -> Array:
    """Log of answers over pseudo-answers at given numbers, less what the value already holds; the last axis is along ``cell``."""
    chance = likelihoods(lanes, emission, system, thresholds, np.array([law.lane]), cell, f)
    gap = 0.5 * ((law.value[cell] - f) ** 2 / law.variance[cell] + np.log(law.variance[cell])) + LOG_ROOT_2PI
    return chance + gap - law.own[cell]


def _log_mean(logs: Array) -> float:
    top = logs.max()
    return float(top + np.log(np.exp(logs - top).sum()))
