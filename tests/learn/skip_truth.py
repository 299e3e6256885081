"""Answers and skipped prompts as one dense law: a multivariate normal for the answers, an orthant of one for the skips given them."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy import ndarray
from scipy.linalg import expm, solve_continuous_lyapunov
from scipy.stats import multivariate_normal

from unspiral.records import Choices, Panel, Person, Source

PAIR = {
    "self:pain": -0.8,
    "self:depression": -0.5,
    "link:pain->depression": 0.15,
    "link:depression->pain": 0.3,
    "diffusion:pain": 1.2,
    "diffusion:pain,depression": 0.25,
    "diffusion:depression": 0.6,
    "level:pain": 5.0,
    "level:depression": 3.0,
    "error:pain": 0.4,
    "error:depression": 0.3,
}
TRAIT = {"trait:pain": 1.0, "trait:pain,depression": 0.3, "trait:depression": 0.8}
SKIPS = {"level:skip": -0.6, "skip:pain": 0.2, "skip:depression": 0.5}
NOBODY = Choices(False, True, "stationary", "constant", {})


def answered_and_skipped(rng: np.random.Generator, people: int, prompts: int) -> Panel:
    """Uneven times, some prompts skipped, some answers missing where the prompt was answered; numbers of no loop."""
    persons: list[Person] = []
    for i in range(people):
        time = np.cumsum(rng.uniform(0.3, 2.0, size=prompts))
        values = rng.normal(size=(prompts, 2)) * 1.2 + [5.0, 3.0]
        skipped = (rng.random(prompts) < 0.4) * 1.0
        skipped[rng.integers(prompts)] = 0.0
        values[skipped == 1.0] = np.nan
        if prompts > 2:
            values[np.flatnonzero(skipped == 0.0)[0], 1] = np.nan
        persons.append(Person(str(i + 1), time, values, np.zeros((prompts, 0)), skipped=skipped))
    return Panel(tuple(persons), ("pain", "depression"), (), "day", Source("made up", "", people * prompts))


def joint_loglik(parameters: Mapping[str, float], person: Person) -> float:
    """log p(answers, skips) of one person of a stationary pair of processes.

    s = level + slopes x state + own level; P(skipped at all marked, answered at all others) is an orthant of N(mean of s, cov of s + I)
    given the answers.
    """
    p, time = parameters, person.time
    assert person.skipped is not None
    drift = np.array([[p["self:pain"], p["link:depression->pain"]], [p["link:pain->depression"], p["self:depression"]]])
    diffusion = _symmetric(p, "diffusion")
    law = solve_continuous_lyapunov(drift, -diffusion)
    n = len(time)
    state = np.zeros((n, n, 2, 2))
    for a in range(n):
        for b in range(n):
            lag = time[a] - time[b]
            state[a, b] = expm(drift * lag) @ law if lag >= 0 else law @ expm(-drift * lag).T
    slope = np.array([p["skip:pain"], p["skip:depression"]])
    read = np.vstack([np.eye(2), slope])
    cov = np.einsum("ik,abkl,jl->aibj", read, state, read)
    if "trait:pain" in p:
        cov[:, :2, :, :2] += _symmetric(p, "trait")[None, :, None, :]
    cov[:, 2, :, 2] += p.get("trait:skip", 0.0)
    for a in range(n):
        cov[a, 0, a, 0] += p["error:pain"]
        cov[a, 1, a, 1] += p["error:depression"]
        cov[a, 2, a, 2] += 1.0
    whole = cov.reshape(3 * n, 3 * n)
    mean = np.tile([p["level:pain"], p["level:depression"], p["level:skip"]], n)
    seen = np.zeros((n, 3), dtype=bool)
    seen[:, :2] = ~np.isnan(person.values)
    y, s = np.flatnonzero(seen.ravel()), np.arange(n) * 3 + 2
    s = s[~np.isnan(person.skipped)]
    given = np.column_stack([person.values, np.zeros(n)]).ravel()[y] - mean[y]
    inner = whole[np.ix_(y, y)]
    gain = np.linalg.solve(inner, whole[np.ix_(y, s)]).T
    middle, spread = mean[s] + gain @ given, whole[np.ix_(s, s)] - gain @ whole[np.ix_(y, s)]
    plain = float(multivariate_normal(np.zeros(len(y)), inner).logpdf(given))
    return plain + float(np.log(orthant(middle, spread, person.skipped[~np.isnan(person.skipped)] == 1.0)))


def orthant(mean: ndarray, cov: ndarray, above: ndarray) -> float:
    """Chance that the numbers marked lie above 0 and all others below."""
    sign = np.where(above, -1.0, 1.0)
    law = multivariate_normal(sign * mean, sign[:, None] * cov * sign[None, :])
    law.abseps, law.releps, law.maxpts = 1e-8, 1e-8, 100_000  # type: ignore[attr-defined]
    return float(law.cdf(np.zeros(len(mean))))


def _symmetric(p: Mapping[str, float], kind: str) -> ndarray:
    across = p[f"{kind}:pain,depression"]
    return np.array([[p[f"{kind}:pain"], across], [across, p[f"{kind}:depression"]]])
