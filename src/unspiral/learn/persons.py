"""Likelihoods of people who each live under a model of their own: the average model moved by what the person deviates.

One pair = one person at one set of deviations. The compiled twin is ``persons`` in core/persons.hpp.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from jaxtyping import Float, Int
from numpy import ndarray

from unspiral.learn.chain import Chain, walk_of
from unspiral.learn.kalman import FIELDS, evaluate_flat, laid_out, threads
from unspiral.learn.parameters import Layout
from unspiral.learn.stationary import stationary_many
from unspiral.learn.system import Array, Lanes

TOGETHER = 4_000_000  # numbers of models and their derivatives that are held at once
# (lanes, flat models, person and model of each pair) -> log-likelihood of each pair, derivative of each model
Evaluate = Callable[[Lanes, Array, Array, Array], tuple[Array, Array]]
# (lanes, averages, group of each lane, person of each pair, u, c) -> log-likelihood and derivative of each pair
Pairs = Callable[[Lanes, Array, Array, Array, Array, Array], tuple[Array, Array]]


@dataclass(frozen=True, slots=True, eq=False)
class Own:
    """What a person's deviations move in a flat model.

    Args:
        chain: of the average person's model; its layout has nothing that varies.
        added: (flat entry, deviation) of what is added to.
        multiplied: (flat entry, deviation) of what is multiplied by exp(power x deviation); powers: those.
        levels: first flat entry of the levels, how many waves and indicators; loadings: first flat entry of the loadings.
    """

    chain: Chain
    added: Int[ndarray, "added 2"]
    multiplied: Int[ndarray, "multiplied 2"]
    powers: Float[ndarray, " multiplied"]
    levels: tuple[int, int, int]
    loadings: int

    @property
    def moving(self) -> int:
        """Entries of the state before the levels."""
        return len(self.chain.like.drift)


def own_of(layout: Layout, chain: Chain) -> Own:
    """Lay out what deviations move.

    Args:
        layout: with what varies.
        chain: of ``layout.average``.
    """
    start, offsets = 0, dict[str, int]()
    for field in FIELDS:
        offsets[field] = start
        start += getattr(chain.like, field).size
    size = len(chain.like.drift)
    added, multiplied, powers = list[tuple[int, int]](), list[tuple[int, int]](), list[float]()
    for j, varied in enumerate(layout.varied):
        own = [int(e) for e in chain.entry[chain.slot == varied.slot]]
        if varied.added:
            added += [(e, j) for e in own]
            continue
        multiplied += [(e, j) for e in own]
        powers += [1.0] * len(own)
        if varied.name.startswith("diffusion:"):  # its covariances go with the root, so that correlations stay
            i = layout.slots[varied.slot].entries[0][0]
            for k in range(len(layout.processes)):
                if k != i:
                    multiplied += [(offsets["diffusion"] + i * size + k, j), (offsets["diffusion"] + k * size + i, j)]
                    powers += [0.5, 0.5]
    waves, m = chain.like.level.shape
    return Own(chain, np.array(added, dtype=np.int64).reshape(-1, 2), np.array(multiplied, dtype=np.int64).reshape(-1, 2),
               np.array(powers), (offsets["level"], waves, m), offsets["loading"])  # fmt: skip


def averages(chain: Chain, values: Float[ndarray, " average"], groups: Float[ndarray, "groups tilts"]) -> Float[ndarray, "groups entries"]:
    """Flat models of the average person of each group, without the law of a first state that follows from the rest.

    Args:
        chain: of the average layout.
        values: natural.
        groups: centred covariates that links depend on.
    """
    out = np.tile(chain.base, (len(groups), 1))
    out[:, chain.entry] = values[chain.slot]
    for covariate, entry, slot in chain.tilts:
        out[:, entry] += values[slot] * groups[:, covariate]
    return out


def moved(
    own: Own, models: Float[ndarray, "pairs entries"], u: Float[ndarray, "pairs q"], c: Float[ndarray, "pairs t"]
) -> Float[ndarray, "pairs entries"]:
    """Each pair's own flat model; nan throughout where it has no stationary law.

    Args:
        own: what deviations move.
        models: the average of each pair's group; left as they are.
        u: deviations, natural units or of a logarithm.
        c: by how much a person's level is shifted, in points of the process.
    """
    out, chain = models.copy(), own.chain
    for entry, j in own.added:
        out[:, entry] += u[:, j]
    for (entry, j), power in zip(own.multiplied, own.powers, strict=True):
        out[:, entry] *= np.exp(power * u[:, j])
    first, waves, m = own.levels
    shift = np.einsum("pmt,pt->pm", _trait_loadings(own, models), c)
    out[:, first : first + waves * m] += np.tile(shift, waves)
    if chain.layout.t0 == "stationary":
        d = len(chain.layout.processes)
        drift, diffusion = chain.view(out[:, None], "drift")[:, 0, :d, :d], chain.view(out[:, None], "diffusion")[:, 0, :d, :d]
        law = np.full(drift.shape, np.nan)
        fine = np.isfinite(drift).all(axis=(1, 2)) & np.isfinite(diffusion).all(axis=(1, 2))
        law[fine] = stationary_many(drift[fine], diffusion[fine])
        chain.view(out[:, None], "t0_cov")[:, 0, :d, :d] = law
        out[np.isnan(law).any(axis=(1, 2))] = np.nan
    return out


def _trait_loadings(own: Own, models: Array) -> Array:
    m, state = own.chain.like.loading.shape
    loading = models[:, own.loadings : own.loadings + m * state].reshape(-1, m, state)
    return loading[:, :, own.moving :]


def pairs(
    own: Own, evaluate: Evaluate, lanes: Lanes, models: Float[ndarray, "groups entries"], group: Int[ndarray, " lanes"],
    groups: Float[ndarray, "groups tilts"], person: Int[ndarray, " pairs"], u: Float[ndarray, "pairs q"], c: Float[ndarray, "pairs t"],
) -> tuple[Float[ndarray, " pairs"], Float[ndarray, "pairs moves"]]:  # fmt: skip
    """Log-likelihood of each pair, and its derivative: for the natural values of the average, then u, then c.

    Args:
        own: what deviations move.
        evaluate: the likelihood of flat models, pair by pair.
        lanes: one for each person.
        models: as from ``averages``.
        group: of each lane.
        groups: centred covariates of each group.
        person: lane of each pair.
        u, c: as for ``moved``.

    Returns:
        Minus infinity and a derivative of 0 where a pair's model has no likelihood.

    Source: tests/learn/test_persons.py holds it against one filter for each person, and the derivative against differences.
    """
    count = max(1, TOGETHER // models.shape[1])
    value, slope = np.empty(len(person)), np.empty((len(person), len(own.chain.linear) + u.shape[1] + c.shape[1]))
    for first in range(0, len(person), count):
        some = slice(first, first + count)
        mine = group[person[some]]
        value[some], slope[some] = _slice(own, evaluate, lanes, models[mine], groups[mine], person[some], u[some], c[some])
    lost = ~(np.isfinite(value) & np.isfinite(slope).all(axis=1))
    value[lost], slope[lost] = -np.inf, 0.0
    return value, slope


def _slice(
    own: Own, evaluate: Evaluate, lanes: Lanes, average: Array, tilts: Array, person: Array, u: Array, c: Array
) -> tuple[Array, Array]:
    chain = own.chain
    models = moved(own, average, u, c)
    value, bar = evaluate(lanes, models, person, np.arange(len(person)))
    if chain.layout.t0 == "stationary":
        bar = chain.through_stationary(models[:, None], bar[:, None])[:, 0]
    for_u, for_c = np.zeros(u.shape), np.zeros(c.shape)
    first, waves, m = own.levels
    levels = bar[:, first : first + waves * m].reshape(-1, waves, m).sum(axis=1)
    loading = _trait_loadings(own, average)
    for_c += np.einsum("pm,pmt->pt", levels, loading)
    state = chain.like.loading.shape[1]
    at_loadings = bar[:, own.loadings : own.loadings + m * state].reshape(-1, m, state)
    at_loadings[:, :, own.moving :] += levels[:, :, None] * c[:, None, :]
    for entry, j in own.added:
        for_u[:, j] += bar[:, entry]
    for (entry, j), power in zip(own.multiplied, own.powers, strict=True):
        for_u[:, j] += power * bar[:, entry] * models[:, entry]
    for (entry, j), power in zip(own.multiplied, own.powers, strict=True):
        bar[:, entry] *= np.exp(power * u[:, j])
    held = np.zeros((len(chain.entry), len(chain.linear)))
    held[np.arange(len(chain.entry)), chain.slot] = 1.0
    slope = bar[:, chain.entry] @ held
    for covariate, entry, slot in chain.tilts:
        slope[:, slot] += bar[:, entry] * tilts[:, covariate]
    return value, np.concatenate([slope, for_u, for_c], axis=1)


def gaussian(chain: Chain, *, loadings: bool) -> Evaluate:
    """The likelihood of answers that are numbers with normal noise.

    Args:
        chain: of the average layout.
        loadings: whether any is free.
    """

    def evaluate(lanes: Lanes, models: Array, person: Array, model: Array) -> tuple[Array, Array]:
        with np.errstate(all="ignore"):
            return evaluate_flat(lanes, chain.like, models, loadings=loadings, intercept=False, person=person, model=model)

    return evaluate


def compiled_pairs(own: Own, groups: Float[ndarray, "groups tilts"], *, loadings: bool) -> Pairs | None:
    """``pairs`` for answers with normal noise inside the compiled kernel; None where there is none, or the model is beyond it.

    Args:
        own: what deviations move.
        groups: centred covariates of each group.
        loadings: whether any is free.
    """
    walk = walk_of(own.chain, groups)
    if walk is None or not len(own.added) + len(own.multiplied):
        return None
    walk.differ(own.added.ravel(), own.multiplied.ravel(), own.powers, 1 + max([*own.added[:, 1], *own.multiplied[:, 1]]))
    x = np.ascontiguousarray

    def evaluate(lanes: Lanes, models: Array, group: Array, person: Array, u: Array, c: Array) -> tuple[Array, Array]:
        return walk.persons(laid_out(lanes), models, group, x(person), x(u), x(c), loadings, threads())

    return evaluate
