"""The likelihood of a problem whose answers are not all plain numbers, as a function of working vectors."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from jaxtyping import Float, Int
from numpy import ndarray

from unspiral.learn.chain import Chain
from unspiral.learn.correction import Correction, correction
from unspiral.learn.emission import Emission, Settled, Sites, evaluate
from unspiral.learn.family import coded, ends_of
from unspiral.learn.kalman import flat
from unspiral.learn.parameters import Layout, natural
from unspiral.learn.system import Array, Lanes, System
from unspiral.learn.threshold import rising_back
from unspiral.records import Choices

CELLS = 3_000_000  # answers times points that are looked at together


@dataclass(frozen=True, slots=True, eq=False)
class Stepped:
    """What such a likelihood is made of.

    Args:
        chain: from working vectors to flat models.
        lanes: one for each person, steps coded 0, 1, 2 ...
        groups: covariates that links depend on; group: which of them each lane has.
        emission: families of the indicators.
        known: pseudo-answers at the last point that was looked at, under "last".
        free_loadings: whether any loading is free.
    """

    chain: Chain
    lanes: Lanes
    groups: Float[ndarray, "groups tilts"]
    group: Int[ndarray, " lanes"]
    emission: Emission
    known: dict[str, Sites]
    free_loadings: bool


def emission_of(layout: Layout, choices: Choices) -> Emission | None:
    """Families and ends of a layout's indicators; None where all answers are plain numbers."""
    if layout.plain:
        return None
    return Emission(layout.families, layout.steps, ends_of(choices, layout.columns))


def coded_lanes(lanes: Lanes, layout: Layout, choices: Choices) -> Lanes:
    """The same lanes with steps as 0, 1, 2 ...

    Raises:
        DataError: an answer that its family does not have.
    """
    values = lanes.values.copy()
    for i, (column, family) in enumerate(zip(layout.columns, layout.families, strict=True)):
        given = np.where(lanes.answered[..., i], values[..., i], np.nan)
        values[..., i] = np.nan_to_num(coded(given, family, choices.scales.get(column, ()), column))
    return replace(lanes, values=values)


def stepped_values(of: Stepped, thetas: Float[ndarray, "points free"]) -> list[tuple[float, Float[ndarray, " free"]]]:
    """Value of expectation propagation and its derivative at each working vector; nan where there is none."""
    room = max(1, CELLS // of.lanes.values.size)
    found: list[tuple[float, Array]] = []
    for first in range(0, len(thetas), room):
        some = thetas[first : first + room]
        models, settled = _settled(of, some)
        with np.errstate(all="ignore"):
            slopes = of.chain.back(some, models, settled.gradients.reshape(models.shape), of.groups)
            slopes += _by_threshold(of, some, settled.thresholds)
        values = settled.shares.reshape(len(some), -1).sum(axis=1)
        found += list(zip(values.tolist(), slopes, strict=True))
    return found


def _by_threshold(of: Stepped, thetas: Array, bar: Array) -> Array:
    out = np.zeros_like(thetas)
    at = of.chain.layout.sections["threshold"]
    summed = bar.reshape(len(thetas), -1, bar.shape[1]).sum(axis=1)
    out[:, at] = rising_back(of.chain.layout.steps, thetas[:, at], summed)
    return out


def _settled(of: Stepped, thetas: Array) -> tuple[Array, Settled]:
    """Models of some points, and the paths of every lane under each."""
    lanes, layout = of.lanes, of.chain.layout
    count, groups = len(of.group), len(of.groups)
    with np.errstate(all="ignore"):
        models = of.chain.models(thetas, of.groups)
        thresholds = natural(layout, of.chain.scale, thetas)[:, layout.sections["threshold"]]
    person = np.tile(np.arange(count), len(thetas))
    model = (groups * np.arange(len(thetas))[:, None] + of.group).ravel()
    last = of.known.get("last")
    sites = None if last is None else last.some(person)
    settled = evaluate(
        lanes, of.chain.like, models.reshape(-1, models.shape[2]), np.repeat(thresholds, groups, axis=0), of.emission,
        loadings=of.free_loadings, intercept=False, person=person, model=model, sites=sites,
    )  # fmt: skip
    if np.isfinite(settled.shares[:count]).all():
        of.known["last"] = settled.sites.some(np.arange(count))
    return models, settled


def settled_at(of: Stepped, values: Float[ndarray, " free"], systems: Sequence[System]) -> tuple[Settled, Float[ndarray, " thresholds"]]:
    """Paths of every lane at a natural vector, and the thresholds there.

    Args:
        of: the problem.
        values: natural vector.
        systems: the matrices of each group there.
    """
    thresholds = values[of.chain.layout.sections["threshold"]]
    models = np.array([flat(s) for s in systems])
    settled = evaluate(
        of.lanes, systems[0], models, np.tile(thresholds, (len(models), 1)), of.emission, person=np.arange(len(of.group)), model=of.group,
        sites=of.known.get("last"),
    )  # fmt: skip
    return settled, thresholds


def reported(
    of: Stepped, values: Float[ndarray, " free"], systems: Sequence[System]
) -> tuple[Float[ndarray, " lanes"], Correction, Settled]:
    """Each lane's log-likelihood with its correction, and what that is made of.

    Args:
        of, values, systems: as ``settled_at``.
    """
    settled, thresholds = settled_at(of, values, systems)
    added, last = np.zeros(len(of.group)), np.zeros(len(of.group))
    exact, left_out = np.zeros(len(of.group), dtype=bool), np.zeros(len(of.group), dtype=bool)
    for k, system in enumerate(systems):
        mine = np.flatnonzero(of.group == k)
        part = correction(of.lanes, of.emission, system, thresholds, settled.some(mine), mine)
        added[mine], last[mine], exact[mine], left_out[mine] = part.added, part.last, part.exact, part.left_out
    return settled.shares + added, Correction(added, last, exact, left_out), settled


def scored(of: Stepped, theta: Float[ndarray, " free"]) -> Float[ndarray, "lanes free"]:
    """Each lane's derivative with respect to the working vector; the rows add up to the whole.

    Source: tests/learn/test_stepped.py.
    """
    count, layout = len(of.group), of.chain.layout
    models = of.chain.models(theta[None], of.groups)[0][of.group]
    thresholds = natural(layout, of.chain.scale, theta)[layout.sections["threshold"]]
    settled = evaluate(
        of.lanes, of.chain.like, models, np.tile(thresholds, (count, 1)), of.emission, loadings=of.free_loadings, intercept=False,
        person=np.arange(count), model=np.arange(count), sites=of.known.get("last"),
    )  # fmt: skip
    rows: list[Array] = []
    wide = np.zeros((1, len(of.groups), models.shape[1]))
    base = of.chain.models(theta[None], of.groups)
    for i in range(count):
        own = wide.copy()
        own[0, of.group[i]] = settled.gradients[i]
        rows.append(of.chain.back(theta[None], base, own, of.groups)[0] + _by_threshold(of, theta[None], settled.thresholds[i : i + 1])[0])
    return np.array(rows)
