"""The exact likelihood and its derivative in plain NumPy: the truth the compiled kernel is held against, and its stand-in.

One filter step for all lanes at once, all indicators of an occasion together; then one backward pass that carries the
derivative of the log-likelihood with respect to the predicted state (r) and to its covariance (G).
Lanes may also live under different models: several for each person side by side (starts, or the differences behind a second
derivative), or one for each group of persons.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from jaxtyping import Bool, Float, Int
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
        transition: F of every model and length, model after model.
        held: what pushed the drift during the step, or None.
        steps: of every model.
        model: which model each lane lives under.
        shown: what the regressors add to the state when it is read, or None.
        resets: entries of the state that began anew before the step, or None.
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
    model: Array
    shown: Array | None
    resets: Bool[ndarray, "steps lanes state"] | None = None

    def moves(self) -> Float[ndarray, "steps lanes state state"]:
        """F of every step of every lane; what began anew carries nothing into the step."""
        f = self.transition[self.step]
        return f if self.resets is None else np.where(self.resets[..., None, :], 0.0, f)


def abreast(lanes: Lanes, models: int) -> Lanes:
    """Every person's lane ``models`` times, side by side; lanes stay sorted by length."""
    if models == 1:
        return lanes

    def many(x: Array, axis: int) -> Array:
        return np.repeat(x, models, axis=axis)

    return Lanes(
        many(lanes.values, 1), many(lanes.answered, 1), many(lanes.step, 1), lanes.dt, many(lanes.wave, 1), many(lanes.impulses, 1),
        many(lanes.presses, 1), many(lanes.scale, 0), many(lanes.weight, 0), lanes.running * models, tuple(np.repeat(lanes.name, models)),
        many(lanes.regressors, 1), many(lanes.importance, 1), None if lanes.resets is None else many(lanes.resets, 1),
        None if lanes.reads is None else many(lanes.reads, 1),
    )  # fmt: skip


def filter_lanes(
    systems: Sequence[System],
    lanes: Lanes,
    model: Int[ndarray, " lanes"] | None = None,
    variances: Float[ndarray, "steps lanes indicators"] | None = None,
) -> Forward:
    """Run the Kalman filter over every lane.

    Args:
        systems: one model, or several of the same shape.
        lanes: persons' answers.
        model: which of the systems each lane lives under; without it, one lane a person and model (``abreast``).
        variances: error variance of each answer's own, added to the model's; None for none.

    Returns:
        Forward; ``loglik.sum()`` is the full Gaussian log-likelihood with all constants.
    """
    p, state, m = len(systems[0].drift), systems[0].loading.shape[1], lanes.values.shape[2]
    if model is None:
        model = np.tile(np.arange(len(systems)), lanes.step.shape[1] // len(systems))
    steps, step = _steps(systems, lanes, model)
    transition = np.zeros((sum(len(s.transition) for s in steps), state, state))
    transition[:, range(state), range(state)] = 1.0
    transition[:, :p, :p] = np.concatenate([s.transition for s in steps])
    noise = np.zeros_like(transition)
    noise[:, :p, :p] = np.concatenate([s.noise for s in steps])
    held = _held(systems, lanes, model)
    nudge = _nudges(systems, lanes, model, steps, step, held)
    shown = np.einsum("lik,tlk->tli", np.array([s.shift for s in systems])[model], lanes.regressors) if lanes.regressors.shape[2] else None

    length, count = lanes.step.shape
    answered = lanes.answered
    loading, error = read_by(systems, lanes, model, "loading"), read_by(systems, lanes, model, "error")
    z = np.where(answered[..., None], loading, 0.0)
    r = np.where(answered[..., None] & answered[..., None, :], error, 0.0)
    r[..., range(m), range(m)] += ~answered
    if variances is not None:
        r[..., range(m), range(m)] += np.where(answered, variances, 0.0)
    level = read_by(systems, lanes, model, "level")
    centred = np.where(answered, lanes.values - level * lanes.scale[:, None], 0.0)
    if shown is not None:
        centred -= np.matvec(z[..., :p], shown)

    resets = None
    f_all = transition[step]
    if lanes.resets is not None:
        resets = np.concatenate([lanes.resets, np.zeros((length, count, state - p), dtype=bool)], axis=2)
        resets[0] = False  # no step leads to the first row
        f_all = np.where(resets[..., None, :], 0.0, f_all)
    first = np.array([s.t0_cov for s in systems])[model]
    cov_out, spread, precision, gain = _covariances(lanes, first, f_all, noise[step], z, r)

    # Given the gains, the mean is one linear recursion: x = (I - K Z)(F x + nudge) + K y.
    moved = (np.eye(state) - gain @ z) @ f_all
    full = np.zeros((length, count, state))
    if nudge is not None:
        full[..., :p] = nudge
    pull = np.matvec(gain, centred - np.matvec(z, full)) + full
    before = np.zeros((length, count, state))
    before[0, :, :p] = np.array([s.t0_mean for s in systems])[model] * lanes.scale[:, None]
    mean_out = np.zeros((length, count, state))
    x = before[0]
    for t, n in enumerate(lanes.running.tolist()):
        x = np.matvec(moved[t, :n], x[:n]) + pull[t, :n]
        mean_out[t, :n] = x
    before[1:] = mean_out[:-1]
    predicted = np.matvec(f_all, before) + full
    innovation = np.where(_inside(lanes)[..., None], centred - np.matvec(z, predicted), 0.0)

    quadratic = np.einsum("tli,tlij,tlj->tl", innovation, precision, innovation)
    sign, logdet = np.linalg.slogdet(spread)
    density = quadratic + lanes.weight * (np.where(sign > 0, logdet, np.nan) + answered.sum(axis=2) * LOG_2PI)
    loglik = -0.5 * (lanes.importance * density).sum(axis=0)
    return Forward(loglik, mean_out, cov_out, innovation, precision, gain, z, step, transition, held, steps, model, shown, resets)


def read_by(systems: Sequence[System], lanes: Lanes, model: Int[ndarray, " lanes"], field: str) -> Array:
    """Rows of a matrix that the answers of each step read: "loading", "error" (rows and columns) or "level".

    Args:
        systems: models of the same shape.
        lanes: the answers; model: which of the systems each lane lives under.
        field: of System.
    """
    held: Array = np.array([getattr(s, field) for s in systems])
    reads = lanes.reads
    if field == "level":
        found = held[model, lanes.wave]
        return found if reads is None else np.take_along_axis(found, reads, axis=2)
    if reads is None:
        return held[model]
    if field == "error":
        return held[model[:, None, None], reads[..., :, None], reads[..., None, :]]
    return held[model[:, None], reads]


def _steps(systems: Sequence[System], lanes: Lanes, model: Array) -> tuple[tuple[Steps, ...], Array]:
    """Steps of every model, and the row of their joint table that each (step, lane) uses.

    Many models with few lanes each (one for every person) meet few of the lengths: then only those they meet.
    """
    lengths, count = len(lanes.dt), len(systems)
    if count * lengths <= max(4 * lanes.step.size, 64):
        done: dict[int, Steps] = {}  # the same model twice is worked out once
        for s in systems:
            if id(s) not in done:
                done[id(s)] = discretise(s.drift, s.diffusion, lanes.dt)
        return tuple(done[id(s)] for s in systems), lanes.step + model * lengths
    used, row = np.unique(model * lengths + lanes.step, return_inverse=True)
    first = np.searchsorted(used, np.arange(count + 1) * lengths)
    met = [lanes.dt[used[first[i] : first[i + 1]] - i * lengths] for i in range(count)]
    return tuple(discretise(s.drift, s.diffusion, dt) for s, dt in zip(systems, met, strict=True)), row.reshape(lanes.step.shape)


def _inside(lanes: Lanes) -> Array:
    """Which (step, lane) lies before the lane's end."""
    inside = np.zeros(lanes.step.shape, dtype=bool)
    for t, n in enumerate(lanes.running.tolist()):
        inside[t, :n] = True
    return inside


def _covariances(lanes: Lanes, first: Array, f_all: Array, q_all: Array, z: Array, r: Array) -> tuple[Array, Array, Array, Array]:
    """Covariance of the state after each step, of the innovation, its inverse, and the gain: none of them looks at an answer."""
    length, count = lanes.step.shape
    m, state = z.shape[2:]
    cov_out = np.zeros((length, count, state, state))
    spread = np.broadcast_to(np.eye(m), (length, count, m, m)).copy()
    precision, gain = spread.copy(), np.zeros((length, count, state, m))
    ft_all, zt_all = f_all.swapaxes(2, 3), z.swapaxes(2, 3)
    cov = first
    for t, n in enumerate(lanes.running.tolist()):
        if t:
            cov = f_all[t, :n] @ cov[:n] @ ft_all[t, :n] + q_all[t, :n]
        pz = cov @ zt_all[t, :n]
        s = z[t, :n] @ pz + r[t, :n]
        inverse = _inverse(s)
        k = pz @ inverse
        cov = cov - k @ pz.swapaxes(1, 2)
        cov_out[t, :n], spread[t, :n], precision[t, :n], gain[t, :n] = cov, s, inverse, k
    return cov_out, spread, precision, gain


def _inverse(s: Array) -> Array:
    """Inverse of many small symmetric matrices; one and two rows in closed form, because that is where the time goes."""
    m = s.shape[-1]
    if m == 1:
        return 1.0 / s
    if m == 2:
        det = s[:, 0, 0] * s[:, 1, 1] - s[:, 0, 1] * s[:, 1, 0]
        return s[:, ::-1, ::-1] * FLIP / det[:, None, None]
    try:
        return np.linalg.inv(s)
    except np.linalg.LinAlgError:  # one hopeless model among many: it gets nan, the others their inverse
        out = np.full_like(s, np.nan)
        fine = np.linalg.slogdet(s)[0] > 0
        out[fine] = np.linalg.inv(s[fine])
        return out


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
            gradients, _, _ = _backward(some, wide, forward)
        shares = forward.loglik.reshape(-1, len(some)).sum(axis=0)
        found += list(zip(shares.tolist(), gradients, strict=True))
    return found


def evaluate_each(systems: Sequence[System], lanes: Lanes, model: Int[ndarray, " lanes"]) -> tuple[Float[ndarray, " lanes"], list[System]]:
    """Every lane under the model of its own group.

    Args:
        systems: the models' matrices, all of the same shape.
        lanes: persons' answers.
        model: which of the systems each lane lives under.

    Returns:
        Log-likelihood of each lane, and for each model the derivative of the sum over its lanes.
    """
    return evaluate_cells(systems, lanes, model, None)[:2]


def evaluate_cells(
    systems: Sequence[System],
    lanes: Lanes,
    model: Int[ndarray, " lanes"],
    variances: Float[ndarray, "steps lanes indicators"] | None,
) -> tuple[Float[ndarray, " lanes"], list[System], Float[ndarray, "steps lanes indicators"], Float[ndarray, "steps lanes indicators"]]:
    """``evaluate_each``, and what each answer and its error variance would change.

    Args:
        systems: the models' matrices, all of the same shape.
        lanes: persons' answers.
        model: which of the systems each lane lives under.
        variances: error variance of each answer's own, added to the model's; None for none.

    Returns:
        Log-likelihood of each lane, derivative of each model, and the derivatives for every answer and for its variance, 0 where not
        answered.

    Source: for a dense normal with residual r and covariance S they are -S^-1 r and ((S^-1 r)^2 - diag S^-1) / 2;
    tests/learn/test_cells.py.
    """
    with np.errstate(all="ignore"):
        forward = filter_lanes(systems, lanes, model, variances)
        return forward.loglik, *_backward(systems, lanes, forward)


def _backward(systems: Sequence[System], lanes: Lanes, forward: Forward) -> tuple[list[System], Array, Array]:
    length, state = len(lanes.step), systems[0].loading.shape[1]
    z = forward.loading
    zt = z.swapaxes(2, 3)
    weighted = np.matvec(forward.precision, forward.innovation)
    own = np.matvec(zt, weighted)
    score = lanes.importance[..., None] * own
    info = zt @ forward.precision @ z * lanes.weight[:, None, None]
    f = forward.moves()
    # From the derivative at one predicted state to the one before: through the next step, then through this step's update.
    back = (f[1:] @ (np.eye(state) - forward.gain @ z)[:-1]).swapaxes(2, 3)
    forth = back.swapaxes(2, 3)

    r = score.copy()
    running = lanes.running.tolist()
    for t in range(length - 2, -1, -1):
        n = running[t + 1]
        r[t, :n] += np.matvec(back[t, :n], r[t + 1, :n])
    # With every importance 1 this is (r r' - N) / 2; a weighted occasion has no such short form, so G itself is carried.
    later = (r - 0.5 * score)[..., :, None] * own[..., None, :]
    g = 0.5 * (later + later.swapaxes(2, 3) - lanes.importance[..., None, None] * info)
    for t in range(length - 2, -1, -1):
        n = running[t + 1]
        g[t, :n] += back[t, :n] @ g[t + 1, :n] @ forth[t, :n]
    r_after, g_after = np.zeros_like(r), np.zeros_like(g)
    ft = f[1:].swapaxes(2, 3)
    r_after[:-1] = np.matvec(ft, r[1:])
    g_after[:-1] = ft @ g[1:] @ f[1:]
    measured, value_bar, variance_bar = _collect_measurement(systems, lanes, forward, weighted, r_after, g_after)
    moved = _collect_dynamics(systems, lanes, forward, r, g)
    return [System(**{**a, **b}) for a, b in zip(measured, moved, strict=True)], value_bar, variance_bar


def _collect_measurement(
    systems: Sequence[System], lanes: Lanes, forward: Forward, weighted: Array, r_after: Array, g_after: Array
) -> tuple[list[dict[str, Array]], Array, Array]:
    """Sum what each step says about loading, level, error and shift, from the derivatives r, G at the state after its answers.

    Behind the sums: what each answer and its own variance would change.
    """
    k, p = len(systems), len(systems[0].drift)
    gain_t = forward.gain.swapaxes(2, 3)
    from_state = np.matvec(gain_t, r_after)
    u = lanes.importance[..., None] * weighted - from_state
    count = (lanes.importance * lanes.weight)[..., None, None]
    seen = lanes.answered
    both = seen[..., None] & seen[..., None, :]
    mixed = (0.5 * lanes.importance[..., None] * weighted - from_state)[..., :, None] * weighted[..., None, :]
    spread_bar = 0.5 * (mixed + mixed.swapaxes(2, 3) - count * forward.precision) + gain_t @ g_after @ forward.gain
    spread_bar = np.where(both, spread_bar, 0.0)
    items = len(systems[0].loading)
    error = _by_model(_own_rows(_own_rows(spread_bar, lanes, items).swapaxes(2, 3), lanes, items), forward.model, k)
    late = weighted[..., :, None] * r_after[..., None, :] - 2.0 * gain_t @ g_after
    read = u[..., :, None] * forward.mean[..., None, :] + np.where(seen[..., None], late @ forward.cov - count * gain_t, 0.0)
    shift = np.zeros((k, p, lanes.regressors.shape[2]))
    if forward.shown is not None:
        read[..., :p] += u[..., :, None] * forward.shown[..., None, :]
        through = np.matvec(forward.loading[..., :p].swapaxes(2, 3), u)
        shift = _by_model(through[..., :, None] * lanes.regressors[..., None, :], forward.model, k)
    loading = _by_model(_own_rows(read, lanes, items), forward.model, k)
    level = np.zeros((k, *systems[0].level.shape))
    by_level = _own_rows(u * lanes.scale[:, None], lanes, items)
    np.add.at(level, (np.broadcast_to(forward.model, lanes.wave.shape), lanes.wave), by_level)
    found = [{"loading": loading[i], "level": level[i], "error": error[i], "shift": shift[i]} for i in range(k)]
    return found, -u, np.diagonal(spread_bar, axis1=2, axis2=3)


def _collect_dynamics(systems: Sequence[System], lanes: Lanes, forward: Forward, r: Array, cov_bar: Array) -> list[dict[str, Array]]:
    """Sum what each step says about drift, diffusion, first state and inputs: over equal lengths first, then back to rates once."""
    k, p, model = len(systems), len(systems[0].drift), forward.model
    rp = r[..., :p]
    f = forward.moves()[1:]
    f_bar = rp[1:, ..., None] * forward.mean[:-1, ..., None, :p] + 2.0 * (cov_bar[1:, ..., :p, :] @ f @ forward.cov[:-1])[..., :p]
    if forward.resets is not None:
        f_bar = np.where(forward.resets[1:, ..., None, :p], 0.0, f_bar)
    lengths = len(forward.transition)
    f_sum = _by_length(forward.step[1:], f_bar, lengths)
    q_sum = _by_length(forward.step[1:], cov_bar[1:, ..., :p, :p], lengths)
    held_t = np.concatenate([s.held for s in forward.steps]).swapaxes(1, 2)
    pushed = np.matvec(held_t[forward.step], rp)
    intercept = _by_model(pushed * lanes.scale[:, None], model, k)
    press = _by_model(pushed[..., :, None] * lanes.presses[..., None, :], model, k)
    impulse = _by_model(rp[..., :, None] * lanes.impulses[..., None, :], model, k)
    t0_mean = _by_model(rp[:1] * lanes.scale[:, None], model, k)
    t0_cov = _by_model(cov_bar[:1], model, k)
    g_sum = np.zeros((lengths, p, p))
    if forward.held is not None:
        g_sum = _by_length(forward.step[1:], rp[1:, ..., :, None] * forward.held[1:, ..., None, :], lengths)
    out: list[dict[str, Array]] = []
    first = 0
    for i, steps in enumerate(forward.steps):
        at = slice(first, first := first + len(steps.transition))
        drift, diffusion = pull_back(steps, f_sum[at], q_sum[at], g_sum[at])
        out.append(
            {"drift": drift, "diffusion": diffusion, "intercept": intercept[i], "press": press[i], "impulse": impulse[i],
             "t0_mean": t0_mean[i], "t0_cov": t0_cov[i]}
        )  # fmt: skip
    return out


def _own_rows(given: Array, lanes: Lanes, items: int) -> Array:
    """What answers say, (steps, lanes, indicators, ...), put at the rows of the model that they read."""
    if lanes.reads is None:
        return given
    out = np.zeros((*given.shape[:2], items, *given.shape[3:]))
    at = lanes.reads.reshape(*lanes.reads.shape, *([1] * (given.ndim - 3)))
    np.put_along_axis(out, np.broadcast_to(at, given.shape), given, axis=2)
    return out


def _by_model(rows: Array, model: Array, models: int) -> Array:
    """Sum over steps and lanes, one sum a model; shape (models, ...)."""
    lanes = rows.sum(axis=0)
    if models == 1:
        return lanes.sum(axis=0)[None]
    out = np.zeros((models, *rows.shape[2:]))
    np.add.at(out, model, lanes)
    return out


def _by_length(step: Array, rows: Array, lengths: int) -> Array:
    """Sum rows of equal step length; shape (lengths, p, p)."""
    p = rows.shape[-1]
    index = step.ravel()
    flat = rows.reshape(len(index), p * p)
    summed = np.stack([np.bincount(index, weights=flat[:, j], minlength=lengths) for j in range(p * p)], axis=1)
    return summed.reshape(lengths, p, p)
