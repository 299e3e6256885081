"""Small panels of answers in steps, and their likelihood by brute force: one integral over all that lies behind a person's answers."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np
from numpy import ndarray
from scipy.optimize import minimize
from scipy.special import gammaln, log_ndtr
from scipy.stats import multivariate_normal
from tests.learn.whole import dense_law

from unspiral.learn.problem import Problem, problem_of
from unspiral.learn.simulate import simulate
from unspiral.loop.language import parse
from unspiral.loop.model import Loop
from unspiral.records import Choices, Panel

BASE = {
    "self:pain": -0.7, "self:depression": -0.4, "link:pain->depression": 0.2, "link:depression->pain": 0.15, "diffusion:pain": 1.1,
    "diffusion:pain,depression": 0.2, "diffusion:depression": 0.9,
}  # fmt: skip
TRAIT = {"trait:pain": 0.6, "trait:pain,depression": 0.2, "trait:depression": 0.8}
STEPS = {"threshold:depression[1]": -0.4, "threshold:depression[2]": 0.6, "threshold:depression[3]": 1.7}
FIRST = {"t0cov:pain": 0.9, "t0cov:pain,depression": 0.2, "t0cov:depression": 1.1}
FOUR = (0.0, 1.0, 2.0, 3.0)


@dataclass(frozen=True)
class Case:
    """A loop, how its answers are read, and the numbers behind it."""

    name: str
    text: str
    choices: Choices
    values: dict[str, float]
    occasions: int = 4

    @property
    def loop(self) -> Loop:
        return parse(self.text)


def read(
    families: dict[str, str], *, traits: bool = False, error: bool = False, t0: str = "stationary", **scales: tuple[float, ...]
) -> Choices:
    return Choices(traits, error, t0, "constant", families, scales=scales)


BOTH, ONE = "pain <-> depression", "depression by depression"
ALONE = {"self:depression": -0.5, "diffusion:depression": 1.0}
CASES = (
    Case("ordinal", ONE, read({"depression": "ordinal"}, depression=FOUR), ALONE | STEPS),
    Case("ordinal with a trait", ONE, read({"depression": "ordinal"}, traits=True, depression=FOUR),
         ALONE | STEPS | {"trait:depression": 1.0}),
    Case("binary", ONE, read({"depression": "binary"}, depression=(0.0, 1.0)), ALONE | {"level:depression": 0.3}),
    Case("a rare answer", ONE, read({"depression": "binary"}, depression=(0.0, 1.0)),
         ALONE | {"diffusion:depression": 3.0, "level:depression": -1.5}),
    Case("count", ONE, read({"depression": "count"}), ALONE | {"level:depression": 0.2, "diffusion:depression": 0.7}),
    Case("bounded", ONE, read({"depression": "bounded"}, error=True, depression=(-0.6, 0.9)),
         ALONE | {"level:depression": 0.1, "error:depression": 0.4}),
    Case("ordinal beside a number", BOTH, read({"depression": "ordinal"}, traits=True, error=True, depression=FOUR),
         BASE | TRAIT | STEPS | {"level:pain": 4.0, "error:pain": 0.3}),
    Case("binary beside a number, first states of their own", BOTH, read({"depression": "binary"}, t0="separate", depression=(0.0, 1.0)),
         BASE | FIRST | {"level:pain": 4.0, "level:depression": 0.2, "t0mean:pain": 0.4, "t0mean:depression": -0.5}),
    Case("count and steps", BOTH, read({"pain": "count", "depression": "ordinal"}, depression=FOUR),
         BASE | STEPS | {"level:pain": 0.4, "diffusion:pain": 0.5}, 3),
)  # fmt: skip


def panel_of(case: Case, seed: int, persons: int = 3) -> Panel:
    """Answers of a few people at uneven times, a cell or two of them missing."""
    rng = np.random.default_rng([seed, 7])
    times = [np.cumsum(np.r_[0.0, rng.uniform(0.3, 1.6, size=case.occasions - 1)]) for _ in range(persons)]
    made = simulate(case.loop, case.values, times, seed=seed, choices=case.choices, unit="day")
    if len(case.loop.columns) == 1:
        return made
    first = made.persons[0]
    values = first.values.copy()
    values[1, 0] = np.nan
    return replace(made, persons=(replace(first, values=values), *made.persons[1:]))


def problem_for(case: Case, seed: int = 1, persons: int = 3) -> tuple[Problem, ndarray]:
    """The problem, and its natural vector."""
    problem = problem_of(panel_of(case, seed, persons), case.loop, case.choices)
    return problem, np.array([case.values[name] for name in problem.layout.names])


def chance(problem: Problem, thresholds: ndarray, error: ndarray, item: int, answer: float, f: ndarray) -> ndarray:
    """Logarithm of the chance of one answer, straight from its definition."""
    family = problem.layout.families[item]
    if family == "count":
        return np.asarray(answer * f - np.exp(f) - gammaln(answer + 1.0))
    if family == "bounded":
        assert problem.emission is not None
        low, high = problem.emission.ends[item]
        return np.asarray(log_ndtr((low - f) / error[item] if answer <= low else (f - high) / error[item]))
    if family == "binary":
        return np.asarray(log_ndtr(f if answer > 0.5 else -f))
    ends = np.r_[-np.inf, thresholds, np.inf]
    low, high = ends[int(answer)], ends[int(answer) + 1]
    upper, lower = log_ndtr(high - f), log_ndtr(low - f)
    with np.errstate(divide="ignore"):  # far out both are 1
        return np.asarray(np.where(upper > lower, upper + np.log1p(-np.exp(lower - upper)), -745.0))


def brute(problem: Problem, values: ndarray, nodes: int = 16) -> ndarray:
    """Log-likelihood of every lane: Gaussian answers in closed form, all others by a product rule laid around their mode."""
    layout, lanes = problem.layout, problem.lanes
    system = problem.systems(values)[0]
    thresholds, error = values[layout.sections["threshold"]], np.sqrt(np.diag(system.error))
    assert problem.emission is not None
    found: list[float] = []
    for lane in range(len(lanes.name)):
        steps = int((lanes.running > lane).sum())
        _, big, z, mean = dense_law(system, lanes, lane, steps)
        cov = z @ big @ z.T
        answers, seen = lanes.values[:steps, lane].ravel(), lanes.answered[:steps, lane].ravel()
        item = np.tile(np.arange(len(layout.columns)), steps)
        plain = np.array([is_plain(problem, i, y) for i, y in zip(item, answers, strict=True)])
        gauss, rest = np.flatnonzero(seen & plain), np.flatnonzero(seen & ~plain)
        total = 0.0
        if len(gauss):
            noisy = cov[np.ix_(gauss, gauss)] + np.diag(error[item[gauss]] ** 2)
            total += float(multivariate_normal(mean[gauss], noisy).logpdf(answers[gauss]))
            gain = np.linalg.solve(noisy, cov[np.ix_(gauss, rest)]).T
            mean_rest = mean[rest] + gain @ (answers[gauss] - mean[gauss])
            cov_rest = cov[np.ix_(rest, rest)] - gain @ cov[np.ix_(gauss, rest)]
        else:
            mean_rest, cov_rest = mean[rest], cov[np.ix_(rest, rest)]
        if len(rest):

            def log_t(f: ndarray, rest: ndarray = rest, item: ndarray = item, answers: ndarray = answers) -> ndarray:
                parts = [chance(problem, thresholds, error, item[k], answers[k], f[..., i]) for i, k in enumerate(rest)]
                return np.sum(parts, axis=0)

            total += integral_of(log_t, mean_rest, cov_rest, nodes if len(rest) < 5 else 9)
        found.append(total)
    return np.array(found)


def is_plain(problem: Problem, item: int, answer: float) -> bool:
    """Whether an answer is a number with normal noise: all but those at the ends of a bounded scale."""
    family = problem.layout.families[item]
    if family != "bounded":
        return family == "gaussian"
    assert problem.emission is not None
    low, high = problem.emission.ends[item]
    return low < answer < high


def integral_of(log_t, mean: ndarray, cov: ndarray, nodes: int) -> float:  # type: ignore[no-untyped-def]
    """log E exp(log_t(f)), f ~ N(mean, cov), by a product rule scaled to the curvature at the mode."""
    n = len(mean)
    root = np.linalg.cholesky(cov)

    def cost(x: ndarray) -> float:
        return float(0.5 * x @ x - log_t(mean + root @ x))

    best = minimize(cost, np.zeros(n), method="BFGS", options={"gtol": 1e-8}).x
    h = 1e-3
    hessian = np.array([
        [(cost(best + h * (a + b)) - cost(best + h * (a - b)) - cost(best - h * (a - b)) + cost(best - h * (a + b))) / (4 * h * h)
         for b in np.eye(n)]
        for a in np.eye(n)
    ])  # fmt: skip
    turn = 1.2 * np.linalg.cholesky(np.linalg.inv(hessian))
    node, share = np.polynomial.hermite_e.hermegauss(nodes)
    at = np.stack([a.ravel() for a in np.meshgrid(*[node] * n, indexing="ij")], axis=1)
    log_share = sum(a.ravel() for a in np.meshgrid(*[np.log(share) + 0.5 * node**2] * n, indexing="ij"))
    x = best + at @ turn.T
    logs = log_share - 0.5 * (x**2).sum(axis=1) + log_t(mean + x @ root.T)
    top = float(logs.max())
    return float(top + np.log(np.exp(logs - top).sum()) + np.linalg.slogdet(turn)[1] - 0.5 * n * np.log(2.0 * np.pi))


def steps_of(panel: Panel) -> list[float]:
    """Times between occasions of everybody, for invariances."""
    return [b - a for p in panel.persons for a, b in pairwise(p.time.tolist())]
