"""From working vectors to flat models and back again, many at a time: the chain rule around the kernel, without matrices in between."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from jaxtyping import Float, Int
from numpy import ndarray

from unspiral.learn.kalman import FIELDS, compiled, core, flat, laid_out, threads, within
from unspiral.learn.parameters import SLOW, Layout, Scale, assemble, natural, triangle
from unspiral.learn.stationary import stationary_many
from unspiral.learn.system import Array, Lanes, System

Kernel = Callable[[Lanes, Array, Array | None], tuple[Array, Array]]


@dataclass(frozen=True, slots=True, eq=False)
class Chain:
    """Where each free number of a layout goes in a flat model.

    Args:
        layout, scale: of the model.
        like: a model of the same shapes.
        base: what is not free: loadings of 1, the jump of a fading input.
        entry, slot: the flat entries that hold free numbers, and which number each holds.
        tilts: (covariate, flat entry, number) of each coefficient that is multiplied by a covariate of the person.
        linear: what a working value is multiplied by where that is all; 0 elsewhere.
        paced: numbers measured against the pace of two processes (links, and what covariates do to them).
        between: those two processes, affected and cause.
        size: and what they are multiplied by besides.
    """

    layout: Layout
    scale: Scale
    like: System
    base: Float[ndarray, " entries"]
    entry: Int[ndarray, " held"]
    slot: Int[ndarray, " held"]
    tilts: Int[ndarray, "tilted 3"]
    linear: Float[ndarray, " free"]
    paced: Int[ndarray, " paced"]
    between: Int[ndarray, "paced 2"]
    size: Float[ndarray, " paced"]

    def models(
        self, theta: Float[ndarray, "points free"], groups: Float[ndarray, "groups tilts"]
    ) -> Float[ndarray, "points groups entries"]:
        """Flat models, one for each working vector and group of people; nan throughout where one has no stationary law.

        Args:
            theta: working vectors.
            groups: centred covariates that links depend on, one row a group.
        """
        values = natural(self.layout, self.scale, theta)
        out = np.repeat(np.tile(self.base, (len(theta), 1))[:, None], len(groups), axis=1)
        out[:, :, self.entry] = values[:, None, self.slot]
        for covariate, entry, slot in self.tilts:
            out[:, :, entry] += values[:, slot, None] * groups[:, covariate]
        if self.layout.t0 == "stationary":
            d = len(self.layout.processes)
            drift, diffusion = self._moving(out, "drift"), self._moving(out, "diffusion")
            fine = np.isfinite(drift).all(axis=(2, 3)) & np.isfinite(diffusion).all(axis=(2, 3))
            law = np.full(drift.shape, np.nan)
            law[fine] = stationary_many(drift[fine], diffusion[fine])
            self.view(out, "t0_cov")[:, :, :d, :d] = law
            out[np.isnan(law).any(axis=(2, 3))] = np.nan
        return out

    def back(
        self, theta: Float[ndarray, "points free"], models: Float[ndarray, "points groups entries"],
        gradients: Float[ndarray, "points groups entries"], groups: Float[ndarray, "groups tilts"],
    ) -> Float[ndarray, "points free"]:  # fmt: skip
        """Derivatives with respect to working values, from derivatives with respect to flat models.

        Args:
            theta: working vectors.
            models: what ``models`` made of them.
            gradients: derivative with respect to each of these.
            groups: as for ``models``.
        """
        if self.layout.t0 == "stationary":
            gradients = self.through_stationary(models, gradients)
        summed = gradients.sum(axis=1)
        bar = np.zeros(theta.shape)
        for row, entries in zip(bar, summed, strict=True):
            row += np.bincount(self.slot, weights=entries[self.entry], minlength=len(row))
        for covariate, entry, slot in self.tilts:
            bar[:, slot] += gradients[:, :, entry] @ groups[:, covariate]
        return self.to_working(theta, bar)

    def view(self, models: Float[ndarray, "points groups entries"], field: str) -> Array:
        """One field of flat models, as matrices; changing it changes them."""
        first = 0
        for name in FIELDS:
            shape: tuple[int, ...] = getattr(self.like, name).shape
            size = int(np.prod(shape))
            if name == field:
                return models[:, :, first : first + size].reshape(*models.shape[:2], *shape)
            first += size
        raise KeyError(field)

    def _moving(self, models: Array, field: str) -> Array:
        d = len(self.layout.processes)
        return self.view(models, field)[:, :, :d, :d]

    def through_stationary(
        self, models: Float[ndarray, "points groups entries"], gradients: Float[ndarray, "points groups entries"]
    ) -> Float[ndarray, "points groups entries"]:
        """The law of the first state moves with drift and diffusion: X of A' X + X A + dP = 0 carries its derivative to both."""
        out = gradients.copy()
        drift = self._moving(models, "drift")
        fine = np.isfinite(drift).all(axis=(2, 3)) & np.isfinite(gradients).all(axis=2)
        x = np.full(drift.shape, np.nan)
        x[fine] = stationary_many(drift[fine].swapaxes(1, 2), self._moving(gradients, "t0_cov")[fine])
        self._moving(out, "diffusion")[...] += x
        self._moving(out, "drift")[...] += 2.0 * x @ self._moving(models, "t0_cov")
        return out

    def to_working(self, theta: Float[ndarray, "points free"], bar: Float[ndarray, "points free"]) -> Float[ndarray, "points free"]:
        """The way back through ``natural``: derivatives for working values from those for natural ones."""
        layout, scale, at = self.layout, self.scale, self.layout.sections
        spread = scale.spread
        out = bar * self.linear
        risen = np.exp(theta[:, at["self"]]) / scale.clock
        rate = risen - 1.0 / scale.clock
        pace = np.sqrt(rate**2 + (SLOW / scale.clock) ** 2)
        pace_bar = np.zeros(pace.shape)
        i, j = self.between.T
        unit = np.sqrt(pace[:, i] * pace[:, j]) * self.size
        out[:, self.paced] = bar[:, self.paced] * unit
        moved = 0.5 * out[:, self.paced] * theta[:, self.paced]
        for k in range(len(self.paced)):
            pace_bar[:, i[k]] += moved[:, k] / pace[:, i[k]]
            pace_bar[:, j[k]] += moved[:, k] / pace[:, j[k]]
        root = spread * np.sqrt(2.0 * pace)
        out[:, at["diffusion"]], root_bar = _square_back(theta[:, at["diffusion"]], root, bar[:, at["diffusion"]])
        pace_bar += 0.5 * root_bar * root / pace
        out[:, at["self"]] = (pace_bar * rate / pace - bar[:, at["self"]]) * risen
        out[:, at["fading"]] = -bar[:, at["fading"]] * np.exp(theta[:, at["fading"]]) / scale.clock
        errors = at["error"]
        item = scale.item[layout.items("error")]
        out[:, errors] = 2.0 * bar[:, errors] * theta[:, errors] * item**2
        trait_spread = spread[list(layout.traits)]
        both = spread
        if at["t0cov"].stop - at["t0cov"].start > len(spread) * (len(spread) + 1) // 2:
            both = np.concatenate([spread, trait_spread])
        for section, sizes in (("t0cov", both), ("trait", trait_spread)):
            if at[section].stop > at[section].start:
                out[:, at[section]], _ = _square_back(theta[:, at[section]], np.tile(sizes, (len(theta), 1)), bar[:, at[section]])
        if layout.skips is not None and layout.skips.trait:
            last = at["skip"].stop - 1
            out[:, last] = 2.0 * bar[:, last] * theta[:, last]
        return out


def in_kernel(chain: Chain, groups: Float[ndarray, "groups tilts"]) -> Kernel | None:
    """The same inside the compiled kernel: (lanes, working vectors, group of each lane) -> log-likelihoods and derivatives.

    None where there is no kernel, or the model is beyond it.

    Args:
        chain: of the model.
        groups: centred covariates that links depend on, one row a group.
    """
    walk = walk_of(chain, groups)
    if walk is None:
        return None
    at = chain.layout.sections["loading"]
    free_loadings = at.stop > at.start

    def values(lanes: Lanes, theta: Array, group: Array | None) -> tuple[Array, Array]:
        return walk.values(laid_out(lanes, len(chain.like.loading)), theta, free_loadings, group, threads())

    return values


def walk_of(chain: Chain, groups: Float[ndarray, "groups tilts"]) -> Any | None:
    """The chain rule of a layout inside the compiled kernel; None where there is no kernel, or the model is beyond it.

    Args:
        chain: of the model.
        groups: centred covariates that links depend on, one row a group.
    """
    if not (compiled() and within(chain.like) and chain.layout.plain):
        return None
    layout, like, at = chain.layout, chain.like, chain.layout.sections
    p, traits = len(like.drift), chain.scale.spread[list(layout.traits)]
    spread = chain.scale.spread
    joint = at["t0cov"].stop - at["t0cov"].start > len(spread) * (len(spread) + 1) // 2
    first = np.concatenate([spread, traits]) if joint else spread if at["t0cov"].stop > at["t0cov"].start else np.zeros(0)
    fading, errors = at["fading"], at["error"].stop - at["error"].start
    sections = [at["self"].start, fading.start, fading.stop - fading.start, at["diffusion"].start, at["error"].start, errors,
                at["t0cov"].start, at["trait"].start]  # fmt: skip
    return core.Chain(
        p, like.loading.shape[1] - p, len(like.loading), len(like.level), like.impulse.shape[1], like.press.shape[1], like.shift.shape[1],
        len(spread), layout.t0 == "stationary", chain.scale.clock, SLOW, sections, chain.base, chain.linear, chain.size, spread,
        chain.scale.item[:errors].copy(), first, traits if at["trait"].stop > at["trait"].start else np.zeros(0), chain.entry, chain.slot,
        chain.tilts.ravel(), chain.paced, chain.between.ravel(), np.ascontiguousarray(groups),
    )  # fmt: skip


def _square_back(packed: Array, root: Array, bar: Array) -> tuple[Array, Array]:
    """Back through (S L)(S L)', S = diag(root): derivatives for the packed L and for ``root``."""
    size = root.shape[1]
    rows, columns = triangle(size)
    lower = np.zeros((len(packed), size, size))
    lower[:, rows, columns] = packed
    weights = np.zeros_like(lower)
    weights[:, rows, columns] = bar
    back = (weights + weights.swapaxes(1, 2)) @ (root[:, :, None] * lower)
    return (root[:, :, None] * back)[:, rows, columns], (back * lower).sum(axis=2)


def chain_of(layout: Layout, scale: Scale) -> Chain:
    """Lay out where the free numbers of a model go."""
    free = len(layout.slots)
    like = assemble(replace(layout, t0="separate"), np.zeros(free))
    first, offsets = 0, dict[str, tuple[int, tuple[int, ...]]]()
    for field in FIELDS:
        shape: tuple[int, ...] = getattr(like, field).shape
        offsets[field] = first, shape
        first += int(np.prod(shape))
    entry, slot, tilts = list[int](), list[int](), list[tuple[int, int, int]]()
    for k, s in enumerate(layout.slots):
        if s.field == "threshold":  # of the answers, not of the matrices
            continue
        for place in s.entries:
            start, shape = offsets["drift" if s.field == "tilt" else s.field]
            where = start + int(np.ravel_multi_index(place[1:] if s.field == "tilt" else place, shape))
            if s.field == "tilt":
                tilts.append((place[0], where, k))
            else:
                entry.append(where)
                slot.append(k)
    names = [layout.sections["link"], layout.sections["tilt"]]
    paced = [k for at in names for k in range(at.start, at.stop)]
    between = np.array([layout.slots[k].entries[0][-2:] for k in paced], dtype=np.int64).reshape(-1, 2)
    tilt = np.ones(len(layout.tilts)) if scale.tilt is None else scale.tilt
    against = [tilt[layout.slots[k].entries[0][0]] if layout.slots[k].field == "tilt" else 1.0 for k in paced]
    size = scale.spread[between[:, 0]] / scale.spread[between[:, 1]] / np.array(against)
    linear = np.zeros(free)
    for section in ("loading", "level", "t0mean", "input", "shift", "overnight", "skip"):  # of "skip" all but a variance, see _to_working
        at = layout.sections[section]
        point = np.zeros(free)
        point[at] = 1.0
        linear[at] = natural(layout, scale, point)[at] if at.stop > at.start else 0.0
    return Chain(layout, scale, like, flat(like), np.array(entry, dtype=np.int64), np.array(slot, dtype=np.int64),
                 np.array(tilts, dtype=np.int64).reshape(-1, 3), linear,
                 np.array(paced, dtype=np.int64), between, size)  # fmt: skip
