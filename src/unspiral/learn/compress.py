"""Panels in fewer lanes: persons asked at the same times, with the same cells missing, tell no more than their means and covariances.

The Gaussian likelihood of n such persons depends on their answers through A'A only, A = rows (sqrt w, sqrt w y). With A = Q R, the rows
of R are pseudo-persons with the very same likelihood: at most one more than there are cells, however many persons there were.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from jaxtyping import Float, Int
from numpy import ndarray

from unspiral.learn.system import Array, Lanes

BLOCK = 2048  # rows at a time: a block stays in the cache


def compress(lanes: Lanes, group: Int[ndarray, " lanes"]) -> tuple[Lanes, Int[ndarray, " packed"]]:
    """The same likelihood, to rounding, in as few lanes as possible.

    Persons are put together who have the same group, times, missing cells, waves, inputs, regressors and resets, and whose occasions
    all count alike (a person's weight may be their own). The rest stay as they are.

    Args:
        lanes: one a person.
        group: lanes of different groups are never put together (each group has a model of its own).

    Returns:
        Lanes and their groups; the very lanes that were given where nothing can be gained.

    Source: tests/learn/test_compress.py holds value and derivative against those of all persons.
    """
    if lanes.step.shape[1] < 3:  # one cell makes two pseudo-persons
        return lanes, group
    kind, sizes, first = _kinds(lanes, group)
    worth = sizes > lanes.answered[:, first].sum(axis=(0, 2)) + 1
    if not worth.any():
        return lanes, group
    kept = np.flatnonzero(~worth[kind])
    parts: list[tuple[Array, Array, int]] = []  # values (steps, rows, indicators), scale, first lane
    weights: list[Array] = []
    order = np.argsort(kind, kind="stable")
    ends = np.cumsum(sizes)
    for k in np.flatnonzero(worth):
        some = order[ends[k] - sizes[k] : ends[k]]
        lane = int(first[k])
        seen = lanes.answered[:, lane]
        root = _triangle(lanes, some, seen)
        values = np.zeros((*seen.shape[:1], len(root), seen.shape[1]))
        values.swapaxes(1, 2)[seen] = root[:, 1:].T
        parts.append((values, root[:, 0], lane))
        total = float((lanes.importance[0, some] * lanes.weight[some]).sum())
        weights.append(np.full(len(root), total / len(root)))
    return _joined(lanes, group, kept, parts, weights)


def _triangle(lanes: Lanes, some: Int[ndarray, " persons"], seen: Array) -> Float[ndarray, "rows columns"]:
    """R of the persons' rows (sqrt w s, sqrt w y); s = 1 for a person."""
    root = np.sqrt(lanes.importance[0, some])
    rows = np.empty((len(some), 1 + int(seen.sum())))
    rows[:, 0] = root * lanes.scale[some]
    chosen = lanes.values if len(some) == lanes.values.shape[1] else lanes.values[:, some]
    at = 1
    for step, indicator in zip(*np.nonzero(seen), strict=True):
        np.multiply(chosen[step, :, indicator], root, out=rows[:, at])
        at += 1
    return triangle(rows)


def triangle(rows: Float[ndarray, "rows columns"]) -> Float[ndarray, "few columns"]:
    """R of a tall matrix, R'R = A'A, block by block; no product A'A is ever formed, which would lose half of the digits."""
    columns = rows.shape[1]
    block = max(BLOCK, 4 * columns)
    whole = len(rows) // block
    if whole > 1:
        tops = _upper(rows[: whole * block].reshape(whole, block, columns))
        rows = np.concatenate([tops.reshape(-1, columns), rows[whole * block :]])
        return triangle(rows)
    return _upper(rows)


def _upper(rows: Array) -> Array:
    found: Any = np.linalg.qr(rows, mode="r")
    return found


def _kinds(lanes: Lanes, group: Int[ndarray, " lanes"]) -> tuple[Int[ndarray, " lanes"], Int[ndarray, " kinds"], Int[ndarray, " kinds"]]:
    """Which lanes can be put together: kind of each lane, size of each kind, and its first lane."""
    count = len(lanes.name)
    inside = _inside(lanes)
    uneven: Array = ((lanes.importance != lanes.importance[0]) & inside).any(axis=0)
    own = np.where(uneven, np.arange(1, count + 1), 0)
    step = np.asarray(lanes.step, dtype=np.int64)
    alike: list[Array] = [
        np.where(inside, step + 1, 0), np.where(inside, lanes.wave, 0), *np.moveaxis(lanes.answered, 2, 0),
        *np.moveaxis(lanes.impulses, 2, 0), *np.moveaxis(lanes.presses, 2, 0), *np.moveaxis(lanes.regressors, 2, 0),
    ]  # fmt: skip
    if lanes.resets is not None:
        alike += list(np.moveaxis(lanes.resets, 2, 0))
    if lanes.reads is not None:
        alike += list(np.moveaxis(lanes.reads, 2, 0))
    # A sum with random whole numbers tells different lanes apart; that equal sums are equal lanes is then looked at.
    rows: list[Array] = [row for part in alike for row in part] + [np.asarray(group, dtype=np.int64), own]
    odds = np.random.default_rng(0).integers(1, 2**63, size=len(rows), dtype=np.uint64) | np.uint64(1)
    key = np.zeros(count, dtype=np.uint64)
    for row, odd in zip(rows, odds, strict=True):
        if (row == row[0]).all():
            continue
        bits: Array = (row + 0.0).view(np.uint64)
        key += (bits ^ (bits >> np.uint64(29))) * odd
    if (key == key[0]).all():
        kind, first, sizes = np.zeros(count, dtype=np.int64), np.zeros(1, dtype=np.int64), np.array([count])
    else:
        _, first, kind, sizes = np.unique(key, return_index=True, return_inverse=True, return_counts=True)
    same = first[kind]
    for row in rows:
        if not (row == row[same]).all():  # two different lanes with one sum: no chance in practice, and no harm
            return np.arange(count), np.ones(count, dtype=np.int64), np.arange(count)
    return kind, sizes, first


def _inside(lanes: Lanes) -> Array:
    """Which (step, lane) lies before the lane's end."""
    inside: Array = np.less(np.arange(len(lanes.name)), np.asarray(lanes.running, dtype=np.int64)[:, None])
    return inside


def _joined(
    lanes: Lanes, group: Array, kept: Array, parts: list[tuple[Array, Array, int]], weights: list[Array]
) -> tuple[Lanes, Int[ndarray, " packed"]]:
    """The lanes that stay and the pseudo-persons, longest first."""
    source = np.concatenate([kept, *(np.full(len(scale), lane) for _, scale, lane in parts)]).astype(np.int64)
    fresh = np.arange(len(source)) >= len(kept)
    scale = np.concatenate([lanes.scale[kept], *(part[1] for part in parts)])
    values = np.concatenate([lanes.values[:, kept], *(part[0] for part in parts)], axis=1)
    weight = np.concatenate([lanes.weight[kept], *weights])
    lengths: Array = _inside(lanes).sum(axis=0)[source]
    order = np.argsort(-lengths, kind="stable")
    source, fresh, scale = source[order], fresh[order], scale[order]
    through = np.where(fresh, scale, 1.0)[:, None]  # inputs and regressors go through the scale, as means do
    importance = np.where(fresh, 1.0, lanes.importance[:, source])
    chosen: list[int] = source.tolist()
    names = tuple(lanes.name[i] + " and their like" * new for i, new in zip(chosen, fresh.tolist(), strict=True))
    running: Array = np.arange(len(lanes.running))[:, None] < lengths[order]
    packed = Lanes(
        values[:, order], lanes.answered[:, source], lanes.step[:, source], lanes.dt, lanes.wave[:, source],
        lanes.impulses[:, source] * through, lanes.presses[:, source] * through, scale, weight[order],
        running.sum(axis=1), names, lanes.regressors[:, source] * through, importance,
        None if lanes.resets is None else lanes.resets[:, source],
        None if lanes.reads is None else lanes.reads[:, source],
    )  # fmt: skip
    return packed, group[source]
