"""The exact likelihood and its derivative in plain NumPy: the truth the compiled kernel is held against, and its stand-in.

One filter step for all lanes at once, all indicators of an occasion together; then one backward pass that carries the
derivative of the log-likelihood with respect to the predicted state (r) and its covariance, (r r' - N) / 2.
Lanes may also carry several models at once (starts, or the differences behind a second derivative): each person then has one
lane a model, side by side.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from jaxtyping import Float
from numpy import ndarray

from unspiral.learn.discretise import Steps, discretise, pull_back
from unspiral.learn.system import Array, Lanes, System

LOG_2PI = float(np.log(2.0 * np.pi))
FLIP = np.array([[1.0, -1.0], [-1.0, 1.0]])
ABREAST = 256  # lanes side by side: below this, a step costs the same for one lane as for many


@dataclass(frozen=True, slots=True, eq=False)
class Forward:
    """What the filter leaves behind; arrays start (steps, lanes), lane = person x models + model.

    Args:
        loglik: share of each lane.
        mean, cov: state after the answers of the step.
        innovation: answer minus prediction, 0 where not answered.
        precision: inverse covariance of the innovation, identity where not answered.
        gain: of the filter; its columns are 0 where not answered.
        loading: 0 where not answered.
        step: row of ``transition`` that led here.
        transition: F of every model and length.
        held: what pushed the drift during the step, or None.
        steps: of every model.
    """

    loglik: Float[ndarray, " lanes"]
    mean: Float[ndarray, "steps lanes state"]
    cov: Float[ndarray, "steps lanes state state"]
    innovation: Float[ndarray, "steps lanes indicators"]
    precision: Float[ndarray, "steps lanes indicators indicators"]
    gain: Float[ndarray, "steps lanes state indicators"]
    loading: Float[ndarray, "steps lanes indicators state"]
    step: Array
    transition: Float[ndarray, "lengths state state"]
    held: Float[ndarray, "steps lanes p"] | None
    steps: tuple[Steps, ...]


def abreast(lanes: Lanes, models: int) -> Lanes:
    """Every person's lane ``models`` times, side by side; lanes stay sorted by length."""
    if models == 1:
        return lanes

    def many(x: Array, axis: int) -> Array:
        return np.repeat(x, models, axis=axis)

    return Lanes(
        many(lanes.values, 1), many(lanes.answered, 1), many(lanes.step, 1), lanes.dt, many(lanes.wave, 1), many(lanes.impulses, 1),
        many(lanes.presses, 1), many(lanes.scale, 0), many(lanes.weight, 0), lanes.running * models, tuple(np.repeat(lanes.name, models)),
    )  # fmt: skip


def filter_lanes(systems: Sequence[System], lanes: Lanes) -> Forward:
    """Run the Kalman filter over every lane.

    Args:
        systems: one model, or several of the same shape.
        lanes: persons' answers, one lane a person and model (``abreast``).

    Returns:
        Forward; ``loglik.sum()`` is the full Gaussian log-likelihood with all constants.
    """
    p, state, m = len(systems[0].drift), systems[0].loading.shape[1], len(systems[0].loading)
    steps = tuple(discretise(s.drift, s.diffusion, lanes.dt) for s in systems)
    transition = np.zeros((len(systems) * len(lanes.dt), state, state))
    transition[:, range(state), range(state)] = 1.0
    transition[:, :p, :p] = np.concatenate([s.transition for s in steps])
    noise = np.zeros_like(transition)
    noise[:, :p, :p] = np.concatenate([s.noise for s in steps])
    model = np.tile(np.arange(len(systems)), lanes.step.shape[1] // len(systems))
    step = lanes.step + model * len(lanes.dt)
    held = _held(systems, lanes, model)
    nudge = _nudges(systems, lanes, model, steps, step, held)

    length, count = lanes.step.shape
    answered = lanes.answered
    z = np.where(answered[..., None], np.array([s.loading for s in systems])[model], 0.0)
    r = np.where(answered[..., None] & answered[..., None, :], np.array([s.error for s in systems])[model], 0.0)
    r[..., range(m), range(m)] += ~answered
    level = np.array([s.level for s in systems])[model, lanes.wave]
    centred = np.where(answered, lanes.values - level * lanes.scale[:, None], 0.0)

    x = np.zeros((count, state))
    x[:, :p] = np.array([s.t0_mean for s in systems])[model] * lanes.scale[:, None]
    cov = np.array([s.t0_cov for s in systems])[model]
    mean_out = np.zeros((length, count, state))
    cov_out = np.zeros((length, count, state, state))
    innovation = np.zeros((length, count, m))
    spread = np.broadcast_to(np.eye(m), (length, count, m, m)).copy()
    precision = spread.copy()
    gain = np.zeros((length, count, state, m))
    f_all, q_all, zt_all = transition[step], noise[step], z.swapaxes(2, 3)
    ft_all = f_all.swapaxes(2, 3)
    for t, n in enumerate(lanes.running.tolist()):
        if t:
            x = np.matvec(f_all[t, :n], x[:n])
            cov = f_all[t, :n] @ cov[:n] @ ft_all[t, :n] + q_all[t, :n]
        if nudge is not None:
            x[:, :p] += nudge[t, :n]
        zt = z[t, :n]
        pz = cov @ zt_all[t, :n]
        s = zt @ pz + r[t, :n]
        inverse = _inverse(s)
        k = pz @ inverse
        v = centred[t, :n] - np.matvec(zt, x)
        x = x + np.matvec(k, v)
        cov = cov - k @ pz.swapaxes(1, 2)
        mean_out[t, :n], cov_out[t, :n], innovation[t, :n], gain[t, :n] = x, cov, v, k
        spread[t, :n], precision[t, :n] = s, inverse

    quadratic = np.einsum("tli,tlij,tlj->l", innovation, precision, innovation)
    sign, logdet = np.linalg.slogdet(spread)
    cells = answered.sum(axis=(0, 2))
    loglik = -0.5 * (quadratic + lanes.weight * (np.where(sign > 0, logdet, np.nan).sum(axis=0) + cells * LOG_2PI))
    return Forward(loglik, mean_out, cov_out, innovation, precision, gain, z, step, transition, held, steps)


def _inverse(s: Array) -> Array:
    """Inverse of many small symmetric matrices; one and two rows in closed form, because that is where the time goes."""
    m = s.shape[-1]
    if m == 1:
        return 1.0 / s
    if m == 2:
        det = s[:, 0, 0] * s[:, 1, 1] - s[:, 0, 1] * s[:, 1, 0]
        return s[:, ::-1, ::-1] * FLIP / det[:, None, None]
    return np.linalg.inv(s)


def _held(systems: Sequence[System], lanes: Lanes, model: Array) -> Array | None:
    """What pushes the drift during the step that ends here; None when nothing does."""
    if not (any(s.intercept.any() for s in systems) or lanes.presses.shape[2]):
        return None
    press = np.array([s.press for s in systems])[model]
    return np.array([s.intercept for s in systems])[model] * lanes.scale[:, None] + np.einsum("lik,tlk->tli", press, lanes.presses)


def _nudges(
    systems: Sequence[System], lanes: Lanes, model: Array, steps: tuple[Steps, ...], step: Array, held: Array | None
) -> Array | None:
    """What is added to the predicted state: pushes held through the step, and impulses at its end."""
    total: Array | None = None
    if held is not None:
        total = np.matvec(np.concatenate([s.held for s in steps])[step], held)
    if lanes.impulses.shape[2]:
        hit = np.einsum("lik,tlk->tli", np.array([s.impulse for s in systems])[model], lanes.impulses)
        total = hit if total is None else total + hit
    return total


def loglik(system: System, lanes: Lanes) -> float:
    """Full Gaussian log-likelihood of all lanes, with all constants."""
    return float(filter_lanes([system], lanes).loglik.sum())


def evaluate(system: System, lanes: Lanes) -> tuple[float, System]:
    """Log-likelihood and its derivative with respect to every matrix of the model: one call, the kernel's entry point.

    Args:
        system: the model's matrices.
        lanes: persons' answers.

    Returns:
        Log-likelihood, and a System that holds the derivatives.

    Source: the backward recursion for (r, N) is that of de Jong (1989, doi:10.1080/01621459.1989.10478879); proved against
    differences and a dense multivariate normal in tests/learn/test_reference.py.
    """
    return evaluate_many([system], lanes)[0]


def evaluate_many(systems: Sequence[System], lanes: Lanes) -> list[tuple[float, System]]:
    """``evaluate`` for several models of the same shape, as many abreast as the lanes have room for; the answers are those of one by one.

    Args:
        systems: the models' matrices.
        lanes: persons' answers, one lane a person.
    """
    room = max(1, ABREAST // lanes.step.shape[1])
    found: list[tuple[float, System]] = []
    for first in range(0, len(systems), room):
        some = systems[first : first + room]
        wide = abreast(lanes, len(some))
        with np.errstate(all="ignore"):  # a hopeless model gives nan, which the search understands
            forward = filter_lanes(some, wide)
            gradients = _backward(some, wide, forward)
        shares = forward.loglik.reshape(-1, len(some)).sum(axis=0)
        found += list(zip(shares.tolist(), gradients, strict=True))
    return found


def _backward(systems: Sequence[System], lanes: Lanes, forward: Forward) -> list[System]:
    length, count = lanes.step.shape
    state = systems[0].loading.shape[1]
    z = forward.loading
    zt = z.swapaxes(2, 3)
    weighted = np.matvec(forward.precision, forward.innovation)
    score = np.matvec(zt, weighted)
    info = zt @ forward.precision @ z * lanes.weight[:, None, None]
    keep = np.eye(state) - forward.gain @ z
    kept = keep.swapaxes(2, 3)
    f = forward.transition[forward.step]
    ft = f.swapaxes(2, 3)

    r = np.zeros((length, count, state))
    n_mat = np.zeros((length, count, state, state))
    r_after, n_after = np.zeros_like(r), np.zeros_like(n_mat)
    ra, na = np.zeros((count, state)), np.zeros((count, state, state))
    running = lanes.running.tolist()
    for t in range(length - 1, -1, -1):
        n = running[t]
        r_after[t, :n], n_after[t, :n] = ra[:n], na[:n]
        r[t, :n] = score[t, :n] + np.matvec(kept[t, :n], ra[:n])
        n_mat[t, :n] = info[t, :n] + kept[t, :n] @ na[:n] @ keep[t, :n]
        if t:
            ra[:n] = np.matvec(ft[t, :n], r[t, :n])
            na[:n] = ft[t, :n] @ n_mat[t, :n] @ f[t, :n]
    measured = _collect_measurement(systems, lanes, forward, weighted, r_after, n_after)
    moved = _collect_dynamics(systems, lanes, forward, r, n_mat)
    return [System(**{**a, **b}) for a, b in zip(measured, moved, strict=True)]


def _collect_measurement(
    systems: Sequence[System], lanes: Lanes, forward: Forward, weighted: Array, r_after: Array, n_after: Array
) -> list[dict[str, Array]]:
    """Sum what each step says about loading, level and error."""
    k = len(systems)
    gain_t = forward.gain.swapaxes(2, 3)
    u = weighted - np.matvec(gain_t, r_after)
    smoothed = forward.mean + np.matvec(forward.cov, r_after)
    weight = lanes.weight[:, None, None]
    nk = gain_t @ n_after
    seen = lanes.answered
    loading = _by_model(u[..., :, None] * smoothed[..., None, :] - np.where(seen[..., None], weight * gain_t - nk @ forward.cov, 0.0), k)
    both = seen[..., None] & seen[..., None, :]
    d = weight * forward.precision + nk @ forward.gain
    error = _by_model(np.where(both, 0.5 * (u[..., :, None] * u[..., None, :] - d), 0.0), k)
    level = np.zeros((k, *systems[0].level.shape))
    model = np.tile(np.arange(k), lanes.step.shape[1] // k)
    np.add.at(level, (np.broadcast_to(model, lanes.wave.shape), lanes.wave), u * lanes.scale[:, None])
    return [{"loading": loading[i], "level": level[i], "error": error[i]} for i in range(k)]


def _collect_dynamics(systems: Sequence[System], lanes: Lanes, forward: Forward, r: Array, n_mat: Array) -> list[dict[str, Array]]:
    """Sum what each step says about drift, diffusion, first state and inputs: over equal lengths first, then back to rates once."""
    k, p, lengths = len(systems), len(systems[0].drift), len(lanes.dt)
    cov_bar = 0.5 * (r[..., :, None] * r[..., None, :] - n_mat)
    rp = r[..., :p]
    f = forward.transition[forward.step[1:]]
    f_bar = rp[1:, ..., None] * forward.mean[:-1, ..., None, :p] + 2.0 * (cov_bar[1:, ..., :p, :] @ f @ forward.cov[:-1])[..., :p]
    f_sum = _by_length(forward.step[1:], f_bar, k * lengths)
    q_sum = _by_length(forward.step[1:], cov_bar[1:, ..., :p, :p], k * lengths)
    held_t = np.concatenate([s.held for s in forward.steps]).swapaxes(1, 2)
    pushed = np.matvec(held_t[forward.step], rp)
    intercept = _by_model(pushed * lanes.scale[:, None], k)
    press = _by_model(pushed[..., :, None] * lanes.presses[..., None, :], k)
    impulse = _by_model(rp[..., :, None] * lanes.impulses[..., None, :], k)
    t0_mean = _by_model(rp[:1] * lanes.scale[:, None], k)
    t0_cov = _by_model(cov_bar[:1], k)
    g_sum = np.zeros((k * lengths, p, p))
    if forward.held is not None:
        g_sum = _by_length(forward.step[1:], rp[1:, ..., :, None] * forward.held[1:, ..., None, :], k * lengths)
    out: list[dict[str, Array]] = []
    for i in range(k):
        at = slice(i * lengths, (i + 1) * lengths)
        drift, diffusion = pull_back(forward.steps[i], f_sum[at], q_sum[at], g_sum[at])
        out.append(
            {"drift": drift, "diffusion": diffusion, "intercept": intercept[i], "press": press[i], "impulse": impulse[i],
             "t0_mean": t0_mean[i], "t0_cov": t0_cov[i]}
        )  # fmt: skip
    return out


def _by_model(rows: Array, models: int) -> Array:
    """Sum over steps and persons, one sum a model; shape (models, ...)."""
    steps, lanes = rows.shape[:2]
    return rows.reshape(steps, lanes // models, models, *rows.shape[2:]).sum(axis=(0, 1))


def _by_length(step: Array, rows: Array, lengths: int) -> Array:
    """Sum rows of equal step length; shape (lengths, p, p)."""
    p = rows.shape[-1]
    index = step.ravel()
    flat = rows.reshape(len(index), p * p)
    summed = np.stack([np.bincount(index, weights=flat[:, j], minlength=lengths) for j in range(p * p)], axis=1)
    return summed.reshape(lengths, p, p)
