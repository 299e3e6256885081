"""Panels of people who differ, made up with known numbers, small enough for tests."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from scipy.special import logsumexp, ndtri
from scipy.stats import chi2, multivariate_normal, multivariate_t, qmc

from unspiral.learn.levels import Levels, Population
from unspiral.learn.parameters import layout_for
from unspiral.learn.problem import Problem, problem_of
from unspiral.learn.simulate import simulate
from unspiral.loop.language import parse
from unspiral.loop.model import Loop
from unspiral.records import Choices, Panel

LOOP = parse("pain <-> depression")
LINKS = ("self:pain", "self:depression", "link:pain->depression", "link:depression->pain")
AVERAGE = {
    "self:pain": -1.0, "self:depression": -0.8, "link:pain->depression": 0.4, "link:depression->pain": 0.2, "diffusion:pain": 1.2,
    "diffusion:pain,depression": 0.2, "diffusion:depression": 1.0, "level:pain": 5.0, "level:depression": 4.0, "error:pain": 0.3,
    "error:depression": 0.3, "t0cov:pain": 0.8, "t0cov:pain,depression": 0.2, "t0cov:depression": 0.8, "trait:pain": 1.0,
    "trait:pain,depression": 0.4, "trait:depression": 1.0,
}  # fmt: skip


def choices(varied: Sequence[str], t0: str = "separate", *, traits: bool = True, error: bool = True) -> Choices:
    """Choices of a model in which people differ."""
    return Choices(traits, error, t0, "constant", {"pain": "gaussian", "depression": "gaussian"}, individual=tuple(varied))


def numbers(c: Choices, sd: dict[str, float], loop: Loop = LOOP, **more: float) -> dict[str, float]:
    """Natural values: as above, spreads as given, everything else nil."""
    found = dict.fromkeys(layout_for(loop, c, "day").names, 0.0)
    found |= {name: value for name, value in AVERAGE.items() if name in found}
    return found | {f"sd:{name}": value for name, value in sd.items()} | {k: v for k, v in more.items() if k in found}


def made(people: int, occasions: int, c: Choices, values: dict[str, float], seed: int = 1, loop: Loop = LOOP) -> Panel:
    """A panel with uneven beeps on a minute clock."""
    random = np.random.default_rng(seed)
    times = [np.cumsum(np.round((0.08 + random.exponential(0.15, size=occasions)) * 1440.0) / 1440.0) for _ in range(people)]
    return simulate(loop, values, times, seed=seed, choices=c, unit="day")


def problem(people: int, occasions: int, varied: Sequence[str], sd: float = 0.3, t0: str = "separate", seed: int = 1) -> Problem:
    """A problem on such a panel."""
    c = choices(varied, t0)
    return problem_of(made(people, occasions, c, numbers(c, dict.fromkeys(varied, sd)), seed), LOOP, c)


def by_chance(levels: Levels, population: Population, points: int, wide: float = 1.3, seed: int = 0) -> np.ndarray:
    """Each person's log-likelihood by evenly spread draws from a Student law about the mode: nothing of a rule is in it."""
    modes, out, together = levels.modes(population), list[float](), 2**13
    for i in range(levels.persons):
        root = wide * np.linalg.cholesky(np.linalg.inv(modes.curvature[i]))
        drawn, heights = qmc.Sobol(levels.q + 1, scramble=True, seed=np.random.default_rng([seed, i])), list[np.ndarray]()
        for _ in range(0, points, together):
            u = drawn.random(min(points, together))
            eps = modes.eps[i] + (ndtri(u[:, :-1]) / np.sqrt(chi2(8).ppf(u[:, -1:]) / 8.0)) @ root.T
            value, _ = levels.pairs(population, np.full(len(u), i), eps)
            prior = multivariate_normal(np.zeros(levels.q)).logpdf(eps)
            heights.append(value + prior - multivariate_t(modes.eps[i], root @ root.T, 8).logpdf(eps))
        out.append(float(logsumexp(np.concatenate(heights)) - np.log(points)))
    return np.array(out)
