"""Rates into steps: the only matrix exponential in the house, with its derivative."""

from __future__ import annotations

from dataclasses import dataclass
from math import factorial

import numpy as np
from jaxtyping import Float
from numpy import ndarray

from unspiral.learn.system import Array

# With ||A|| h <= 1/8 the first term left out is below 1e-17 of the first one kept, for F, Q and G alike.
ORDER = 12
STEP = 0.125


@dataclass(frozen=True, slots=True, eq=False)
class Steps:
    """One step for each length in ``dt``.

    Args:
        transition: F = exp(A dt), shape (steps, p, p).
        noise: Q = integral over s in [0, dt] of exp(A s) D exp(A s)', shape (steps, p, p).
        held: G = integral over s in [0, dt] of exp(A s), shape (steps, p, p); a push b held through the step adds G b.
        levels, halved, powers, sweeps, order: what ``pull_back`` needs to walk the same road backwards.
    """

    transition: Float[ndarray, "steps p p"]
    noise: Float[ndarray, "steps p p"]
    held: Float[ndarray, "steps p p"]
    levels: tuple[tuple[int, Array, Array, Array], ...]
    halved: Float[ndarray, " steps"]
    powers: Float[ndarray, "orders p p"]
    sweeps: Float[ndarray, "orders p p"]
    order: Array


def discretise(drift: Float[ndarray, "p p"], diffusion: Float[ndarray, "p p"], dt: Float[ndarray, " steps"]) -> Steps:
    """Turn rates into one step for every length in ``dt``.

    eta(t + dt) = F eta(t) + G b + noise,   F = exp(A dt),   Q = integral over s in [0, dt] of exp(A s) D exp(A s)'.

    Taylor series on dt / 2^k, then k doublings F <- F F, Q <- Q + F Q F', G <- G + F G. F - I is carried in place of F, so that
    short steps keep their digits. No eigenvalue and no Lyapunov equation is needed: singular, defective and unstable
    drifts are as good as any. (The block exponential of Van Loan 1978 loses all digits of Q on fast processes and long gaps.)

    Args:
        drift: A, per time unit. Row = affected process, column = cause.
        diffusion: D, covariance rate, per time unit. Symmetric, positive semi-definite.
        dt: lengths, in time units, >= 0.

    Returns:
        Steps with F, Q and G per length, in the order of ``dt``.

    Source: Taylor and doubling after field measurements; proved against 50-digit arithmetic in tests/learn/test_discretise.py.
    """
    p = len(drift)
    order = np.argsort(dt, kind="stable")  # lengths that need doubling k times are then one tail of the array
    length = dt[order]
    size = max(float(np.abs(drift).sum(axis=1).max()), 1e-300)
    doublings = np.maximum(0, np.ceil(np.log2(np.maximum(length * size / STEP, 1e-300)))).astype(int)
    halved = length / 2.0**doublings

    powers, sweeps = _series(drift, diffusion)
    k = np.arange(ORDER + 1)
    inverse = np.array([1.0 / factorial(i) for i in range(ORDER + 2)])
    weights = halved[:, None] ** k * inverse[:-1]  # h^k / k!
    raised = halved[:, None] ** (k + 1) * inverse[1:]  # h^(k+1) / (k+1)!
    flat = powers.reshape(ORDER + 1, p * p)
    change = (weights[:, 1:] @ flat[1:]).reshape(-1, p, p)
    noise = (raised @ sweeps.reshape(ORDER + 1, p * p)).reshape(-1, p, p)
    held = (raised @ flat).reshape(-1, p, p)

    levels: list[tuple[int, Array, Array, Array]] = []
    for level in range(int(doublings.max(initial=0))):
        first = int(np.searchsorted(doublings, level + 1))
        e, q, g = change[first:].copy(), noise[first:].copy(), held[first:].copy()
        levels.append((first, e, q, g))
        eq = e @ q
        change[first:] = 2.0 * e + e @ e
        noise[first:] = 2.0 * q + eq + eq.swapaxes(1, 2) + eq @ e.swapaxes(1, 2)
        held[first:] = 2.0 * g + e @ g

    back = np.empty_like(order)
    back[order] = np.arange(len(order))
    transition = change + np.eye(p)
    return Steps(transition[back], noise[back], held[back], tuple(levels), halved, powers, sweeps, order)


def exponentials(drift: Float[ndarray, "many p p"], lag: float) -> Float[ndarray, "many p p"]:
    """exp(A lag) for many drifts at once, by the same series and doublings.

    Args:
        drift: A of each, per time unit.
        lag: in time units, >= 0.

    Returns:
        Transition of each; not finite where a loop runs away beyond all numbers.
    """
    size = np.abs(drift).sum(axis=2).max(axis=1) * lag
    doublings = np.maximum(0, np.ceil(np.log2(np.maximum(size / STEP, 1e-300)))).astype(int)
    step = drift * (lag / 2.0**doublings)[:, None, None]
    term, change = step.copy(), step.copy()
    for k in range(2, ORDER + 1):
        term = term @ step / k
        change += term
    for level in range(int(doublings.max(initial=0))):
        on = doublings > level
        e = change[on]
        change[on] = 2.0 * e + e @ e
    return change + np.eye(drift.shape[-1])


def held_steps(drift: Float[ndarray, "many p p"], lag: float | Float[ndarray, " many"]) -> tuple[Array, Array]:
    """exp(A lag) and its integral from 0 for many drifts at once, by the same series and doublings.

    Args:
        drift: A of each, per time unit.
        lag: one for all, or one for each, in time units, >= 0.

    Returns:
        Transition F of each, and held G of each: a push b held for ``lag`` adds G b. Not finite where a loop runs away beyond all numbers.
    """
    long = np.broadcast_to(np.asarray(lag, dtype=np.float64), len(drift))
    size = np.abs(drift).sum(axis=2).max(axis=1) * long
    doublings = np.maximum(0, np.ceil(np.log2(np.maximum(size / STEP, 1e-300)))).astype(int)
    halved = (long / 2.0**doublings)[:, None, None]
    step, one = drift * halved, np.eye(drift.shape[-1])
    term, change, held = step.copy(), step.copy(), one + step / 2.0
    for k in range(2, ORDER + 1):
        term = term @ step / k
        change += term
        held += term / (k + 1)
    held *= halved
    for level in range(int(doublings.max(initial=0))):
        on = doublings > level
        e, g = change[on], held[on]
        held[on] = 2.0 * g + e @ g
        change[on] = 2.0 * e + e @ e
    return change + one, held


def _series(drift: Array, diffusion: Array) -> tuple[ndarray, Array]:
    """A^k, and C_k with C_0 = D, C_(k+1) = A C_k + C_k A': the Taylor coefficients of F and of Q."""
    powers = [np.eye(len(drift))]
    sweeps = [diffusion]
    for _ in range(ORDER):
        powers.append(drift @ powers[-1])
        moved = drift @ sweeps[-1]
        sweeps.append(moved + moved.T)
    return np.array(powers), np.array(sweeps)


def pull_back(
    steps: Steps,
    transition_bar: Float[ndarray, "steps p p"],
    noise_bar: Float[ndarray, "steps p p"],
    held_bar: Float[ndarray, "steps p p"],
) -> tuple[Float[ndarray, "p p"], Float[ndarray, "p p"]]:
    """Derivatives with respect to drift and diffusion, from derivatives with respect to every step (the adjoint of ``discretise``).

    Args:
        steps: what ``discretise`` gave.
        transition_bar, noise_bar, held_bar: derivative of a number with respect to F, Q (symmetric) and G.

    Returns:
        Derivatives with respect to A and to D (symmetric), summed over the steps.
    """
    fb, qb, gb = transition_bar[steps.order], noise_bar[steps.order], held_bar[steps.order]
    for first, e, q, g in reversed(steps.levels):
        f, q_bar, g_bar = fb[first:], qb[first:], gb[first:]
        et = e.swapaxes(1, 2)
        ft = et + np.eye(e.shape[-1])
        qf = q_bar @ (ft.swapaxes(1, 2) @ q)
        fb[first:] = 2.0 * f + et @ f + f @ et + 2.0 * qf + g_bar @ g.swapaxes(1, 2)
        qb[first:] = q_bar + ft @ q_bar @ ft.swapaxes(1, 2)
        gb[first:] = 2.0 * g_bar + et @ g_bar
    return _pull_back_series(steps, fb, qb, gb)


def _pull_back_series(steps: Steps, fb: Array, qb: Array, gb: Array) -> tuple[ndarray, Array]:
    k = np.arange(ORDER + 1)
    inverse = np.array([1.0 / factorial(i) for i in range(ORDER + 2)])
    p = fb.shape[-1]
    weights = steps.halved[:, None] ** k * inverse[:-1]
    raised = steps.halved[:, None] ** (k + 1) * inverse[1:]
    powers_bar = (weights.T @ fb.reshape(-1, p * p) + raised.T @ gb.reshape(-1, p * p)).reshape(-1, p, p)
    sweeps_bar = (raised.T @ qb.reshape(-1, p * p)).reshape(-1, p, p)
    drift = steps.powers[1]
    drift_bar = np.zeros((p, p))
    for i in range(ORDER, 0, -1):
        drift_bar += powers_bar[i] @ steps.powers[i - 1].T
        powers_bar[i - 1] += drift.T @ powers_bar[i]
        drift_bar += sweeps_bar[i] @ steps.sweeps[i - 1].T + sweeps_bar[i].T @ steps.sweeps[i - 1]
        sweeps_bar[i - 1] += drift.T @ sweeps_bar[i] + sweeps_bar[i] @ drift
    return drift_bar, sweeps_bar[0]
