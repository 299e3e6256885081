"""The posterior of people who differ, over the numbers of the population and everybody's own deviations at once.

    log p(answers | theta, eps) + log p(theta) - |eps|^2 / 2,    a person's deviations u = S L eps, levels lean by C eps (non-centred)

No rule of integration stands between: what maximum likelihood sums over nodes is drawn here.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import numpy as np
from jaxtyping import Float
from numpy import ndarray

from unspiral.learn.differences import deviation_size
from unspiral.learn.levels import Levels, Modes, Population
from unspiral.learn.nuts import Target
from unspiral.learn.parameters import triangle
from unspiral.learn.posterior import Posterior, Whitened, whitened
from unspiral.learn.priors import Priors
from unspiral.learn.search import Optimum
from unspiral.learn.system import Array

STEP = 1e-4  # of coordinates: of the differences that say how people's modes move with the population's numbers


@dataclass(frozen=True, slots=True, eq=False)
class Joint:
    """What is sampled where people differ in more than their level.

    Args:
        levels: the likelihood of people who differ.
        priors: of the population's numbers.
    """

    levels: Levels
    priors: Priors
    sizes: tuple[Float[ndarray, " q"], Float[ndarray, " traits"]] = field(init=False)  # of a working deviation, of a level

    def __post_init__(self) -> None:
        layout, scale = self.levels.layout, self.levels.scale
        object.__setattr__(self, "sizes", (deviation_size(layout, scale), scale.spread[list(layout.traits)]))

    def value(self, x: Array, eps: Array) -> tuple[float, Array, Array]:
        """Logarithm of the density (up to a constant), its derivative for the population's coordinates, and for the deviations.

        nan where somebody's own loop, or the average person's, has no stationary law and people's states begin with theirs.

        Args:
            x: coordinates of the population's numbers, (free,).
            eps: deviations, (persons, q).
        """
        levels, layout = self.levels, self.levels.layout
        with np.errstate(all="ignore"):
            thetas, back = self.priors.coordinates.through(x[None])
            theta = thetas[0]
            population = levels.population(theta)
            value, slope = levels.pairs(population, np.arange(len(eps)), eps)
            if not (np.isfinite(value).all() and self.settles(population, x)):
                return np.nan, np.full(len(x), np.nan), np.full(eps.shape, np.nan)
            first, q = layout.sections["spread"].start, eps.shape[1]
            for_u, for_c = slope[:, first : first + q], slope[:, first + q :]
            out = np.empty(len(x))
            out[:first] = levels.own.chain.to_working(theta[None, :first], slope[:, :first].sum(axis=0)[None])[0]
            rows, columns = triangle(q)
            out[layout.sections["spread"]] = (for_u.T @ eps)[rows, columns] * self.sizes[0][rows]
            out[layout.sections["lean"]] = ((for_c.T @ eps) * self.sizes[1][:, None]).ravel()
            before, steep = self.priors.density(x[None])
            height = float(value.sum()) + float(before[0]) - 0.5 * float((eps**2).sum())
            return height, back(out[None])[0] + steep[0], for_u @ population.root + for_c @ population.lean - eps

    def settles(self, population: Population, x: Array) -> bool:
        """Whether the average person's loop has a stationary law, where people's own begin with theirs: it is the one that is reported."""
        chain = self.levels.own.chain
        if chain.layout.t0 != "stationary":
            return True
        if chain.layout.tilts:
            return bool(self.priors.possible(x[None])[0])
        p = len(chain.layout.processes)
        drift = chain.view(population.models[None], "drift")[0, 0, :p, :p]
        return bool(np.isfinite(drift).all() and np.linalg.eigvals(drift).real.max() < 0.0)


@dataclass(frozen=True, slots=True, eq=False)
class WhitenedJoint:
    """The same in coordinates in which it is about round: w = (population, everybody's deviations).

    x = middle + w_x root';  eps = mode + lean w_x + own w_eps: a change of coordinates without bends, so that nothing is added to the
    density but a constant.

    Args:
        joint: what is sampled.
        population: the rounded-off marginal posterior of the population's numbers.
        modes: of each person's deviations at its middle.
        own: root of the inverse curvature of each person's law there.
        lean: by how much the modes move with w_x.
    """

    joint: Joint
    population: Whitened
    modes: Modes
    own: Float[ndarray, "persons q q"]
    lean: Float[ndarray, "deviations free"]

    @property
    def free(self) -> int:
        """Numbers of the population."""
        return len(self.population.middle)

    @property
    def middle(self) -> Float[ndarray, " all"]:
        """Where w is 0."""
        return np.concatenate([self.population.middle, self.modes.eps.ravel()])

    def value(self, w: Array) -> tuple[float, Array]:
        """Log density and derivative at one point."""
        there = self.coordinates(w)
        height, slope, own = self.joint.value(there[: self.free], there[self.free :].reshape(self.modes.eps.shape))
        back = np.einsum("nqk,nq->nk", self.own, own).ravel()
        return height, np.concatenate([self.population.root.T @ slope + self.lean.T @ own.ravel(), back])

    def coordinates(self, w: Float[ndarray, "*points all"]) -> Float[ndarray, "*points all"]:
        """The population's coordinates, then every person's deviations, at the points w."""
        wide, narrow = w[..., : self.free], w[..., self.free :]
        spread = np.einsum("nqk,...nk->...nq", self.own, narrow.reshape(*w.shape[:-1], *self.modes.eps.shape))
        eps = self.modes.eps.ravel() + wide @ self.lean.T + spread.reshape(narrow.shape)
        return np.concatenate([self.population.coordinates(wide), eps], axis=-1)

    def alone(self) -> WhitenedJoint:
        """The same; nothing of it is changed while chains look at it."""
        return replace(self)


def rounded(posterior: Posterior, optimum: Optimum) -> Target:
    """A posterior rounded off about its mode; where people differ, together with everybody's deviations.

    Args:
        posterior: of the population's numbers.
        optimum: its mode.
    """
    population, levels = whitened(posterior, optimum), posterior.problem.levels
    return population if levels is None else whitened_joint(Joint(levels, posterior.priors), population)


def whitened_joint(joint: Joint, population: Whitened) -> WhitenedJoint:
    """Round off everybody's deviations about their modes at the middle of the population's posterior.

    Args:
        joint: what is sampled.
        population: its numbers, rounded off.
    """
    levels, x = joint.levels, population.middle
    with np.errstate(all="ignore"):
        modes = levels.modes(levels.population(joint.priors.coordinates.through(x[None])[0][0]))
    values, vectors = np.linalg.eigh(modes.curvature)
    own = vectors / np.sqrt(values)[:, None]
    moving = np.eye(len(x))
    slopes = [joint.value(x + STEP * e, modes.eps)[2] - joint.value(x - STEP * e, modes.eps)[2] for e in moving]
    moved = np.array(slopes).reshape(len(x), *modes.eps.shape) / (2.0 * STEP)
    # With the average person modes move evenly; with spreads and correlations they do not, and a straight line misleads more than none.
    moved[[s.field in ("spread", "lean") for s in levels.layout.slots]] = 0.0
    lean = np.einsum("nqk,nrk,fnr->nqf", own, own, np.where(np.isfinite(moved), moved, 0.0)) @ population.root
    return WhitenedJoint(joint, population, modes, own, lean.reshape(modes.eps.size, len(x)))
