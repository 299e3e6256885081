"""Individual differences: the likelihood with every person's deviations integrated out.

    log L = sum over persons of log of the mean over eps ~ N(0, I) of p(answers | mean + u(eps)),   u = S L eps, levels lean by C eps.

The mean is a sum over nodes about each person's mode. Nodes that stay where they are make the sum a smooth function of the model, whose
derivative is exact: the derivative of each node's likelihood, weighted by the node's share (the score identity).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from jaxtyping import Float, Int
from numpy import ndarray

from unspiral.learn.chain import Chain
from unspiral.learn.differences import deviation_size, law_of, one_person
from unspiral.learn.kalman import unflat
from unspiral.learn.nodes import Nodes, laid, recentred, root_of
from unspiral.learn.parameters import Layout, Scale, natural
from unspiral.learn.persons import Evaluate, Own, Pairs, averages, compiled_pairs, gaussian, moved, own_of, pairs
from unspiral.learn.quadrature import TOP, USUAL
from unspiral.learn.system import Array, Lanes, System
from unspiral.learn.varied import lower

STEP = 1e-4  # of the differences of exact derivatives that give the curvature of a person's own likelihood
STIFF = 0.2  # least curvature of a person's law in any direction, the population's own being 1
STIFFEST = 1e12  # beyond it lies only what a far-out point makes of differences
SETTLED = 1e-8  # Newton decrement of a person's mode
ROUNDS = 40  # Newton steps towards a mode
OFF = 0.005  # log-likelihood units by which a person's rule and the next finer one may differ


@dataclass(frozen=True, slots=True, eq=False)
class Population:
    """What all people share.

    Args:
        models: flat, of the average person of each group.
        root: of the covariance of u: u = root eps.
        lean: by how much levels move with eps.
    """

    models: Float[ndarray, "groups entries"]
    root: Float[ndarray, "q q"]
    lean: Float[ndarray, "t q"]


@dataclass(frozen=True, slots=True, eq=False)
class Modes:
    """Each person's most probable deviations, and how sharp they are.

    Args:
        eps: the modes.
        curvature: minus the second derivative of log p(answers | eps) + log p(eps).
        settled: whether Newton's steps ended.
    """

    eps: Float[ndarray, "persons q"]
    curvature: Float[ndarray, "persons q q"]
    settled: bool


@dataclass(frozen=True, slots=True, eq=False)
class Levels:
    """The likelihood of people who differ.

    Args:
        layout, scale: of the whole model.
        own: what deviations move.
        lanes: one for each person.
        group, groups: covariates that links depend on, as in ``Problem``.
        evaluate: the likelihood of flat models, pair by pair.
        compiled: all pairs at once inside the kernel; None where that cannot be.
    """

    layout: Layout
    scale: Scale
    own: Own
    lanes: Lanes
    group: Int[ndarray, " lanes"]
    groups: Float[ndarray, "groups tilts"]
    evaluate: Evaluate
    compiled: Pairs | None = None

    @property
    def persons(self) -> int:
        """How many."""
        return len(self.lanes.name)

    @property
    def q(self) -> int:
        """Deviations of each person."""
        return len(self.layout.varied)

    def population(self, theta: Float[ndarray, " free"]) -> Population:
        """What all people share at a working vector."""
        at, layout = self.layout.sections, self.layout
        values = natural(layout.average, self.scale, theta[: at["spread"].start])
        lean = self._trait_size[:, None] * theta[at["lean"]].reshape(len(layout.traits), self.q)
        return Population(averages(self.own.chain, values, self.groups), self._size[:, None] * lower(theta[at["spread"]]), lean)

    def population_at(self, values: Float[ndarray, " free"]) -> Population:
        """The same from natural values."""
        law = law_of(self.layout, values)
        return Population(averages(self.own.chain, one_person(self.layout, values, law), self.groups), law.root, law.lean)

    @property
    def _size(self) -> Array:
        return deviation_size(self.layout, self.scale)

    @property
    def _trait_size(self) -> Array:
        return self.scale.spread[list(self.layout.traits)]

    def pairs(
        self, population: Population, person: Int[ndarray, " pairs"], eps: Float[ndarray, "pairs q"]
    ) -> tuple[Float[ndarray, " pairs"], Float[ndarray, "pairs moves"]]:
        """log p(answers | eps) of each pair, and its derivative for natural values of the average, u and c."""
        u, c = eps @ population.root.T, eps @ population.lean.T
        if self.compiled is not None:
            return self.compiled(self.lanes, population.models, self.group, person, u, c)
        return pairs(self.own, self.evaluate, self.lanes, population.models, self.group, self.groups, person, u, c)

    def modes(self, population: Population) -> Modes:
        """Each person's mode by Newton's steps, several persons abreast; curvature by differences of exact derivatives."""
        n, q = self.persons, self.q
        eps = np.zeros((n, q))
        curvature = np.tile(np.eye(q), (n, 1, 1))
        value, step = np.full(n, -np.inf), np.zeros((n, q))
        trial, active = eps.copy(), np.arange(n)
        for _ in range(ROUNDS):
            found, slope, bend = self._around(population, active, trial[active])
            better = found >= value[active] - 1e-12 * np.abs(value[active])
            kept = active[better]
            eps[kept], value[kept], curvature[kept] = trial[kept], found[better], bend[better]
            step[kept] = np.linalg.solve(bend[better], slope[better][..., None])[..., 0]
            step[active[~better]] *= 0.25
            decrement = np.einsum("nq,nq->n", slope, np.linalg.solve(bend, slope[..., None])[..., 0])
            still: Array = np.max(np.abs(step[active]), axis=1) < 1e-9
            done: Array = np.where(better, decrement < SETTLED, still)
            active = active[~done]
            if not len(active):
                return Modes(eps, curvature, True)
            length = np.linalg.norm(step[active], axis=1, keepdims=True)
            step[active] *= np.minimum(1.0, 3.0 / np.maximum(length, 1e-300))  # a law of the population's own width is 1
            trial[active] = eps[active] + step[active]
        return Modes(eps, curvature, False)

    def _around(self, population: Population, active: Array, eps: Array) -> tuple[Array, Array, Array]:
        """Height, slope and curvature of some persons' log p(answers | eps) + log p(eps)."""
        n, q = eps.shape
        moves = np.concatenate([np.zeros((1, q)), STEP * np.eye(q), -STEP * np.eye(q)])
        points = eps[:, None] + moves
        value, slope = self._own(population, np.repeat(active, 1 + 2 * q), points.reshape(-1, q))
        slope = slope.reshape(n, len(moves), q)
        bend = -(slope[:, 1 : 1 + q] - slope[:, 1 + q :]) / (2.0 * STEP)
        bend = 0.5 * bend + 0.5 * bend.swapaxes(1, 2)  # one that is not finite spoils its mirror image too
        bend = np.where(np.isfinite(bend), np.clip(bend, -STIFFEST, STIFFEST), np.eye(q))
        values, vectors = np.linalg.eigh(bend)
        bend = (vectors * np.maximum(values, STIFF)[:, None]) @ vectors.swapaxes(1, 2)
        return value.reshape(n, len(moves))[:, 0], slope[:, 0], bend

    def _own(self, population: Population, person: Array, eps: Array) -> tuple[Array, Array]:
        """log p(answers | eps) + log p(eps), without constants, and its derivative for eps."""
        value, slope = self.pairs(population, person, eps)
        first = slope.shape[1] - self.q - len(population.lean)
        for_eps = slope[:, first : first + self.q] @ population.root + slope[:, first + self.q :] @ population.lean
        return value - 0.5 * (eps**2).sum(axis=1), np.where(np.isfinite(value)[:, None], for_eps - eps, 0.0)

    def about_modes(self, population: Population, rung: int | Int[ndarray, " persons"] = USUAL) -> Nodes:
        """Rules laid about each person's mode, as wide as the person's own law is there."""
        modes = self.modes(population)
        return laid(modes.eps, root_of(np.linalg.inv(modes.curvature)), np.broadcast_to(rung, self.persons).copy())

    def about(self, population: Population, rung: int | Int[ndarray, " persons"] = USUAL) -> Nodes:
        """Rules laid about the mean of each person's law, as wide as the law is."""
        nodes = self.about_modes(population, rung)
        return recentred(nodes, self.shares(population, nodes)[1])

    def refined(self, population: Population, nodes: Nodes) -> Nodes:
        """A finer rule for each person whose rule and the next finer one do not agree; the finest is left for a look back."""
        rung, middle, root = nodes.rung.copy(), nodes.middle.copy(), nodes.root.copy()
        value, ask = self.shares(population, nodes)[0], np.flatnonzero(rung < TOP - 1)
        while len(ask):
            finer = laid(middle[ask], root[ask], rung[ask] + 1)
            beside, part, _ = self.shares(population, finer, ask)
            far = ~(np.abs(beside - value[ask]) <= OFF)
            moved = recentred(finer, part)
            ask = ask[far]
            rung[ask] += 1
            value[ask], middle[ask], root[ask] = beside[far], moved.middle[far], moved.root[far]
            ask = ask[rung[ask] < TOP - 1]
        return laid(middle, root, rung)

    def enough(self, population: Population, nodes: Nodes | None = None) -> Nodes:
        """Rules about each person's law, as fine as they are seen to need."""
        with np.errstate(all="ignore"):
            return self.refined(population, self.about(population) if nodes is None else nodes)

    def exact(self, population: Population, nodes: Nodes | None = None) -> tuple[Float[ndarray, " persons"], float]:
        """Each person's log-likelihood by rules finer than they are seen to need, and by how much the sum moved at the last step."""
        enough = self.enough(population, nodes)
        with np.errstate(all="ignore"):
            rough, found = self.shares(population, enough)[0], self.shares(population, enough.finer())[0]
        return found, abs(float((found - rough).sum()))

    def shares(
        self, population: Population, nodes: Nodes, people: Int[ndarray, " persons"] | None = None
    ) -> tuple[Float[ndarray, " persons"], Float[ndarray, " points"], Float[ndarray, "points moves"]]:
        """Each person's log-likelihood, the share of each of their nodes, and the derivatives of the nodes' likelihoods.

        Args:
            population: as it is.
            nodes: of all persons, or of those in ``people``.
            people: lanes of the nodes' persons; None for all.
        """
        person = nodes.person
        value, slope = self.pairs(population, person if people is None else people[person], nodes.eps)
        height = nodes.log_weight + value
        top = np.maximum.reduceat(height, nodes.first[:-1])
        safe = np.where(np.isfinite(top), top, 0.0)
        part = np.exp(height - safe[person])
        total = nodes.sums(part)
        with np.errstate(divide="ignore", invalid="ignore"):
            return np.where(total > 0, safe + np.log(total), np.nan), part / total[person], slope

    def scores(self, theta: Float[ndarray, " free"], nodes: Nodes) -> tuple[Float[ndarray, " persons"], Float[ndarray, "persons free"]]:
        """Each person's log-likelihood and its derivative for the working values, the nodes being held."""
        value, out, _ = self.looked(theta, nodes)
        return value, out

    def looked(
        self, theta: Float[ndarray, " free"], nodes: Nodes
    ) -> tuple[Float[ndarray, " persons"], Float[ndarray, "persons free"], Float[ndarray, " points"]]:
        """The same, with the share of each node, from which better nodes are made."""
        population, layout = self.population(theta), self.layout
        value, part, slope = self.shares(population, nodes)
        first, q = layout.sections["spread"].start, self.q
        weighted = part[:, None] * slope
        out = np.empty((len(value), len(theta)))
        out[:, :first] = self.own.chain.to_working(np.tile(theta[:first], (len(value), 1)), nodes.sums(weighted[:, :first]))
        rows, columns = np.tril_indices(q)
        for_root = weighted[:, first : first + q][:, rows] * nodes.eps[:, columns]
        out[:, layout.sections["spread"]] = nodes.sums(for_root) * self._size[rows]
        for_lean = weighted[:, first + q :, None] * self._trait_size[:, None] * nodes.eps[:, None, :]
        out[:, layout.sections["lean"]] = nodes.sums(for_lean.reshape(len(for_lean), -1))
        return value, out, part

    def mean_slope(self, theta: Float[ndarray, " free"]) -> Float[ndarray, "persons q free"]:
        """By how much each person's mean deviation u moves with the working values.

        d mean = cov over the nodes (u, score) + mean of du: exact at nodes that are held.
        """
        population, layout = self.population(theta), self.layout
        nodes = self.about(population)
        _, part, slope = self.shares(population, nodes)
        first, q = layout.sections["spread"].start, self.q
        rows, columns = np.tril_indices(q)
        score = np.empty((len(slope), len(theta)))
        score[:, :first] = self.own.chain.to_working(np.tile(theta[:first], (len(slope), 1)), slope[:, :first])
        score[:, layout.sections["spread"]] = slope[:, first + rows] * nodes.eps[:, columns] * self._size[rows]
        lean = slope[:, first + q :, None] * self._trait_size[:, None] * nodes.eps[:, None, :]
        score[:, layout.sections["lean"]] = lean.reshape(len(slope), -1)
        u = nodes.eps @ population.root.T
        u = u - nodes.sums(part[:, None] * u)[nodes.person]
        out = np.stack([nodes.sums((part * u[:, j])[:, None] * score) for j in range(q)], axis=1)
        mean = nodes.sums(part[:, None] * nodes.eps)
        out[:, rows, layout.sections["spread"].start + np.arange(len(rows))] += self._size[rows] * mean[:, columns]
        return out

    def values(self, points: list[Float[ndarray, " free"]], nodes: Nodes | None = None) -> list[tuple[float, Float[ndarray, " free"]]]:
        """Log-likelihood and derivative at each working vector, on given nodes or on nodes about each person's law there."""
        found: list[tuple[float, ndarray]] = []
        for theta in points:
            with np.errstate(all="ignore"):
                here = self.about(self.population(theta)) if nodes is None else nodes
                value, slope = self.scores(theta, here)
            found.append((float(value.sum()), slope.sum(axis=0)))
        return found


def levels_of(
    layout: Layout, scale: Scale, chain: Chain, lanes: Lanes, group: Int[ndarray, " lanes"] | None, groups: Float[ndarray, "groups tilts"],
    *, loadings: bool,
) -> Levels:  # fmt: skip
    """Set up individual differences on a problem's lanes.

    Args:
        layout, scale: of the whole model.
        chain: of the average person's.
        lanes: one for each person.
        group, groups: as in ``Problem``.
        loadings: whether any is free.
    """
    which = np.zeros(len(lanes.name), dtype=np.int64) if group is None else group
    own = own_of(layout, chain)
    fast = compiled_pairs(own, groups, loadings=loadings)
    return Levels(layout, scale, own, lanes, which, groups, gaussian(chain, loadings=loadings), fast)


def own_systems(levels: Levels, values: Float[ndarray, " free"], random: np.random.Generator | None = None) -> list[System]:
    """Each person's own model at natural values of the population: at their most probable deviations.

    Args:
        levels: the likelihood.
        values: natural.
        random: where chance comes from: deviations are then drawn about the mode, as wide as the person's own law is there.
    """
    with np.errstate(all="ignore"):
        population = levels.population_at(values)
        modes = levels.modes(population)
    eps = modes.eps
    if random is not None:
        bent, vectors = np.linalg.eigh(modes.curvature)
        root = (vectors / np.sqrt(bent)[:, None]) @ vectors.swapaxes(1, 2)
        eps = eps + np.matvec(root, random.standard_normal(eps.shape))
    return systems_at(levels, population, eps)


def systems_at(levels: Levels, population: Population, eps: Float[ndarray, "persons q"]) -> list[System]:
    """Each person's own model at given deviations.

    Raises:
        ValueError: a person's loop has no stationary law, and the model begins with it.
    """
    models = moved(levels.own, population.models[levels.group], eps @ population.root.T, eps @ population.lean.T)
    if not np.isfinite(models).all():
        raise ValueError("unstable")
    return [unflat(model, levels.own.chain.like) for model in models]
