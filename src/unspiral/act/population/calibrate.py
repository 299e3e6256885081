"""Hazards, ratios and person effects from what studies saw: least squares on the exact equation, with exact derivatives and its rank."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from jaxtyping import Float
from numpy import ndarray
from scipy.optimize import least_squares

from unspiral.act.population.moving import Moving
from unspiral.act.population.seen import STEP, Look, Seen
from unspiral.errors import NotIdentified, SpecError
from unspiral.learn.system import Array
from unspiral.loop.episodes import Episodes, Hazard

RANK = 1e-6  # a direction that moves the targets by less than this part of the strongest one is not seen


@dataclass(frozen=True, slots=True)
class Goal:
    """A number that the population must show.

    Args:
        name: in words.
        row: of the packaged tables.
        value: wanted.
        error: standard error, on the scale that is compared.
        look: how it is seen.
        scale: "share" (compared as log odds), "time" or "ratio" (as logs).
        held_out: not used in the search; only compared afterwards.
    """

    name: str
    row: str
    value: float
    error: float
    look: Look
    scale: str = "share"
    held_out: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Calibration:
    """What was found.

    Args:
        episodes: with the numbers that were found.
        names: of the numbers that were free.
        values: found, as they stand in the declaration.
        covariance: of their logs (correlations: of artanh), from the targets' errors.
        singular: singular values of the derivative of the compared targets, each in its errors.
        goals: what was wanted.
        reached: what the population shows of each.
        evaluations: of the equation.
    """

    episodes: Episodes
    names: tuple[str, ...]
    values: Float[ndarray, " free"]
    covariance: Float[ndarray, "free free"]
    singular: Float[ndarray, " free"]
    goals: tuple[Goal, ...]
    reached: Float[ndarray, " goals"]
    evaluations: int


def compared(value: float | Moving, scale: str) -> float | Moving:
    """A number on the scale on which its distance counts."""
    odds = value / (1.0 - value) if scale == "share" else value
    return odds.log() if isinstance(odds, Moving) else float(np.log(odds))


def _stack(value: float | Moving, slopes: int) -> Array:
    return value.stack if isinstance(value, Moving) else np.array([value, *[0.0] * slopes])


def calibrate(
    episodes: Episodes,
    free: Sequence[str],
    goals: Sequence[Goal],
    *,
    share: float = 1.0,
    nodes: int = 5,
    priors: dict[str, float] | None = None,
) -> Calibration:
    """Move the free numbers until the population shows what it should.

    minimise over theta: sum over goals of ((g(seen) - g(wanted)) / error)^2, g the log odds or the log.

    Args:
        episodes: where the search begins.
        free: "rate:HAZARD", "ratio:HAZARD:OF" (all its ratios of that), "effect:HAZARD:EFFECT", "correlation:A:B".
        goals: what studies saw.
        share: part of the links that is causal.
        nodes: of each person effect while searching.
        priors: standard deviation of the log (artanh) of a free number around where it begins; such a number needs no target of its own.

    Raises:
        SpecError: a free number that the declaration does not have.
        NotIdentified: fewer targets than numbers, or directions in which no target moves.

    Source: derivatives by a complex step (Squire, Trapp 1998, doi 10.1137/S003614459631241X); tests/act/population/test_calibrate.py.
    """
    wanted = [goal for goal in goals if not goal.held_out]
    held = np.array([(priors or {}).get(name, np.inf) for name in free])
    if len(wanted) + np.isfinite(held).sum() < len(free):
        raise NotIdentified(
            f"{len(free)} numbers are free, and {len(wanted)} targets are given.",
            why="Many sets of numbers would meet them all.",
            fix="free fewer numbers, or add targets",
        )
    begin = np.array([_scaled(_read(episodes, name), name) for name in free])
    target = np.array([compared(goal.value, goal.scale) for goal in wanted])
    error = np.array([goal.error for goal in wanted])
    count = 0

    def off(theta: Array, *, slopes: bool = False) -> Array:
        """How far off every target is, in its errors; with slopes a row more for each free number."""
        nonlocal count
        count += 1
        units = np.eye(len(theta)) if slopes else np.zeros((0, len(theta)))
        along = [_with(episodes, free, theta + 1j * STEP * unit) for unit in units]
        seen = Seen(_with(episodes, free, theta), share, nodes, along)
        shown = np.stack([_stack(compared(goal.look(seen), goal.scale), len(units)) for goal in wanted], axis=1)
        shown[0] -= target
        away = np.zeros((len(shown), held.size))
        away[0] = (theta - begin) / held
        away[1:] = np.eye(len(theta))[: len(units)] / held
        return np.concatenate([shown / error, away[:, np.isfinite(held)]], axis=1)

    found = least_squares(
        lambda theta: off(theta)[0], begin, jac=lambda theta: off(theta, slopes=True)[1:].T,
        method="trf", x_scale="jac", max_nfev=60, xtol=1e-9, ftol=1e-10,
    )  # fmt: skip
    slope: Array = np.asarray(found.jac)
    singular: Array = np.linalg.svd(slope, compute_uv=False)
    _refuse_unseen(slope, free)
    best = _with(episodes, free, found.x)
    seen = Seen(best, share, nodes)
    reached = np.array([float(goal.look(seen)) for goal in goals])
    values = np.array([_read(best, name) for name in free])
    return Calibration(best, tuple(free), values, np.linalg.inv(slope.T @ slope), singular, tuple(goals), reached, count)


def _refuse_unseen(jacobian: Array, free: Sequence[str]) -> None:
    _, singular, directions = np.linalg.svd(jacobian)
    lost = [row for s, row in zip(singular, directions, strict=False) if s < RANK * singular[0]]
    if not lost:
        return
    together = [name for name, part in zip(free, lost[0], strict=True) if abs(part) > 0.2]
    raise NotIdentified(
        f"The targets do not tell these numbers apart: {', '.join(together)} (rank {len(free) - len(lost)} of {len(free)}).",
        why="They can be moved together without any target moving: the fit would be perfect and the numbers arbitrary.",
        fix="hold one of them fixed, or add a target that moves with it",
    )


def draws(found: Calibration, episodes: Episodes, count: int, seed: int) -> list[Episodes]:
    """Declarations with numbers drawn from the normal law of what was found, for sensitivity analyses."""
    rng = np.random.default_rng(seed)
    middle = np.array([_scaled(value, name) for value, name in zip(found.values, found.names, strict=True)])
    return [_with(episodes, found.names, row) for row in rng.multivariate_normal(middle, found.covariance, size=count, method="cholesky")]


def _scaled(value: float, name: str) -> float:
    kind = name.split(":")[0]
    return float(np.arctanh(value) if kind == "correlation" else value if kind == "effect" else np.log(value))


def _back(value: complex, name: str) -> complex:
    kind = name.split(":")[0]
    return np.tanh(value) if kind == "correlation" else value if kind == "effect" else np.exp(value)


def _parts(name: str) -> tuple[str, list[str]]:
    kind, *rest = name.split(":")
    if kind not in ("rate", "ratio", "effect", "correlation") or len(rest) != (1 if kind == "rate" else 2):
        raise SpecError(
            f"'{name}' names no number of a population.", fix="rate:HAZARD, ratio:HAZARD:OF, effect:HAZARD:EFFECT or correlation:A:B"
        )
    return kind, rest


def _read(episodes: Episodes, name: str) -> float:
    kind, rest = _parts(name)
    found: list[complex] = []
    if kind == "correlation":
        found = [rho for a, b, rho in episodes.correlations if [a, b] == rest]
    for hazard in episodes.hazards:
        if kind != "correlation" and hazard.name == rest[0]:
            if kind == "rate":
                found = [hazard.per_year]
            elif kind == "ratio":
                found = [ratio.factor for ratio in hazard.ratios if ratio.of == rest[1]]
            else:
                found = [loading for effect, loading in hazard.effects if effect == rest[1]]
    if not found:
        raise SpecError(
            f"'{episodes.name}' has no number '{name}'.", fix="name a hazard, a ratio, an effect or a correlation of the declaration"
        )
    return float(np.real(found[0]))


def _with(episodes: Episodes, names: Sequence[str], theta: Array) -> Episodes:
    for name, value in zip(names, theta, strict=True):
        episodes = _set(episodes, name, _back(value, name))
    return episodes


def _set(episodes: Episodes, name: str, value: complex) -> Episodes:
    kind, rest = _parts(name)
    if kind == "correlation":
        return replace(episodes, correlations=tuple((a, b, value if [a, b] == rest else rho) for a, b, rho in episodes.correlations))

    def changed(hazard: Hazard) -> Hazard:
        if hazard.name != rest[0]:
            return hazard
        if kind == "rate":
            return replace(hazard, per_year=value)
        if kind == "ratio":
            return replace(hazard, ratios=tuple(replace(r, factor=value) if r.of == rest[1] else r for r in hazard.ratios))
        return replace(hazard, effects=tuple((e, value if e == rest[1] else loading) for e, loading in hazard.effects))

    return replace(episodes, hazards=tuple(changed(hazard) for hazard in episodes.hazards))
