"""Numbers that one asks about, as smooth functions of the working vector: parameters, effects after a lag, the gain of the loop."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from jaxtyping import Float, Int
from numpy import ndarray

from unspiral.learn.gain import spiral_gain
from unspiral.learn.lags import transitions
from unspiral.learn.parameters import Layout, Scale, dynamics, natural
from unspiral.learn.stationary import stationary_many
from unspiral.learn.system import Array

VARIANCES = ("diffusion", "error", "t0_cov")


@dataclass(frozen=True, slots=True, eq=False)
class Quantity:
    """One number of a loop, on a scale on which its likelihood is close to a parabola.

    Args:
        name: as in the contract, or in words.
        value: of many working vectors at once, increasing with the number itself; nan where there is none.
        back: from that scale to the number.
        lowest, highest: where the number ends by its nature (a standard deviation at 0), on that scale.
        root: places of the working vector that are all 0 where the quantity is at ``lowest``; empty elsewhere.
        places: of the working vector on which the quantity can depend; None = all.
    """

    name: str
    value: Callable[[Array], Array]
    back: Callable[[float], float] = float
    lowest: float = -np.inf
    highest: float = np.inf
    root: Int[ndarray, " places"] | None = None
    places: Int[ndarray, " some"] | None = None

    def at(self, theta: Float[ndarray, " free"]) -> float:
        """The value at one working vector."""
        with np.errstate(all="ignore"):
            return float(self.value(theta[None])[0])

    def slope(self, theta: Float[ndarray, " free"]) -> Float[ndarray, " free"]:
        """Derivative by central differences, all places at once."""
        places = np.arange(len(theta)) if self.places is None else self.places
        steps = 1e-6 * np.maximum(1.0, np.abs(theta[places]))
        k = len(places)
        moved = np.zeros((k, len(theta)))
        moved[np.arange(k), places] = steps
        with np.errstate(all="ignore"):
            found = self.value(np.vstack([theta + moved, theta - moved]))
        out = np.zeros(len(theta))
        out[places] = (found[:k] - found[k:]) / (2.0 * steps)
        return out


def parameter_quantity(layout: Layout, scale: Scale, k: int) -> Quantity:
    """A parameter by its place: rates on the log scale, variances as standard deviations, all others as they are.

    Args:
        layout, scale: of the problem.
        k: place in the natural vector.
    """
    slot = layout.slots[k]
    section = next(s for s in layout.sections.values() if s.start <= k < s.stop)
    # Links and noise are measured against the pace of their processes, so that self-rates come in.
    places = np.unique([*range(section.start, section.stop), *_range(layout, "self")]) if slot.field != "level" else np.array([k])
    if slot.field in ("spread", "lean"):
        places = np.arange(len(layout.slots))
    leans = _leans(layout, k)
    places = np.union1d(places, leans)

    def one(thetas: Array) -> Array:
        out: Array = natural(layout, scale, thetas)[:, k]
        return out

    if slot.field == "drift" and slot.entries[0][0] == slot.entries[0][1]:
        return Quantity(slot.name, lambda t: -np.log(-one(t)), lambda v: -float(np.exp(-v)), places=np.array([k]))
    if slot.field in VARIANCES and len(slot.entries) == 1:
        root = np.concatenate([variance_root(layout, k), leans])
        return Quantity(slot.name, lambda t: np.sqrt(np.maximum(one(t), 0.0)), lambda v: v * v, 0.0, np.inf, root, places)
    return Quantity(slot.name, one, places=places)


def _leans(layout: Layout, k: int) -> Int[ndarray, " places"]:
    """Places of what levels lean on people's deviations, which is part of the variance or covariance of levels at place k."""
    slot, moving = layout.slots[k], layout.moving
    behind = slot.field == "t0_cov" and min(slot.entries[0]) >= moving
    own = {i - moving for i in slot.entries[0]} if behind else set[int]()
    return np.array([j for j in _range(layout, "lean") if layout.slots[j].entries[0][0] in own], dtype=np.int64)


def _range(layout: Layout, section: str) -> range:
    at = layout.sections[section]
    return range(at.start, at.stop)


def _moving(layout: Layout) -> Int[ndarray, " places"]:
    """Places of all that says how the loop moves: rates, links, noise."""
    return np.array([k for name in ("self", "link", "fading", "diffusion", "input") for k in _range(layout, name)])


def variance_root(layout: Layout, k: int) -> Int[ndarray, " places"]:
    """Places of the working vector whose sum of squares is the variance at place k: itself, or its row of the matrix root."""
    section = next(s for s in layout.sections.values() if s.start <= k < s.stop)
    if layout.slots[k].field == "error" or section == layout.sections["skip"]:
        return np.array([k])
    size = round((np.sqrt(8 * (section.stop - section.start) + 1) - 1) / 2)
    rows, _ = np.tril_indices(size)
    return section.start + np.flatnonzero(rows == rows[k - section.start])


def lagged_quantity(layout: Layout, scale: Scale, affected: int, cause: int, lag: float, *, standardised: bool) -> Quantity:
    """Total effect after a lag: entry (affected, cause) of exp(A lag), in within-person stationary deviations where ``standardised``."""

    def value(thetas: Array) -> Array:
        parts = dynamics(layout, natural(layout, scale, thetas))
        out: Array = transitions(parts["drift"], lag)[:, affected, cause]
        if standardised:
            law = stationary_many(parts["drift"], parts["diffusion"])
            out = out * np.sqrt(law[:, cause, cause] / law[:, affected, affected])
        return out

    names = layout.processes
    return Quantity(f"{names[cause]}->{names[affected]} after {lag:g}", value, places=_moving(layout))


def gain_quantity(layout: Layout, scale: Scale) -> Quantity:
    """Gain of the closed loop, 1 - det(-A) / product of the self-rates; nan for a loop that runs away, whose gain is 1 or more."""
    p = len(layout.processes)

    def value(thetas: Array) -> Array:
        drift = dynamics(layout, natural(layout, scale, thetas))["drift"][:, :p, :p]
        stable = np.linalg.eigvals(drift).real.max(axis=1) < 0
        return np.where(stable, spiral_gain(drift), np.nan)

    return Quantity("gain", value, places=_moving(layout))


def half_life_quantity(layout: Layout, scale: Scale, process: int) -> Quantity:
    """Time until half of a push on a process is gone, were it alone: ln 2 / its self-rate; on the log scale."""
    k = layout.sections["self"].start + process

    def value(thetas: Array) -> Array:
        out: Array = np.log(np.log(2.0)) - np.log(-natural(layout, scale, thetas)[:, k])
        return out

    return Quantity(f"half-life of {layout.processes[process]}", value, lambda v: float(np.exp(v)), places=np.array([k]))
