"""How much a design could tell about every free number of a model, before any answer is looked at.

Which answers were given, when, and with which inputs beside them decides what can be learned; the answers themselves do not.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from jaxtyping import Bool, Float, Int
from numpy import ndarray
from numpy.typing import NDArray

from unspiral.learn.discretise import discretise
from unspiral.learn.parameters import assemble, natural
from unspiral.learn.problem import Problem
from unspiral.learn.surrogate import as_numbers, known_rows
from unspiral.learn.system import Array, Lanes, System

STEP = 1e-5  # of the central differences, in working units: right to about ten digits
ROOM = 3_000_000  # numbers of all covariance matrices held at once
LOOKED_AT = 4000  # persons among whom the part is chosen


@dataclass(frozen=True, slots=True, eq=False)
class Part:
    """Some rows of some persons, each laid out like a short person of its own.

    The law of some answers is the margin of the law of all, so a part can only know less than the whole: a model that a part tells apart,
    the whole tells apart.

    Args:
        gap: time since the row before; 0 at the first row and after the last.
        answered: which answers count.
        wave, impulses, presses, regressors, scale: as in ``Lanes``.
        group: which row of ``Problem.groups`` each person has.
        resets, reads: as in ``Lanes``, or None.
    """

    gap: Float[ndarray, "persons rows"]
    answered: Bool[ndarray, "persons rows indicators"]
    wave: Int[ndarray, "persons rows"]
    impulses: Float[ndarray, "persons rows impulses"]
    presses: Float[ndarray, "persons rows presses"]
    regressors: Float[ndarray, "persons rows regressors"]
    scale: Float[ndarray, " persons"]
    group: Int[ndarray, " persons"]
    resets: Bool[ndarray, "persons rows p"] | None = None
    reads: Int[ndarray, "persons rows indicators"] | None = None

    def some(self, chosen: Array) -> Part:
        """Some of the persons only."""
        return Part(
            self.gap[chosen], self.answered[chosen], self.wave[chosen], self.impulses[chosen], self.presses[chosen],
            self.regressors[chosen], self.scale[chosen], self.group[chosen], None if self.resets is None else self.resets[chosen],
            None if self.reads is None else self.reads[chosen],
        )  # fmt: skip


def part_of(lanes: Lanes, persons: int, rows: int, model: Int[ndarray, " lanes"] | None = None) -> Part:
    """Choose rows that should tell most.

    Persons: patterns that occur twice count once; then, one by one, who brings most of what was not there yet (a mean, two indicators
    answered together, an input, a regressor), and the longest records after that. Rows: the first ``rows`` of a person, those at which an
    input first changes and the two behind each, and the last one. Rows between are only passed through.

    Args:
        lanes: the whole design.
        persons: at most so many.
        rows: at the beginning of each.
        model: the group of each lane; None = all are of one.
    """
    group = np.zeros(lanes.step.shape[1], dtype=int) if model is None else model
    chosen = _persons(lanes, group, persons)
    kept = [_rows(lanes, i, rows) for i in chosen]
    most = max(len(k) for k, _ in kept)
    m = lanes.values.shape[2]
    n = len(chosen)

    def blank(width: int) -> Array:
        return np.zeros((n, most, width))

    gap, wave = np.zeros((n, most)), np.zeros((n, most), dtype=int)
    answered = np.zeros((n, most, m), dtype=bool)
    impulses, presses, regressors = (blank(x.shape[2]) for x in (lanes.impulses, lanes.presses, lanes.regressors))
    resets = None if lanes.resets is None else np.zeros((n, most, lanes.resets.shape[2]), dtype=bool)
    reads = None if lanes.reads is None else np.zeros((n, most, m), dtype=np.int64)
    for a, (i, (rows_kept, read)) in enumerate(zip(chosen, kept, strict=True)):
        if resets is not None and lanes.resets is not None:  # what begins anew does so right behind a row that is kept
            resets[a, 1 : len(rows_kept)] = lanes.resets[rows_kept[:-1] + 1, i]
        if reads is not None and lanes.reads is not None:
            reads[a, : len(rows_kept)] = lanes.reads[rows_kept, i]
        end = len(rows_kept)
        time = np.cumsum(lanes.dt[lanes.step[:, i]])[rows_kept]
        gap[a, 1:end] = np.diff(time)
        answered[a, :end] = lanes.answered[rows_kept, i] & read[:, None]
        wave[a, :end] = lanes.wave[rows_kept, i]
        impulses[a, :end] = lanes.impulses[rows_kept, i]
        presses[a, :end] = lanes.presses[rows_kept, i]
        regressors[a, :end] = lanes.regressors[rows_kept, i]
    return Part(gap, answered, wave, impulses, presses, regressors, lanes.scale[chosen], group[chosen], resets, reads)


def covers(part: Part, lanes: Lanes) -> bool:
    """Whether a part holds every answer of the whole."""
    return int(part.answered.sum()) == int(lanes.answered.sum())


def _persons(lanes: Lanes, group: Array, most: int) -> list[int]:
    """Lanes of different patterns, those that bring something new first."""
    first: dict[bytes, int] = {}
    flat = (lanes.step, lanes.answered, lanes.wave, lanes.impulses, lanes.presses, lanes.regressors)
    flat = flat if lanes.resets is None else (*flat, lanes.resets)
    many = lanes.step.shape[1]
    for i in range(0, many, max(1, many // LOOKED_AT)):
        first.setdefault(
            b"".join(np.ascontiguousarray(x[:, i]).tobytes() for x in flat) + bytes(f"{group[i]} {lanes.scale[i]}", "ascii"), i
        )
        if len(first) >= 20 * most:
            break
    pool = list(first.values())
    if len(pool) <= most:
        return pool
    features = np.array([_features(lanes, i) for i in pool])
    order: list[int] = []
    covered = np.zeros(features.shape[1], dtype=bool)
    size = np.array([int(lanes.answered[:, i].sum()) for i in pool], dtype=float)
    while len(order) < most:
        gain = (features & ~covered).sum(axis=1) + size / (size.max() + 1.0)
        gain[order] = -1.0
        best = int(gain.argmax())
        order.append(best)
        covered |= features[best]
    return [pool[k] for k in order]


def _features(lanes: Lanes, i: int) -> Array:
    """What a person's record shows: each mean of each indicator, each two answered together, each input and regressor in use."""
    answered = lanes.answered[:, i]
    means = np.zeros((int(lanes.wave.max()) + 1, answered.shape[1]), dtype=bool)
    np.logical_or.at(means, lanes.wave[:, i], answered)
    together = answered.T.astype(int) @ answered > 0
    moves = answered.any(axis=1)
    given = [(x[:, i] != 0).any(axis=0) for x in (lanes.impulses, lanes.presses)]
    differs = [np.ptp(lanes.regressors[moves, i], axis=0) > 0 if moves.any() else np.zeros(lanes.regressors.shape[2], dtype=bool)]
    return np.concatenate([means.ravel(), together.ravel(), *given, *differs])


def _rows(lanes: Lanes, i: int, most: int) -> tuple[Array, Array]:
    """Rows of a person to keep, and which of them are read (the others only carry an input)."""
    end = int((lanes.running > i).sum())
    given = np.concatenate([lanes.impulses[:end, i], lanes.presses[:end, i]], axis=1)
    moves = np.diff(given, axis=0, prepend=0.0) != 0
    read = np.zeros(end, dtype=bool)
    read[:most] = True
    for column in moves.T:
        for onset in np.flatnonzero(column)[:4]:
            read[onset : onset + 3] = True
    read[-1] = True
    hits = (lanes.impulses[:end, i] != 0).any(axis=1)
    held = (np.diff(lanes.presses[:end, i], axis=0, prepend=0.0) != 0).any(axis=1)
    # A push held up to a row is written there, so the row before it must stay as well.
    carries = hits | held | np.concatenate([held[1:], [False]])
    if lanes.resets is not None and lanes.reads is not None:
        begins = lanes.resets[1:end, i].any(axis=1)
        carries[:-1] |= begins
        back = lanes.answered[:end, i] & (lanes.reads[:end, i] != lanes.reads[0, i])  # a few answers about a stretch are read as well
        for column in back.T:
            read[np.flatnonzero(column)[:4]] = True
    read &= np.cumsum(carries & ~read) <= 2 * most  # what lies behind too many rows of that kind is left to the whole design
    last = int(np.flatnonzero(read)[-1])
    kept = np.flatnonzero(read | (carries & (np.arange(end) <= last)))
    return kept, read[kept]


def moments(
    systems: list[System], part: Part
) -> tuple[Float[ndarray, "models persons cells"], Float[ndarray, "models persons cells cells"]]:
    """Mean and covariance of all answers of a part, whole and without any filter.

    eta(t + dt) = F eta(t) + G M_press u + noise, then + M u;   cov(y_t, y_s) = Z F(t <- s) P_s Z' + (t = s) R.

    Args:
        systems: models of the same shape.
        part: what was answered when.

    Returns:
        Mean and covariance; cells are rows, then indicators. Cells that were not answered are filled in as if they had been.
    """
    persons, rows = part.gap.shape
    p, state = len(systems[0].drift), systems[0].loading.shape[1]
    m, models = part.answered.shape[2], len(systems)
    lengths, step = np.unique(np.round(part.gap, 10), return_inverse=True)
    steps = [discretise(s.drift, s.diffusion, lengths) for s in systems]
    step = step.reshape(part.gap.shape)
    move = np.broadcast_to(np.eye(state), (models, len(lengths), state, state)).copy()
    move[:, :, :p, :p] = [s.transition for s in steps]
    noise = np.zeros_like(move)
    noise[:, :, :p, :p] = [s.noise for s in steps]
    held = np.array([s.held for s in steps])

    def many(name: str) -> Array:
        return np.array([getattr(s, name) for s in systems])

    loading, level, error = many("loading")[:, None], many("level"), many("error")[:, None, :m, :m]
    push = np.einsum("mpk,lrk->mlrp", many("press"), part.presses) + many("intercept")[:, None, None] * part.scale[:, None, None]
    hit = np.einsum("mpk,lrk->mlrp", many("impulse"), part.impulses)
    shift = np.einsum("mpk,lrk->mlrp", many("shift"), part.regressors)
    x = np.zeros((models, persons, state))
    x[..., :p] = many("t0_mean")[:, None] * part.scale[:, None]
    cov = np.broadcast_to(many("t0_cov")[:, None], (models, persons, state, state))
    mean = np.zeros((models, persons, rows, m))
    full = np.zeros((models, persons, rows, m, rows, m))
    carried = np.zeros((models, persons, state, 0))
    for t in range(rows):
        if t:
            f = move[:, step[:, t]]
            if part.resets is not None:
                f[..., :p] = np.where(part.resets[:, t, None, :], 0.0, f[..., :p])
            x = np.matvec(f, x)
            x[..., :p] += np.matvec(held[:, step[:, t]], push[:, :, t])
            cov = f @ cov @ f.swapaxes(2, 3) + noise[:, step[:, t]]
            carried = f @ carried
        x[..., :p] += hit[:, :, t]
        seen = x.copy()
        seen[..., :p] += shift[:, :, t]
        z, base = loading, level[:, part.wave[:, t]]
        if part.reads is not None:
            own = part.reads[:, t]
            z, base = loading[:, 0][:, own], np.take_along_axis(base, np.broadcast_to(own, (models, *own.shape)), axis=2)
        mean[:, :, t] = np.matvec(z, seen) + base * part.scale[:, None]
        carried = np.concatenate([carried, cov @ z.swapaxes(2, 3)], axis=3)
        row = (z @ carried).reshape(models, persons, m, t + 1, m)
        full[:, :, t, :, : t + 1] = row
        full[:, :, : t + 1, :, t] = row.transpose(0, 1, 3, 4, 2)
        full[:, :, t, :, t] += error
    cells = rows * m
    return mean.reshape(models, persons, cells), full.reshape(models, persons, cells, cells)


def information_root(problem: Problem, point: Float[ndarray, " free"], part: Part) -> Float[ndarray, "free free"]:
    """Triangular R with R'R = the exact expected information of a part about the working values.

    I = sum over persons of  dmu' S^-1 dmu + 1/2 tr(S^-1 dS S^-1 dS).  The root keeps twice as many digits of what is nearly unknown.

    Args:
        problem: layout, scale and groups of the model.
        point: working values.
        part: rows of the design.

    Raises:
        ValueError, numpy.linalg.LinAlgError: the model has no likelihood there.

    Source: tests/learn/test_information.py holds it against the curvature of the kernel at the model's own moments.
    """
    free = len(point)
    size = part.answered.shape[1] * part.answered.shape[2]
    steps = STEP * np.repeat(np.eye(free), 2, axis=0) * np.tile([1.0, -1.0], free)[:, None]
    beside = [natural(problem.layout, problem.scale, point + step) for step in (*steps, np.zeros(free))]
    root = known_rows(problem.layout)
    block = max(1, ROOM // (len(beside) * size * size))
    for group in np.unique(part.group).tolist():
        tilt = problem.groups[group]
        systems = [assemble(problem.layout, values, tilt) if len(tilt) else assemble(problem.layout, values) for values in beside]
        mine = np.flatnonzero(part.group == group)
        for first in range(0, len(mine), block):
            some = part.some(mine[first : first + block])
            mean, cov = moments(systems, some)
            if not problem.layout.plain:
                mean, cov = as_numbers(problem.layout, beside, mean, cov)
            for i, answered in enumerate(some.answered.reshape(len(some.scale), size)):
                rows = _whitened(mean[:, i][:, answered], cov[:, i][:, answered][:, :, answered])
                root = np.linalg.qr(np.vstack([root, rows]), mode="r")
    return np.vstack([root, np.zeros((max(0, free - len(root)), free))])


def _whitened(mean: Array, cov: Array) -> NDArray[np.float64]:
    """Rows whose squares add up to one person's information: slopes of mean and covariance in units of the answers' own spread."""
    own: NDArray[np.float64] = cov[-1]
    inverse = np.linalg.inv(np.linalg.cholesky(own))
    slope: NDArray[np.float64] = (mean[:-1:2] - mean[1:-1:2]) / (2.0 * STEP)
    turn: NDArray[np.float64] = inverse @ ((cov[:-1:2] - cov[1:-1:2]) / (2.0 * STEP)) @ inverse.T
    n = turn.shape[1]
    low, high = np.tril_indices(n, -1)
    return np.hstack([slope @ inverse.T, turn[:, range(n), range(n)] / np.sqrt(2.0), turn[:, low, high]]).T
