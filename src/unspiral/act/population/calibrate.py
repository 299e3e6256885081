"""Hazards, ratios and person effects from what studies saw: least squares on the exact equation, with exact derivatives and its rank."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from jaxtyping import Float
from numpy import ndarray

from unspiral.act.population.descent import MOST, descend
from unspiral.act.population.moving import Moving
from unspiral.act.population.seen import STEP, Seen
from unspiral.act.population.targets import Goal, compared
from unspiral.errors import NotConverged, NotIdentified, SpecError
from unspiral.learn.system import Array
from unspiral.loop.episode_numbers import number, searched, with_searched
from unspiral.loop.episodes import Episodes

RANK = 1e-6  # a direction that moves the targets by less than this part of the strongest one is not seen
FAR = 12.0  # on the scale of the search: rates of e^12 a year are a search that has lost its way
SURE = 3.0  # artanh 0.995: correlations beyond are those of one and the same effect


@dataclass(frozen=True, slots=True, eq=False)
class Calibration:
    """What was found.

    Args:
        episodes: with the numbers that were found.
        names: of the numbers that were free.
        begun: where the search began.
        values: found, as they stand in the declaration.
        covariance: of them on the scale of the search (logs of rates and ratios, artanh of correlations), from the targets' errors.
        singular: singular values of the derivative of the targets, each in its errors; what is assumed beside them is left out.
        rank: how many of them are not 0.
        goals: what was wanted.
        reached: what the population shows of each.
        evaluations: of the equation.
    """

    episodes: Episodes
    names: tuple[str, ...]
    begun: Float[ndarray, " free"]
    values: Float[ndarray, " free"]
    covariance: Float[ndarray, "free free"]
    singular: Float[ndarray, " some"]
    rank: int
    goals: tuple[Goal, ...]
    reached: Float[ndarray, " goals"]
    evaluations: int


def calibrate(
    episodes: Episodes,
    free: Sequence[str],
    goals: Sequence[Goal],
    *,
    share: float = 1.0,
    nodes: int = 5,
    priors: Mapping[str, float] | None = None,
) -> Calibration:
    """Move the free numbers until the population shows what it should.

    minimise over theta: sum over goals of ((g(seen) - g(wanted)) / error)^2 + sum over priors of ((theta - begin) / sd)^2, g the log odds
    of shares and the log of times and ratios.

    Args:
        episodes: where the search begins.
        free: "rate:HAZARD", "ratio:HAZARD:OF" (all its ratios of that), "effect:HAZARD:EFFECT", "correlation:A:B".
        goals: what studies saw.
        share: part of the links that is causal.
        nodes: of each person effect while searching.
        priors: standard deviation of a free number around where it begins, on the scale of the search; it needs no target of its own.

    Raises:
        SpecError: a free number that the declaration does not have, or a target that no population can show.
        NotIdentified: fewer targets than numbers, or directions in which no target moves.
        NotConverged: the search did not end.

    Source: act/population/descent.py; tests/act/population/test_calibrate.py.
    """
    search = _Search(episodes, tuple(free), [goal for goal in goals if not goal.held_out], share, nodes, priors or {})
    search.refuse_few()
    search.refuse_unseen(search.both(search.begin)[1], lambda: search.both(search.begin + 0.1)[1])
    found = descend(search.both, search.begin)
    if not found.ended:
        worst = int(np.argmax(np.abs(found.residuals[: len(search.wanted)])))
        raise NotConverged(
            f"The calibration did not end within {MOST} evaluations; furthest off is '{search.wanted[worst].name}'.",
            why="Numbers of a search that is still under way are nobody's.",
            fix="begin nearer (per_year in the file), free fewer numbers, or give those that wander a prior",
        )
    slope: Array = found.slopes
    search.refuse_unseen(slope)
    best = with_searched(episodes, free, found.at)
    seen = Seen(best, share, nodes)
    singular: Array = np.linalg.svd(slope[: len(search.wanted)], compute_uv=False)
    return Calibration(
        best, tuple(free), np.array([number(episodes, name) for name in free]), np.array([number(best, name) for name in free]),
        np.linalg.inv(slope.T @ slope), singular, int((singular > RANK * singular[0]).sum()), tuple(goals),
        np.array([float(goal.look(seen)) for goal in goals]), search.count,
    )  # fmt: skip


class _Search:
    """How far off every target is, as a function of the free numbers."""

    def __init__(
        self, episodes: Episodes, free: tuple[str, ...], wanted: list[Goal], share: float, nodes: int, priors: Mapping[str, float]
    ) -> None:
        self.episodes, self.free, self.wanted, self.share, self.nodes = episodes, free, wanted, share, nodes
        self.held = np.array([priors.get(name, np.inf) for name in free])
        self.begin = np.array([searched(number(episodes, name), name) for name in free])
        self.tied = np.array([name.startswith("correlation:") for name in free])
        for goal in wanted:
            if not 0.0 < goal.value < (1.0 if goal.scale == "share" else np.inf) or not goal.error > 0.0:
                raise SpecError(
                    f"The target '{goal.name}' is {goal.value:g} with an error of {goal.error:g}, which no population can show.",
                    fix="give a share between 0 and 1, a time or ratio above 0, and an interval that is wider than nothing",
                )
        self.target = np.array([compared(goal.value, goal.scale) for goal in wanted])
        self.error = np.array([goal.error for goal in wanted])
        self.count = 0
        self.known: tuple[Array, Array, Array] | None = None

    def both(self, theta: Array) -> tuple[Array, Array]:
        """Residuals and their slopes; the last ones are kept."""
        if self.known is None or not np.array_equal(self.known[0], theta):
            found = self._off(theta, slopes=True)
            self.known = theta.copy(), found[0], found[1:].T
        return self.known[1], self.known[2]

    def _off(self, theta: Array, *, slopes: bool) -> Array:
        """In errors; with slopes a row more for each free number."""
        self.count += 1
        units = np.eye(len(theta)) if slopes else np.zeros((0, len(theta)))
        if np.abs(theta).max(initial=0.0) > FAR or np.abs(theta[self.tied]).max(initial=0.0) > SURE:
            return np.full((1 + len(units), len(self.wanted) + int(np.isfinite(self.held).sum())), np.nan)  # the search steps back
        along = [with_searched(self.episodes, self.free, theta + 1j * STEP * unit) for unit in units]
        seen = Seen(with_searched(self.episodes, self.free, theta), self.share, self.nodes, along)
        shown = np.stack([_stack(compared(goal.look(seen), goal.scale), len(units)) for goal in self.wanted], axis=1)
        shown[0] -= self.target
        away = np.zeros((len(shown), len(theta)))
        away[0] = (theta - self.begin) / self.held
        away[1:] = np.eye(len(theta))[: len(units)] / self.held
        return np.concatenate([shown / self.error, away[:, np.isfinite(self.held)]], axis=1)

    def refuse_few(self) -> None:
        told = int(np.isfinite(self.held).sum())
        if len(self.wanted) + told < len(self.free):
            beside = f" and {told} priors" if told else ""
            raise NotIdentified(
                f"{len(self.free)} numbers are free, and {len(self.wanted)} targets{beside} are given.",
                why="Many sets of numbers would meet them all.",
                fix="free fewer numbers, or add targets",
            )

    def refuse_unseen(self, slope: Array, elsewhere: Callable[[], Array] | None = None) -> None:
        """Where a direction moves no target; at the beginning, elsewhere too: a place can be flat by chance."""
        lost = _unseen(slope)
        if lost and elsewhere is not None:
            lost = _unseen(elsewhere())
        if not lost:
            return
        together = [name for name, part in zip(self.free, lost[0], strict=True) if abs(part) > 0.2]
        raise NotIdentified(
            f"The targets do not tell these numbers apart: {', '.join(together)} (rank {len(self.free) - len(lost)} of {len(self.free)}).",
            why="They can be moved together without any target moving: the fit would be perfect and the numbers arbitrary.",
            fix=f"take '{together[0]}' out of 'free' in [calibration], or add a [[target]] that moves with it",
        )


def _unseen(slope: Array) -> list[Array]:
    _, singular, directions = np.linalg.svd(slope)
    weak = np.concatenate([singular, np.zeros(slope.shape[1] - len(singular))]) < RANK * singular[0]
    return [row for row, out in zip(directions, weak, strict=True) if out]


def _stack(value: float | Moving, slopes: int) -> Array:
    return value.stack if isinstance(value, Moving) else np.array([value, *[0.0] * slopes])


def draws(found: Calibration, episodes: Episodes, count: int, seed: int) -> list[Episodes]:
    """Declarations with numbers drawn from the normal law of what was found, for sensitivity analyses."""
    rng = np.random.default_rng(seed)
    middle = np.array([searched(value, name) for value, name in zip(found.values, found.names, strict=True)])
    rows = rng.multivariate_normal(middle, found.covariance, size=count, method="cholesky")
    return [with_searched(episodes, found.names, row) for row in rows]
