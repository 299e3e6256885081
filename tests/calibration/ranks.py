"""Simulation-based calibration: parameters from the prior, answers from them, draws from the posterior, and the rank of the truth.

If everything is right (prior, likelihood, derivative, sampler), the rank of the truth among the draws is uniform.

Source: Talts, Betancourt, Simpson, Vehtari and Gelman (2018, arXiv:1804.06788); the likelihood as a quantity of its own: Modrak and others
(2025, doi:10.1214/23-BA1404).
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
from numpy import ndarray
from scipy.special import ndtri
from tests.calibration.study import Study, clocks, seeds

from unspiral.learn.bootstrap import answers_again, on
from unspiral.learn.convergence import convergence_of, worst
from unspiral.learn.family import PLAIN
from unspiral.learn.gain import spiral_gain
from unspiral.learn.joint import rounded
from unspiral.learn.kalman import filter_lanes
from unspiral.learn.lags import transitions
from unspiral.learn.levels import systems_at
from unspiral.learn.nuts import sample
from unspiral.learn.own_draws import apart, own_draws
from unspiral.learn.parameters import Layout, Scale, assemble, dynamics, layout_for, natural
from unspiral.learn.posterior import Posterior
from unspiral.learn.priors import Priors, priors_of
from unspiral.learn.problem import Problem, problem_of
from unspiral.learn.simulate import simulate
from unspiral.learn.start import Look
from unspiral.loop.language import parse
from unspiral.records import Panel

MOST = 100  # draws that are kept of a chain, and so the largest rank, unless a study says ``ranks``
LEVEL, SPREAD = 5.0, 2.0  # of the answers that the prior is made for, whatever the answers then are
BEHIND = 1.0  # spread, in probits, of what lies behind answers in steps


def prior_of(study: Study) -> tuple[Layout, Scale, Look]:
    """The layout, and the sizes that the priors are measured in: they must not come from the answers here."""
    loop = parse(study.loop)
    layout = layout_for(loop, study.choices, study.design.unit)
    m = len(loop.columns)
    gap = float(np.median(np.concatenate([np.diff(t) for t in clocks(study.design, np.random.default_rng(1))])))
    plain = np.array([family in PLAIN for family in layout.families])
    level, spread = np.where(plain, LEVEL, 0.0), np.where(plain, SPREAD, BEHIND)
    cuts = [np.sqrt(2.0) * ndtri(np.arange(1, k) / k) for k in layout.steps if k > 1]  # steps that are given equally often
    look = Look(gap, level, level, spread, np.eye(m), np.tile(level, (len(study.choices.waves), 1)), np.concatenate([np.zeros(0), *cuts]))
    return layout, Scale(gap, spread[[layout.owner.index(i) for i in range(len(loop.names))]], spread), look


def set_up(study: Study, panel: Panel) -> tuple[Problem, Priors]:
    """The problem of these answers in the sizes of the prior."""
    _, scale, look = prior_of(study)
    problem = replace(problem_of(panel, parse(study.loop), study.choices), scale=scale)
    return problem, priors_of(problem.chain, look, study.fitted.get("priors", {}), problem.layout)


def blank(study: Study, random: np.random.Generator) -> Panel:
    """Answers of anybody, to set up the prior before there are any."""
    loop = parse(study.loop)
    layout, _, _ = prior_of(study)
    layout = layout.average
    values = dict.fromkeys(layout.names, 0.0)
    values |= {name: -1.0 for name in layout.names if name.startswith("self")}
    values |= {s.name: 1.0 for s in layout.slots if s.field in ("diffusion", "t0_cov", "error") and len(s.entries) == 1}
    values |= {s.name: float(s.entries[0][1]) for s in layout.slots if s.field == "threshold"}
    choices = replace(study.choices, individual=())
    return simulate(loop, values, clocks(study.design, random), seed=1, choices=choices, unit=study.design.unit)


def rank_run(study: Study, replicate: int) -> dict[str, Any]:
    """Ranks of every number, of derived ones, of one person's own level, and of the log-likelihood."""
    seed, random = seeds(study, replicate)
    _, before = set_up(study, blank(study, np.random.default_rng(1)))
    problem, priors, truth_x, own = made_up(study, before, seed, random)
    target = Posterior(problem, priors)
    options = dict(study.fitted)
    drawn = sample(
        rounded(target, target.mode(start_of(problem, priors))), chains=1, draws=int(options["draws"]),
        warmup=int(options["warmup"]), seed=replicate + 1, workers=1,
    )  # fmt: skip
    most = int(options.get("ranks", MOST))
    drawn, everybody = apart(problem.levels, priors, drawn)
    every = drawn.x.shape[1] // most
    kept: ndarray = drawn.x[0, every - 1 :: every][:most]
    thetas = priors.coordinates.working(np.vstack([truth_x, kept]))
    figures = quantities(problem, thetas)
    if everybody is not None:  # the first person's own values
        mine = everybody.natural()[every - 1 :: every][:most, 0]
        figures |= {name: np.concatenate([[value], mine[:, j]]) for j, (name, value) in enumerate(own.items())}
    else:
        figures |= own_levels(problem, own, thetas[1:], random)
    figures["log-likelihood"] = np.array([value for value, _ in problem.values(list(thetas))])
    found = {name: [int((values[1:] < values[0]).sum()), most] for name, values in figures.items() if np.isfinite(values).all()}
    judged = convergence_of(priors.layout.names, priors.natural(drawn.x[0])[None])
    return {
        "converged": True, "figures": found, "divergent": int(drawn.divergent.sum()), "outside": int(drawn.outside.sum()),
        "rhat": round(worst(judged.rhat)[1], 4), "ess": round(worst(judged.ess_bulk, least=True)[1], 1),
    }  # fmt: skip


def made_up(study: Study, before: Priors, seed: int, random: np.random.Generator) -> tuple[Problem, Priors, ndarray, dict[str, float]]:
    """Answers from numbers that the prior drew: the problem with its priors, the numbers' coordinates, and one person's own values."""
    d, loop = study.design, parse(study.loop)
    if before.layout.varied:
        return people_made_up(study, before, random)
    truth_x = before.draw(random, 1)
    truth = before.natural(truth_x)[0]
    named = dict(zip(before.layout.names, truth.tolist(), strict=True))
    panel = simulate(loop, named, clocks(d, random), seed=seed, choices=study.choices, unit=d.unit, missing=d.missing)
    return *set_up(study, panel), truth_x, figures_truth(panel, before.layout, truth, seed)


def people_made_up(study: Study, before: Priors, random: np.random.Generator) -> tuple[Problem, Priors, ndarray, dict[str, float]]:
    """The same where people differ: population and people are drawn together until every loop among them has a law to begin with."""
    problem, priors = set_up(study, blank(study, random))
    levels = problem.levels
    assert levels is not None  # it varies
    while True:
        x, eps = before.draw(random, 1), random.standard_normal((levels.persons, levels.q))
        try:
            systems = systems_at(levels, levels.population(before.coordinates.through(x)[0][0]), eps)
        except ValueError:
            continue
        lanes = answers_again(systems, problem.lanes, np.arange(levels.persons), random)
        first = own_draws(levels, priors, x, eps[None]).natural()[0, 0]
        own = {f"{v.name}[1]": float(value) for v, value in zip(problem.layout.varied, first, strict=True)}
        return on(problem, lanes, np.zeros(levels.persons, dtype=np.int64)), priors, x, own


def start_of(problem: Problem, priors: Priors) -> ndarray:
    """Where the search for the mode begins: at the middle of the prior, with the levels of the answers."""
    theta = priors.coordinates.working(priors.centre)
    at = problem.layout.sections["level"]
    theta[at] = np.resize(problem.look.mean, at.stop - at.start) / np.resize(problem.scale.item, at.stop - at.start)
    for block in priors.coordinates.blocks:
        theta[block.places] = 0.0
        theta[block.diagonal] = 0.5
    theta[list(priors.coordinates.roots)] = 0.3
    return theta


def quantities(problem: Problem, thetas: ndarray) -> dict[str, ndarray]:
    """Every number, what comes after one typical interval, and the gain; the truth first."""
    layout, scale = problem.layout, problem.scale
    values = natural(layout, scale, thetas)
    found = {name: values[:, k] for k, name in enumerate(layout.names)}
    p = len(layout.processes)
    drift = dynamics(layout, values)["drift"][:, :p, :p]
    after = transitions(drift, scale.clock)
    arrows = [(slot.entries[0][1], slot.entries[0][0]) for slot in layout.slots[layout.sections["link"]]]
    for cause, affected in arrows:
        found[f"lagged:{layout.processes[cause]}->{layout.processes[affected]}"] = after[:, affected, cause]
    if any((affected, cause) in arrows for cause, affected in arrows):  # else there is no circle to go round
        found["gain"] = spiral_gain(drift)
    return found


def figures_truth(panel: Panel, layout: Layout, truth: ndarray, seed: int) -> dict[str, float]:
    """The first person's own levels, as ``simulate`` drew them."""
    system, p = assemble(layout, truth), layout.moving
    if not (layout.traits and layout.plain):  # of answers in steps the path is known approximately only, and these draws would be too
        return {}
    values, vectors = np.linalg.eigh(system.t0_cov)
    root = (vectors * np.sqrt(np.maximum(values, 0.0))) @ vectors.T
    first = root @ np.random.default_rng((seed, 0)).standard_normal(len(system.t0_cov))
    return {f"trait:{layout.processes[i]}[{panel.persons[0].name}]": float(first[p + k]) for k, i in enumerate(layout.traits)}


def own_levels(problem: Problem, truth: dict[str, float], thetas: ndarray, random: np.random.Generator) -> dict[str, ndarray]:
    """Draws of the first person's own levels, given each draw of the numbers and all answers of that person."""
    if not truth:
        return {}
    layout, lanes = problem.layout, problem.lanes
    who = lanes.name.index("1")
    mine = lanes.some(np.array([who]))
    p, last = layout.moving, int((mine.running > 0).sum()) - 1  # a person may have answered for a shorter time than others
    out: list[ndarray] = []
    for values in natural(layout, problem.scale, thetas):
        forward = filter_lanes([assemble(layout, values)], mine, np.zeros(1, dtype=np.int64))
        mean, cov = forward.mean[last, 0, p:], forward.cov[last, 0, p:, p:]
        root, vectors = np.linalg.eigh(cov)
        out.append(mean + (vectors * np.sqrt(np.maximum(root, 0.0))) @ random.standard_normal(len(mean)))
    return {name: np.concatenate([[value], np.array(out)[:, k]]) for k, (name, value) in enumerate(truth.items())}
