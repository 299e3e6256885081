"""The bootstrap: the same fit on answers made up again from the estimate, or on people drawn again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from jaxtyping import Float, Int
from numpy import ndarray

from unspiral.learn.ascent import maximise_levels
from unspiral.learn.compress import compress
from unspiral.learn.discretise import discretise
from unspiral.learn.emission import Emission
from unspiral.learn.levels import systems_at
from unspiral.learn.made_answers import made_answers
from unspiral.learn.parameters import natural
from unspiral.learn.problem import Problem
from unspiral.learn.reference import read_by
from unspiral.learn.search import Optimum
from unspiral.learn.surface import best_at, peak_of
from unspiral.learn.system import Array, Lanes, System
from unspiral.scale.local import Tick, map_blocks

KINDS = ("parametric", "case")
BLOCK = 10  # replicates a worker takes at once
STREAM = 40  # of chance, apart from those of starts and draws


@dataclass(frozen=True, slots=True, eq=False)
class Bootstrap:
    """Refits.

    Args:
        thetas: working vector of every replicate that found its maximum.
        failed: replicates that did not.
    """

    thetas: Float[ndarray, "replicates free"]
    failed: int


def bootstrap(
    problem: Problem, optimum: Optimum, *, kind: str, replicates: int, seed: int, workers: int = 1, tick: Tick | None = None
) -> Bootstrap:
    """Fit again and again, each time from the estimate, to see how far chance alone moves it.

    Args:
        problem: whose lanes are persons.
        optimum: the maximum.
        kind: "parametric" makes up answers from the estimate at the same times with the same missing cells; "case" draws people with
            replacement.
        replicates: how many.
        seed: each replicate has a stream of its own from it, so that the workers do not matter.
        workers, tick: as in ``map_blocks``.

    Returns:
        Bootstrap.

    Source: Efron and Tibshirani (1993), An Introduction to the Bootstrap, chapters 6 and 14; tests/learn/test_bootstrap.py.
    """
    streams = np.random.SeedSequence([seed, STREAM]).spawn(replicates)
    systems = [] if problem.levels else problem.systems(natural(problem.layout, problem.scale, optimum.theta))
    count = len(problem.lanes.scale)
    model = np.zeros(count, dtype=np.int64) if problem.model is None else problem.model
    levels, peak = problem.levels, peak_of(problem, optimum)

    def again(random: np.random.Generator) -> Problem:
        if kind == "case":
            which = np.sort(random.integers(count, size=count))
            return on(problem, problem.lanes.some(which), model[which])
        if levels is not None:  # other people with the same clocks, drawn from the population
            population = levels.population(optimum.theta)
            people = systems_at(levels, population, random.standard_normal((count, levels.q)))
            return on(problem, answers_again(people, problem.lanes, np.arange(count), random), model)
        thresholds = natural(problem.layout, problem.scale, optimum.theta)[problem.layout.sections["threshold"]]
        return on(problem, answers_again(systems, problem.lanes, model, random, problem.emission, thresholds), model)

    def work(block: list[np.random.SeedSequence]) -> list[Array | None]:
        found: list[Array | None] = []
        for stream in block:
            other = again(np.random.default_rng(stream))
            if levels is not None:
                reached = maximise_levels(other, [optimum.theta], begun=optimum.theta)
                found.append(reached.theta if reached.converged else None)
                continue
            end = best_at(replace(peak, values=other.values), None, 0.0, optimum.theta, peak.information)
            found.append(end.theta if np.isfinite(end.loglik) else None)
        return found

    blocks = [streams[i : i + BLOCK] for i in range(0, replicates, BLOCK)]
    ends = [end for block in map_blocks(work, blocks, workers=workers, tick=tick) for end in block]
    kept = [end for end in ends if end is not None]
    return Bootstrap(np.array(kept).reshape(len(kept), len(optimum.theta)), len(ends) - len(kept))


def on(problem: Problem, lanes: Lanes, model: Int[ndarray, " lanes"]) -> Problem:
    """The same problem on other answers, in as few lanes as they allow."""
    if problem.emission is not None:
        return replace(problem, lanes=lanes, model=model)
    packed, packed_model = compress(lanes, model)
    if packed is lanes:
        return replace(problem, lanes=lanes, model=model, packed=None, packed_model=None)
    return replace(problem, lanes=lanes, model=model, packed=packed, packed_model=packed_model)


def answers_again(
    systems: Sequence[System], lanes: Lanes, model: Int[ndarray, " lanes"], random: np.random.Generator, emission: Emission | None = None,
    thresholds: Float[ndarray, " thresholds"] | None = None,
) -> Lanes:  # fmt: skip
    """Answers that the model might as well have given: the same people, times, inputs and missing cells.

    Args:
        systems: the model's matrices, for each group of people.
        lanes: whose design is kept; one lane a person.
        model: which of the systems each lane lives under.
        random: where chance comes from.
        emission, thresholds: of answers that are not plain numbers.

    Source: tests/learn/test_bootstrap.py holds means and covariances against those of ``unspiral.learn.simulate``.
    """
    p, m = len(systems[0].drift), lanes.values.shape[2]

    def of_lanes(name: str) -> Array:
        out: Array = np.array([getattr(s, name) for s in systems])[model]
        return out

    steps = [discretise(s.drift, s.diffusion, lanes.dt) for s in systems]
    f, g = np.concatenate([s.transition for s in steps]), np.concatenate([s.held for s in steps])
    roots = np.array([_root(q) for s in steps for q in s.noise])
    step = lanes.step + model * len(lanes.dt)
    length, count = lanes.step.shape
    first_root = np.array([_root(s.t0_cov) for s in systems])[model]
    error_root = np.array([_root(s.error[:m, :m]) for s in systems])[model]
    press, impulse, shift, intercept = (of_lanes(name) for name in ("press", "impulse", "shift", "intercept"))
    loading, level = (read_by(systems, lanes, model, name) for name in ("loading", "level"))
    first = np.matvec(first_root, random.standard_normal(first_root.shape[:2]))
    shocks, errors = random.standard_normal((length, count, p)), random.standard_normal((length, count, m))
    state, trait = of_lanes("t0_mean") + first[:, :p], first[:, p:]
    values, noise = np.zeros(lanes.values.shape), np.zeros(lanes.values.shape)
    for t, n in enumerate(lanes.running.tolist()):
        k = step[t, :n]
        if t:
            if lanes.resets is not None:
                state[:n][lanes.resets[t, :n]] = 0.0
            push = intercept[:n] + np.matvec(press[:n], lanes.presses[t, :n])
            state[:n] = np.matvec(f[k], state[:n]) + np.matvec(g[k], push) + np.matvec(roots[k], shocks[t, :n])
        state[:n] += np.matvec(impulse[:n], lanes.impulses[t, :n])
        shown = state[:n] + np.matvec(shift[:n], lanes.regressors[t, :n])
        load = loading[:n] if lanes.reads is None else loading[t, :n]
        read = np.matvec(load, np.concatenate([shown, trait[:n]], axis=1))
        noise[t, :n] = np.matvec(error_root[:n], errors[t, :n])
        values[t, :n] = read + level[t, :n]
    if emission is None or thresholds is None:
        values = values + noise
    else:
        stepped = np.isin(emission.families, ("ordinal", "binary"))
        noise = np.where(stepped, errors, noise)
        values = made_answers(values, noise, emission.families, thresholds, emission.steps, emission.ends, random)
    return replace(lanes, values=np.where(lanes.answered, values, 0.0))


def _root(cov: Array) -> Array:
    """The symmetric root of a covariance matrix."""
    values, vectors = np.linalg.eigh(cov) if len(cov) else (np.zeros(0), np.zeros((0, 0)))
    out: Array = (vectors * np.sqrt(np.maximum(values, 0.0))) @ vectors.T
    return out
