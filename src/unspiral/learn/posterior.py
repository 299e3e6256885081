"""The posterior of a model as a function of unbounded coordinates: log-likelihood and log prior, with their derivative."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from jaxtyping import Float
from numpy import ndarray

from unspiral.learn.priors import Priors
from unspiral.learn.problem import Problem
from unspiral.learn.search import Optimum, maximise
from unspiral.learn.system import Array

RIDGE = 0.05  # least curvature, against the curvature of the weakest prior, by which a direction is measured


@dataclass(frozen=True, slots=True, eq=False)
class Posterior:
    """What is sampled.

    Args:
        problem: whose likelihood it is.
        priors: of the same layout and scale.
    """

    problem: Problem
    priors: Priors

    def values(self, points: list[Array]) -> list[tuple[float, Array]]:
        """Logarithm of the posterior density (up to a constant) and its derivative at each point; nan where there is no likelihood.

        Args:
            points: coordinates, (free,) each.
        """
        x = np.array(points, dtype=np.float64)
        with np.errstate(all="ignore"):
            thetas, back = self.priors.coordinates.through(x)
            found = [self._likelihood(theta) for theta in thetas] if self.problem.levels else self.problem.values(list(thetas))
            before, slopes = self.priors.density(x)
            whole = back(np.array([slope for _, slope in found])) + slopes
        return [(value + float(before[k]), whole[k]) for k, (value, _) in enumerate(found)]

    def _likelihood(self, theta: Array) -> tuple[float, Array]:
        """At one point; nan where somebody's own law has no shape that can be computed with, so far out is the point."""
        try:
            return self.problem.values([theta])[0]
        except np.linalg.LinAlgError:
            return np.nan, np.full(theta.shape, np.nan)

    def mode(self, near: Float[ndarray, " free"]) -> Optimum:
        """The highest point, from a working vector near it, with the curvature there.

        Args:
            near: working values, such as those of the maximum of the likelihood.
        """
        start = self.priors.coordinates.of_working(near)
        none = np.full(len(start), np.inf)
        return maximise(self.values, [start], -none, none)


@dataclass(frozen=True, slots=True, eq=False)
class Whitened:
    """The posterior in coordinates in which it is about round, and about as wide as one everywhere.

    x = middle + w root'.

    Args:
        posterior: what is sampled.
        middle: where w is 0.
        root: of the inverse curvature; flat directions are held by a ridge.
    """

    posterior: Posterior
    middle: Float[ndarray, " free"]
    root: Float[ndarray, "free free"]

    def value(self, w: Array) -> tuple[float, Array]:
        """Log density and derivative at one point."""
        ((value, slope),) = self.posterior.values([self.middle + self.root @ w])
        return value, self.root.T @ slope

    def alone(self) -> Whitened:
        """The same with a problem of its own: what a likelihood remembers from one point to the next is a chain's own."""
        return replace(self, posterior=replace(self.posterior, problem=replace(self.posterior.problem)))

    def coordinates(self, w: Float[ndarray, "*points free"]) -> Float[ndarray, "*points free"]:
        """x at the points w."""
        return self.middle + w @ self.root.T


def whitened(posterior: Posterior, optimum: Optimum) -> Whitened:
    """Round off a posterior by its curvature at the mode.

    Args:
        posterior: what is sampled.
        optimum: its mode.
    """
    curvature: Array = optimum.information
    if not (np.isfinite(curvature).all() and curvature.any()):
        curvature = np.eye(len(optimum.theta))
    values, vectors = np.linalg.eigh(curvature)
    return Whitened(posterior, optimum.theta, vectors / np.sqrt(np.maximum(values, RIDGE)))
