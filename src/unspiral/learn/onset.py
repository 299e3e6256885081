"""Inputs that begin to act later than their row: a moment is added where nothing was answered when they do."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from unspiral.records import Person

Array = NDArray[Any]

DUST = 1e-10  # moments that are closer than this are one


def delayed(person: Person, inputs: tuple[str, ...], held: tuple[str, ...], delays: Mapping[str, float]) -> Person:
    """One person's rows with every delayed input moved to the moments at which it acts.

    What a row says of an input holds ``delay`` later: an impulse at t acts at t + delay, a held input that changes at t changes what it
    does at t + delay. Moments without an answer are added where needed; what would act after the last answer is left out.

    Args:
        person: rows as given.
        inputs: names of the columns of ``person.inputs``.
        held: those that act until the row that changes them.
        delays: of the inputs that have one, in time units.

    Source: tests/learn/test_onset.py holds it against an ODE solver.
    """
    if not delays or not len(person.time):
        return person
    last = person.time[-1]
    moments: list[Array] = [np.zeros(0)]
    for name, delay in delays.items():
        given = person.inputs[:, inputs.index(name)]
        acts = np.diff(given, prepend=0.0) != 0.0 if name in held else given != 0.0
        moments.append(person.time[acts] + delay)
    extra = np.unique(np.concatenate(moments))
    extra = extra[extra <= last]
    # A moment that is an occasion but for dust is that occasion.
    time = np.sort(np.concatenate([person.time, extra[_distance(extra, person.time) > DUST]]))
    at = np.searchsorted(time, person.time)
    values = np.full((len(time), person.values.shape[1]), np.nan)
    values[at] = person.values
    acting = np.zeros((len(time), len(inputs)))
    for k, name in enumerate(inputs):
        given, delay = person.inputs[:, k], delays.get(name, 0.0)
        if name in held:
            row = np.searchsorted(person.time + delay, time + DUST, side="right") - 1
            acting[:, k] = np.where(row >= 0, given[np.maximum(row, 0)], 0.0)
        else:
            row = np.searchsorted(time, person.time + delay - DUST)
            there = row < len(time)
            acting[row[there], k] = np.where(given != 0.0, given, 0.0)[there]
    return replace(
        person,
        time=time,
        values=values,
        inputs=acting,
        local=None if person.local is None else _spread(person.local, at, len(time)),
        weight=None if person.weight is None else _spread(person.weight, at, len(time)),
        skipped=None,  # laid beside the answers before, where anybody asks about it
    )


def _distance(moments: Array, time: Array) -> Array:
    """Distance of each moment from the occasion next to it."""
    after = np.minimum(np.searchsorted(time, moments), len(time) - 1)
    return np.minimum(np.abs(moments - time[after]), np.abs(moments - time[np.maximum(after - 1, 0)]))


def _spread(kept: Array, at: Array, length: int) -> Array:
    """Values of the old rows at their new places; 0 at the moments that were added."""
    out = np.zeros(length)
    out[at] = kept
    return out
