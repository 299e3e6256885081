"""The numbers that say how people differ in links and other parameters: their places, and their natural values."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from jaxtyping import Float
from numpy import ndarray

from unspiral.learn.parameters import Layout, Scale, Slot, triangle
from unspiral.learn.system import Array
from unspiral.learn.varied import Law, law_from, lower, reported, spread_slots, varied_among


def differing(layout: Layout, individual: tuple[str, ...]) -> Layout:
    """A layout, and behind it the numbers that say how people differ in some of what it has.

    Args:
        layout: without them.
        individual: contract names of what varies.

    Raises:
        SpecError: the model has no such number.
    """
    varied = varied_among(layout.names, individual)
    traits = [layout.processes[i] for i in layout.traits]
    spread, lean = spread_slots(varied, [layout.slots[v.slot].unit for v in varied], traits)
    rows, columns = triangle(len(varied))
    slots = [Slot(*named, "spread", ((int(i), int(j)),)) for named, i, j in zip(spread, rows, columns, strict=True)]
    slots += [Slot(*named, "lean", (divmod(k, len(varied)),)) for k, named in enumerate(lean)]
    first = len(layout.slots)
    middle, last = first + len(spread), first + len(slots)
    sections = {**layout.sections, "spread": slice(first, middle), "lean": slice(middle, last)}
    return replace(layout, slots=(*layout.slots, *slots), sections=sections, varied=varied)


def deviation_size(layout: Layout, scale: Scale) -> Float[ndarray, " varied"]:
    """What a working deviation of each varying parameter is multiplied by; 1 where it is one of a logarithm."""
    spread, out = scale.spread, np.ones(len(layout.varied))
    for k, varied in enumerate(layout.varied):
        slot = layout.slots[varied.slot]
        if varied.added:
            place = slot.entries[0]
            rate = 1.0 if slot.field in ("impulse", "t0_mean") else 1.0 / scale.clock
            cause = spread[place[1]] if varied.name.startswith("link:") else 1.0
            out[k] = spread[place[0]] * rate / cause
    return out


def law_of(layout: Layout, values: Float[ndarray, " free"]) -> Law:
    """How people differ, from natural values."""
    at = layout.sections
    total = np.zeros((len(layout.traits), len(layout.traits)))
    for places, k in _trait_entries(layout):
        for i, j in places:
            total[i, j] = values[k]
    return law_from(values[at["spread"]], values[at["lean"]], total)


def one_person(layout: Layout, values: Float[ndarray, " free"], law: Law) -> Float[ndarray, " average"]:
    """Natural values of the average person's own model: levels vary as much as they do given the person's deviations."""
    out = values[: layout.sections["spread"].start].copy()
    for places, k in _trait_entries(layout):
        out[k] = law.rest[places[0]]
    return out


def _trait_entries(layout: Layout) -> list[tuple[list[tuple[int, int]], int]]:
    """Places in the covariance of levels, and the free number that holds each."""
    found: list[tuple[list[tuple[int, int]], int]] = []
    for k, slot in enumerate(layout.slots):
        if slot.field == "t0_cov" and min(min(place) for place in slot.entries) >= layout.moving:
            found.append(([(i - layout.moving, j - layout.moving) for i, j in slot.entries], k))
    return found


def add_differences(layout: Layout, scale: Scale, theta: Array, out: Array) -> None:
    """The numbers that say how people differ, and what leaning adds to the covariance of levels."""
    at = layout.sections
    root = deviation_size(layout, scale)[:, None] * lower(theta[..., at["spread"]])
    traits, q = len(layout.traits), len(layout.varied)
    lean = scale.spread[list(layout.traits), None] * theta[..., at["lean"]].reshape(*theta.shape[:-1], traits, q)
    entries = _trait_entries(layout)
    rest = np.zeros((*theta.shape[:-1], traits), dtype=out.dtype)
    for places, k in entries:
        if places[0][0] == places[0][1]:
            rest[..., places[0][0]] = out[..., k]
    out[..., at["spread"]], out[..., at["lean"]], more = reported(root, lean, rest)
    for places, k in entries:
        out[..., k] += more[(..., *places[0])]
