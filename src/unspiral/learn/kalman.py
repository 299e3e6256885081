"""The filter over all lanes: the likelihood of a model and its derivative, by the compiled kernel or by its NumPy twin.

The kernel (core/) takes a model as one flat vector, the fields of System one after another, and gives derivatives back in the same
layout. Where it is not built, or a model is beyond it (a full error covariance, very many states), the twin in reference.py answers.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from importlib import import_module
from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary

import numpy as np
from jaxtyping import Float, Int
from numpy import ndarray

from unspiral.learn import reference
from unspiral.learn.reference import Forward, filter_lanes
from unspiral.learn.system import Array, Lanes, System
from unspiral.scale.machine import cores, instruction_set, kernel_wanted

if TYPE_CHECKING:
    from unspiral._core import Data

core: Any
try:
    core = import_module("unspiral._core")
except ImportError:  # no wheel fits this machine, or there was no compiler: slower, and the same numbers
    core = None

__all__ = [
    "Forward", "compiled", "core", "evaluate", "evaluate_cells", "evaluate_each", "evaluate_flat", "evaluate_many", "filter_lanes", "flat",
    "laid_out", "threads", "unflat", "within",
]  # fmt: skip

FIELDS = ("drift", "intercept", "diffusion", "loading", "level", "error", "t0_mean", "t0_cov", "impulse", "press", "shift")

_laid_out: WeakKeyDictionary[Lanes, Data] = WeakKeyDictionary()
_threads = min(4, cores())  # used only where an evaluation takes milliseconds


def compiled() -> bool:
    """Whether the compiled kernel is there and wanted (UNSPIRAL_KERNEL=numpy leaves it out)."""
    return core is not None and kernel_wanted()


def threads(count: int | None = None) -> int:
    """Threads that a large evaluation may use; the answer is the same, to the last digit, for any number of them.

    Args:
        count: sets it; None only asks.
    """
    global _threads
    if count is not None:
        _threads = max(1, min(count, cores()))
    return _threads


def flat(system: System) -> Float[ndarray, " entries"]:
    """A model as one vector: its fields in order, matrices row by row."""
    return np.concatenate([getattr(system, field).ravel() for field in FIELDS])


def unflat(entries: Float[ndarray, " entries"], like: System) -> System:
    """The reverse of ``flat``, with the shapes of another model."""
    parts: dict[str, Array] = {}
    first = 0
    for field in FIELDS:
        shaped: Array = getattr(like, field)
        parts[field] = entries[first : first + shaped.size].reshape(shaped.shape)
        first += shaped.size
    return System(**parts)


def evaluate_flat(
    lanes: Lanes,
    like: System,
    models: Float[ndarray, "models entries"],
    *,
    loadings: bool = True,
    intercept: bool = True,
    person: Int[ndarray, " pairs"] | None = None,
    model: Int[ndarray, " pairs"] | None = None,
) -> tuple[Float[ndarray, " pairs"], Float[ndarray, "models entries"]]:
    """Log-likelihood of every lane and derivative of every model, all flat: the entry point of searches.

    Args:
        lanes: persons' answers.
        like: a model of the same shapes, whose error covariance is as diagonal as that of ``models``.
        models: flat models.
        loadings, intercept: whether these derivatives are wanted; answers come sooner where they are not, and may then hold zeros.
        person, model: lane and model of each pair; None puts every lane under every model, models outermost.

    Returns:
        Log-likelihood of each pair, derivative of each model.
    """
    data = laid_out(lanes, len(like.loading)) if compiled() and within(like) else None
    if data is None:
        shares, gradients, *_ = evaluate_cells(lanes, like, models, loadings=loadings, intercept=intercept, person=person, model=model)
        return shares, gradients
    p = len(like.drift)
    shares, gradients, *_ = data.evaluate(
        p, like.loading.shape[1] - p, len(like.level), models, loadings, intercept, person, model, _threads
    )
    return shares, gradients


def evaluate_cells(
    lanes: Lanes,
    like: System,
    models: Float[ndarray, "models entries"],
    *,
    loadings: bool = True,
    intercept: bool = True,
    person: Int[ndarray, " pairs"] | None = None,
    model: Int[ndarray, " pairs"] | None = None,
    values: Float[ndarray, "pairs steps indicators"] | None = None,
    variances: Float[ndarray, "pairs steps indicators"] | None = None,
) -> tuple[
    Float[ndarray, " pairs"],
    Float[ndarray, "models entries"],
    Float[ndarray, "pairs steps indicators"],
    Float[ndarray, "pairs steps indicators"],
]:
    """``evaluate_flat`` with answers and error variances of each pair's own, and with what each of them would change.

    Args:
        lanes, like, models, loadings, intercept, person, model: as for ``evaluate_flat``.
        values: answers of each pair, in place of its lane's; cells that the lane did not answer stay unanswered. None for the lane's own.
        variances: error variance of each answer of each pair, added to the model's; None for none.

    Returns:
        Log-likelihood of each pair, derivative of each model, d log-likelihood / d answer and d log-likelihood / d variance, 0 where not
        answered.

    Source: tests/learn/test_cells.py holds the cells' derivatives against a dense normal, by formula.
    """
    data = laid_out(lanes, len(like.loading)) if compiled() and within(like) else None
    if data is not None:
        p = len(like.drift)
        shares, gradients, *bars = data.evaluate(
            p, like.loading.shape[1] - p, len(like.level), models, loadings, intercept, person, model, _threads,
            _plain(_spread(values, lanes, like, person)), _plain(_spread(variances, lanes, like, person)), True,
        )  # fmt: skip
        by_value, by_variance = (_gathered(bar, lanes, person) for bar in bars)
        return shares, gradients, by_value, by_variance
    if person is None or model is None:
        count = len(lanes.scale)
        person, model = np.tile(np.arange(count), len(models)), np.repeat(np.arange(len(models)), count)
    shares, gradients = np.zeros(len(person)), np.zeros_like(models)
    value_bar = np.zeros((len(person), *lanes.answered.shape[::2]))
    variance_bar = np.zeros_like(value_bar)
    for k, row in enumerate(models):
        mine = np.flatnonzero(model == k)
        order = mine[np.argsort(person[mine], kind="stable")]  # lanes stay sorted by length
        some = lanes.some(person[order])
        if values is not None:
            some = replace(some, values=np.where(some.answered, values[order].swapaxes(0, 1), 0.0))
        added = None if variances is None else variances[order].swapaxes(0, 1)
        share, (gradient,), by_value, by_variance = reference.evaluate_cells(
            [unflat(row, like)], some, np.zeros(len(order), dtype=int), added
        )
        shares[order], gradients[k] = share, flat(gradient)
        value_bar[order], variance_bar[order] = by_value.swapaxes(0, 1), by_variance.swapaxes(0, 1)
    return shares, gradients, value_bar, variance_bar


def _reads_of(lanes: Lanes, pairs: int, person: Array | None) -> Array:
    """Rows of the model that the answers of each pair read, (pairs, steps, indicators)."""
    assert lanes.reads is not None  # asked only where there are any
    return lanes.reads.swapaxes(0, 1)[np.arange(pairs) % len(lanes.scale) if person is None else person]


def _spread(given: Array | None, lanes: Lanes, like: System, person: Array | None) -> Array | None:
    """What is said of indicators, put at the rows of the model that they read: these are the kernel's indicators."""
    if given is None or lanes.reads is None:
        return given
    out = np.zeros((*given.shape[:2], len(like.loading)))
    np.put_along_axis(out, _reads_of(lanes, len(given), person), given, axis=2)
    return out


def _gathered(given: Array, lanes: Lanes, person: Array | None) -> Array:
    """The reverse of ``_spread``."""
    return given if lanes.reads is None else np.take_along_axis(given, _reads_of(lanes, len(given), person), axis=2)


def _plain(given: Array | None) -> Array | None:
    return None if given is None else np.ascontiguousarray(given, dtype=np.float64)


def evaluate(system: System, lanes: Lanes) -> tuple[float, System]:
    """Log-likelihood and its derivative with respect to every matrix of the model.

    Args:
        system: the model's matrices.
        lanes: persons' answers.

    Returns:
        Log-likelihood, and a System that holds the derivatives.

    Source: tests/learn/test_kalman.py holds the kernel against its twin, tests/learn/test_reference.py the twin against a dense normal.
    """
    return evaluate_many([system], lanes)[0]


def evaluate_many(systems: Sequence[System], lanes: Lanes) -> list[tuple[float, System]]:
    """``evaluate`` for several models of the same shape; the answers are those of one by one."""
    if not (compiled() and all(within(s) for s in systems)):
        return reference.evaluate_many(systems, lanes)
    shares, gradients = evaluate_flat(lanes, systems[0], np.array([flat(s) for s in systems]))
    values = shares.reshape(len(systems), -1).sum(axis=1)
    return [(float(value), unflat(row, s)) for value, row, s in zip(values, gradients, systems, strict=True)]


def evaluate_each(systems: Sequence[System], lanes: Lanes, model: Int[ndarray, " lanes"]) -> tuple[Float[ndarray, " lanes"], list[System]]:
    """Every lane under a model of its own or of its group.

    Args:
        systems: models of the same shape.
        lanes: persons' answers.
        model: which of ``systems`` each lane lives under.

    Returns:
        Log-likelihood of each lane; derivative of each model, summed over its lanes.
    """
    if not (compiled() and all(within(s) for s in systems)):
        return reference.evaluate_each(systems, lanes, model)
    person = np.arange(len(model))
    models = np.array([flat(s) for s in systems])
    shares, gradients = evaluate_flat(lanes, systems[0], models, person=person, model=np.asarray(model, dtype=np.int64))
    return shares, [unflat(row, s) for row, s in zip(gradients, systems, strict=True)]


def within(system: System) -> bool:
    """Whether the kernel takes such a model: errors apart from one another, not too many states."""
    error = system.error
    assert core is not None  # asked only where it is compiled
    return bool(system.loading.shape[1] <= core.MOST_STATES and np.count_nonzero(error) == np.count_nonzero(error.diagonal()))


def laid_out(lanes: Lanes, items: int | None = None) -> Data:
    """The lanes laid out for the kernel: once, for as long as they live.

    Args:
        lanes: persons' answers.
        items: rows of the model's loadings, where answers read one or another of them.
    """
    assert core is not None  # asked only where it is compiled
    found = _laid_out.get(lanes)
    if found is None:
        x = np.ascontiguousarray
        values, answered = lanes.values, lanes.answered
        if lanes.reads is not None:
            wide = (*values.shape[:2], int(lanes.reads.max()) + 1 if items is None else items)
            values, answered = np.zeros(wide), np.zeros(wide, dtype=bool)
            np.put_along_axis(values, lanes.reads, lanes.values, axis=2)
            np.put_along_axis(answered, lanes.reads, lanes.answered, axis=2)
        laid: Data = core.Data(
            x(values), x(answered), x(lanes.step, dtype=np.int64), x(lanes.wave, dtype=np.int64), x(lanes.importance),
            x(lanes.impulses), x(lanes.presses), x(lanes.regressors), x(lanes.scale), x(lanes.weight), x(lanes.running, dtype=np.int64),
            x(lanes.dt), instruction_set(), None if lanes.resets is None else x(lanes.resets),
        )  # fmt: skip
        found = _laid_out[lanes] = laid
    return found
