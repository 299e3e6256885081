"""Made-up answers about stretches of time: one person's states walk and are added up; a mean is a difference of two such sums."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from jaxtyping import Float
from numpy import ndarray

from unspiral.learn.circumstances import Circumstances
from unspiral.learn.discretise import discretise
from unspiral.learn.parameters import Layout
from unspiral.learn.system import Array, Lanes, System, lanes_of_panel
from unspiral.learn.windows import Ends, spans_of, with_rows
from unspiral.loop.model import Loop
from unspiral.records import Panel, Person


def stretched_answers(
    person: Person, blank: Panel, loop: Loop, layout: Layout, system: System, around: Circumstances, stream: list[int]
) -> Float[ndarray, "occasions indicators"]:
    """One person's answers where some look back over a stretch.

    z(t) = integral of eta from the first moment to t;   mean over w = (z(t) - z(t - w)) / w. The clock begins at the first answer or where
    the first stretch begins, whichever is earlier. However many stretches overlap, one sum a process is enough.

    Args:
        person: 0 where an answer is given, nan where none is.
        blank: the panel the person belongs to.
        loop: the declared model.
        layout, system: of the model, as if every answer were about a moment.
        around: what an answer depends on beside the state.
        stream: seed of the person's own stream of chance.

    Source: tests/learn/test_stretches.py holds means, variances and covariances against closed forms.
    """
    spans = np.array(spans_of(loop, blank.time_unit))
    lengths = tuple(sorted({s for s in spans.tolist() if s}))
    early = layout.t0 == "stationary"
    lanes = lanes_of_panel(
        replace(blank, persons=(person,)), layout.columns, layout.impulses, layout.presses, layout.waves, around, early=True, spans=lengths
    )
    lanes, ends = with_rows(lanes, spans, early=early)
    random = np.random.default_rng(stream)
    state, sums, trait = _walked(system, lanes, random, max(lengths))
    read = _read(layout, system, lanes, state, trait) + np.sqrt(np.diag(system.error)) * random.standard_normal(lanes.values.shape[::2])
    read = read + _means_for_moments(layout, system, lanes, ends, state, sums, spans, lengths)
    out = np.full(person.values.shape, np.nan)
    there = ~np.isnan(person.values)
    out[there.any(axis=1)] = read[lanes.answered[:, 0].any(axis=1)]
    return np.where(there, out, np.nan)


def _walked(system: System, lanes: Lanes, random: np.random.Generator, unit: float) -> tuple[Array, Array, Array]:
    """The state at every row, its integral since the first, and the person's constant levels.

    Sums are kept per ``unit``, so that the same chance makes the same answers whatever the unit of time.
    """
    p = len(system.drift)
    drift, diffusion = np.zeros((2 * p, 2 * p)), np.zeros((2 * p, 2 * p))
    drift[:p, :p], drift[p:, :p], diffusion[:p, :p] = system.drift, np.eye(p) / unit, system.diffusion
    steps = discretise(drift, diffusion, lanes.dt)
    roots: Array = np.array([_root(q) for q in steps.noise])
    first = _root(system.t0_cov) @ random.standard_normal(len(system.t0_cov))
    shocks = random.standard_normal((len(lanes.step), 2 * p))
    moves: Array = steps.transition
    held: Array = steps.held
    both: Array = np.concatenate([system.t0_mean + first[:p], np.zeros(p)])
    push = np.zeros(2 * p)
    out = np.zeros((len(lanes.step), 2 * p))
    for t, k in enumerate(lanes.step[:, 0].tolist()):
        if t:
            push[:p] = system.intercept + system.press @ lanes.presses[t, 0]
            both = moves[k] @ both + held[k] @ push + roots[k] @ shocks[t]
        both[:p] += system.impulse @ lanes.impulses[t, 0]
        out[t] = both
    return out[:, :p], out[:, p:] * unit, first[p:]


def _read(layout: Layout, system: System, lanes: Lanes, state: Array, trait: Array) -> Array:
    """What would be answered about each moment, without error."""
    shown = state + lanes.regressors[:, 0, : len(layout.shifts)] @ system.shift.T
    whole = np.concatenate([shown, np.broadcast_to(trait, (len(state), len(trait)))], axis=1)
    return whole @ system.loading.T + system.level[lanes.wave[:, 0]]


def _means_for_moments(
    layout: Layout, system: System, lanes: Lanes, ends: Ends, state: Array, sums: Array, spans: Array, lengths: tuple[float, ...]
) -> Array:
    """What an answer about a stretch has in place of what it would have about its last moment."""
    out = np.zeros((len(state), len(spans)))
    many = len(layout.shifts)
    regressors = lanes.regressors[:, 0]
    for begin, end, c in zip(ends.begin, ends.end, ends.column, strict=True):
        i, span = layout.owner[int(c)], float(spans[c])
        block = many * (1 + lengths.index(span))
        apart = regressors[end, block : block + many] - regressors[end, :many]
        mean = (sums[end, i] - sums[begin, i]) / span - state[end, i] + system.shift[i] @ apart
        out[end, c] = system.loading[c, i] * mean
    return out


def _root(cov: Array) -> Array:
    """The symmetric root of a covariance matrix."""
    if not len(cov):
        return np.zeros((0, 0))
    values, vectors = np.linalg.eigh(cov)
    return np.asarray((vectors * np.sqrt(np.maximum(values, 0.0))) @ vectors.T)
