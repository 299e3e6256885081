"""Skipped prompts beside the answers: the joint fit, the answer that ignores them, and the same fit under assumed slopes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

import numpy as np
from jaxtyping import Float
from numpy import ndarray
from scipy.special import ndtri

from unspiral.learn.direction import between_note
from unspiral.learn.draws import Draws
from unspiral.learn.judged import OF_THE_SEARCH, of_the_search
from unspiral.learn.parameters import Layout, natural
from unspiral.learn.problem import Problem
from unspiral.learn.search import Optimum
from unspiral.learn.skip_design import Counted, skip_verdicts
from unspiral.learn.skip_slots import SKIP
from unspiral.learn.skip_words import slider_note
from unspiral.learn.stationary import stationary
from unspiral.learn.stepped_verdicts import stepped_verdicts
from unspiral.learn.system import Array
from unspiral.records import Choices, Effect, Fit, Verdict
from unspiral.records.skipping import Assumed, Skipping

SLIDER = (-0.5, -0.25, 0.25, 0.5)  # probits of skipping per within-person standard deviation; 0 stands between them
MOST_PROCESSES = 3  # of which each has a slider of its own; of more, those that the data tie to skipping most closely
TRIED = 0.3  # slopes on both sides of none from which the search starts, probits per within-person standard deviation
SLIDER_CUT = Verdict(
    "interrupted", "caution", "Stopped while the slider was made: the fit itself is whole, the assumptions beside it are not.",
    "Run it again and let it end.",
)  # fmt: skip
Learned = tuple[Fit, Problem, Optimum]
Begin = Callable[[Problem], tuple[list[Float[ndarray, " free"]], Array | None]]


@dataclass(frozen=True, slots=True)
class Steps:
    """How a fit is made, handed in by ``fit_ml``: what follows here is the same for every kind of fit.

    Args:
        fit: (choices, where to begin, what it is called on the bar) -> a fit without what is derived from draws, its problem, its optimum.
        derived: lagged effects, gain and direction from the plain draws of a fit.
        told: the same with the intervals that were asked for; with its draws, and what must be said of the intervals.
    """

    fit: Callable[[Choices, Begin, str], Learned]
    derived: Callable[[Fit], Fit]
    told: Callable[[Learned], tuple[Fit, Draws, list[Verdict]]]


def deviations_of(fit: Fit) -> dict[str, float]:
    """Within-person standard deviation of each process: of the settled law, or the typical deviation of the answers where there is none."""
    try:
        sd = np.sqrt(np.diag(stationary(fit.drift, fit.diffusion)))
    except ValueError:
        sd = fit.working.spread
    usable: Array = np.where(np.isfinite(sd) & (sd > 0.0), sd, fit.working.spread)
    return dict(zip(fit.processes, usable.tolist(), strict=True))


def with_skipping(alone: Fit, begun: Learned, counted: Counted, steps: Steps, *, slider: bool = True) -> Fit:
    """The joint fit of answers and skipped prompts, with the answer that ignores skips and a slider beside it.

    P(skip) = Phi(level + sum of slope x state + the person's own level of skipping); answers at skipped prompts are missing.
    What was checked of the answers alone, and the ladder, are taken over from the fit that ignores skips.

    Args:
        alone: the fit that ignores skipped prompts.
        begun: that fit with its problem and optimum, from where the others begin.
        counted: prompts; process -> assumed slope, in probits per within-person standard deviation (the others are learned); what was said.
        steps: how fits are made.
        slider: whether the same fit is made under assumed slopes.

    Returns:
        The joint fit; ``skipping`` holds the rest.

    Source: tests/learn/test_skipping.py.
    """
    prompts, slopes, said = counted
    sd = deviations_of(alone)
    choices = replace(alone.choices, skips=True, skip_slope={name: slope / sd[name] for name, slope in slopes.items()})
    share = prompts.skipped / prompts.asked
    learned = steps.fit(choices, lambda problem: (_around(problem, begun, share, sd)[: choices.starts], None), "skipped prompts")
    fit = _judged(alone, learned, steps)
    found: list[Assumed] = []
    if slider and fit.converged and not learned[2].interrupted:
        try:
            _slide(found, fit, learned, sd, steps)
        except KeyboardInterrupt:
            fit = replace(fit, verdicts=(*fit.verdicts, SLIDER_CUT))
    own = {name: float(p.estimate) * sd[name] for p in fit.parameters if (name := _process(p.name)) is not None}
    here = _assumed({name: slopes.get(name, own.get(name, 0.0)) for name in fit.processes}, fit)
    random = _assumed(dict.fromkeys(fit.processes, 0.0), alone, compare=False)
    if found and not any(found[0].slope.values()):  # skips say nothing of the state there: one model, one wording
        found[0] = replace(found[0], words=random.words, answer=random.answer)
    skipping = Skipping(prompts.asked, prompts.skipped, _slopes(fit), random, (*found, here))
    fit = replace(fit, skipping=replace(skipping, note=slider_note(skipping, learned=bool(skipping.slopes))))
    return replace(fit, verdicts=(*fit.verdicts, *said, *skip_verdicts(fit, sd)))


def _judged(alone: Fit, learned: Learned, steps: Steps) -> Fit:
    """Intervals and verdicts of the joint fit, beside what was checked of the answers alone."""
    fit, draws, more = steps.told(learned)
    _, problem, optimum = learned
    own = [*more, *of_the_search(fit, problem, optimum, draws, starts=len(optimum.ends) + optimum.beyond)]
    if optimum.converged:
        own += stepped_verdicts(problem, natural(problem.layout, problem.scale, optimum.theta), fit.choices)
    kept = tuple(v for v in alone.verdicts if v.code not in OF_THE_SEARCH)
    fit = replace(fit, ladder=alone.ladder, seconds={name: alone.seconds[name] + fit.seconds[name] for name in fit.seconds})
    fit = replace(fit, direction=replace(fit.direction, note=between_note(fit)))
    ladder = tuple(replace(rung, label=f"{rung.label}, skips ignored") for rung in alone.ladder)
    return replace(fit, ladder=ladder, verdicts=(*kept, *own))


def _slide(found: list[Assumed], fit: Fit, learned: Learned, sd: Mapping[str, float], steps: Steps) -> None:
    """The same fit with one slope held at each place of the slider, and none for the other processes; first, none at all."""
    names = moved_processes(fit, sd)
    wanted = [dict.fromkeys(fit.processes, 0.0)]
    wanted += [{name: slope if name == one else 0.0 for name in fit.processes} for one in names for slope in SLIDER]
    before = learned
    for held in wanted:
        choices = replace(fit.choices, skip_slope={name: slope / sd[name] for name, slope in held.items()})
        # The next place of the slider lies beside the last one: its maximum and its curvature are the best guess there is.
        what, near = f"slider {len(found) + 1} of {len(wanted)}", before
        before = steps.fit(choices, lambda problem, near=near: _beside(problem, near), what)
        if not before[0].converged:  # too far from there, or at an edge: once more from where everything began
            before = steps.fit(choices, lambda problem: (_shaken(problem, learned), None), what)
        if before[0].converged:
            found.append(_assumed(held, steps.derived(before[0])))
        else:
            before = near


def _shaken(problem: Problem, learned: Learned) -> list[Float[ndarray, " free"]]:
    """The maximum with learned slopes, and a place near it."""
    theta = moved(problem.layout, learned[1].layout, learned[2].theta)
    return [theta, theta + np.random.default_rng(21).normal(size=len(theta)) * 0.15]


def moved_processes(fit: Fit, sd: Mapping[str, float]) -> tuple[str, ...]:
    """The processes that have a slider: all of a small loop, else those with the largest slopes."""
    if len(fit.processes) <= MOST_PROCESSES:
        return fit.processes
    size = {name: abs(p.estimate) * sd[name] for p in fit.parameters if (name := _process(p.name)) is not None}
    largest = sorted(fit.processes, key=lambda name: -size.get(name, 0.0))[:MOST_PROCESSES]
    return tuple(name for name in fit.processes if name in largest)


def _process(parameter: str) -> str | None:
    kind, _, name = parameter.partition(":")
    return name if kind == SKIP else None


def _slopes(fit: Fit) -> dict[str, Effect]:
    return {name: Effect(p.estimate, p.low, p.high, p.se) for p in fit.parameters if (name := _process(p.name)) is not None}


def _assumed(slope: dict[str, float], fit: Fit, *, compare: bool = True) -> Assumed:
    words = {arrow: link.word for arrow, link in fit.direction.links.items()}
    return Assumed(slope, dict(fit.lagged), words, fit.direction.answer, fit.loglik if compare else None)


def _around(problem: Problem, begun: Learned, share: float, sd: Mapping[str, float]) -> list[Float[ndarray, " free"]]:
    """The maximum without skips, with slopes of nil, above and below, and the level that the share of skipped prompts speaks for."""
    points: list[Float[ndarray, " free"]] = []
    for slope in (0.0, TRIED, -TRIED):
        theta = moved(problem.layout, begun[1].layout, begun[2].theta)
        for k, slot in enumerate(problem.layout.slots):
            name = _process(slot.name)
            if slot.name == f"level:{SKIP}":
                theta[k] = float(ndtri(min(max(share, 0.01), 0.99)))
            elif slot.name == f"trait:{SKIP}":
                theta[k] = 0.5
            elif name is not None:
                theta[k] = slope / sd[name] * problem.scale.spread[problem.layout.processes.index(name)]
        points.append(theta)
    if any(_process(name) for name in problem.layout.names):
        return points
    return [points[0], points[0] + np.random.default_rng(22).normal(size=len(points[0])) * 0.15]


def _beside(problem: Problem, near: Learned) -> tuple[list[Float[ndarray, " free"]], Array | None]:
    """The maximum at the place before, and its curvature."""
    layout, before, optimum = problem.layout, near[1].layout, near[2]
    theta = moved(layout, before, optimum.theta)
    at = [before.names.index(name) for name in layout.names if name in before.names]
    if len(at) < len(layout.names) or not optimum.converged:
        return [theta], None
    return [theta], optimum.information[np.ix_(at, at)]


def moved(layout: Layout, before: Layout, theta: Float[ndarray, " _"]) -> Float[ndarray, " free"]:
    """A working vector of one layout on another that shares its scale; 0 where it has no such number.

    Args:
        layout: wanted.
        before: of ``theta``.
        theta: working values.
    """
    held = dict(zip(before.names, theta.tolist(), strict=True))
    return np.array([held.get(name, 0.0) for name in layout.names])
