"""What the priors expect: panels made up from them at the data's own times, beside the data, and single numbers of them."""

from __future__ import annotations

from typing import Any

import numpy as np
from jaxtyping import Float
from numpy import ndarray

from unspiral.errors import SpecError
from unspiral.learn.bootstrap import answers_again
from unspiral.learn.chain import chain_of
from unspiral.learn.circumstances import Beside
from unspiral.learn.given_priors import Given, given_priors
from unspiral.learn.identify import decide
from unspiral.learn.levels import systems_at
from unspiral.learn.parameters import Scale, layout_for, natural
from unspiral.learn.people import asked_differences
from unspiral.learn.priors import Priors, priors_of
from unspiral.learn.problem import Problem, problem_of
from unspiral.learn.start import Look
from unspiral.learn.system import Array, Lanes
from unspiral.loop.language import parse
from unspiral.loop.model import Loop
from unspiral.records import Choices, Fit, Panel
from unspiral.records.beliefs import needs_answers
from unspiral.records.prior_view import Five, PriorRow, PriorView

PANELS = 200
PLACES = (0.025, 0.25, 0.5, 0.75, 0.975)
FAR = 1e6  # deviations of an indicator beyond which a made-up answer says only that its loop ran away


def prior_view(data: Panel, loop: Loop, choices: Choices, priors: Given | None = None, *, panels: int = PANELS) -> PriorView:
    """Make up panels from the priors alone, at the times at which people were asked, and lay them beside the data.

    Args:
        data: a panel.
        loop: the declared model.
        choices: how it is set up, as a fit has them.
        priors: as for ``fit_bayes``; the choices' own where none are given.
        panels: how many are made up.

    Returns:
        PriorView: every prior in words; answers and changes as they are, and as the priors expect them.

    Source: Gabry, Simpson, Vehtari, Betancourt and Gelman (2019, doi:10.1111/rssa.12378) for looking at what priors expect;
    tests/learn/test_prior_view.py.
    """
    problem = problem_of(data, loop, choices)
    given = given_priors(problem.layout, priors) if priors is not None else choices.priors
    before = priors_of(problem.chain, problem.look, given, problem.layout)
    made = _made_up(problem, before, panels, choices.seed)
    rows: list[PriorRow] = []
    for i, column in enumerate(problem.layout.columns):
        own, expected = _figures(problem.lanes, problem.lanes.values[None, ..., i], i), _figures(problem.lanes, made[..., i], i)
        for what in own:
            if len(own[what]) and len(expected[what]):
                rows.append(PriorRow(column, what, _five(own[what]), _five(expected[what])))
    return PriorView(before.records, tuple(rows), panels)


def prior_view_of(
    data: Panel, loop: Loop, *, priors: Given | None = None, traits: bool | None = None, error: bool | None = None, t0: str | None = None,
    means: str = "constant", covariates: dict[str, str] | None = None, weekday: bool = False, daytime: bool = False,
    overnight: bool = False, trend: bool = False, families: dict[str, str] | None = None, individual: str | None = None, seed: int = 1,
) -> PriorView:  # fmt: skip
    """``prior_view`` before anything was fitted: what is left open is decided as a fit would.

    Args:
        data: a panel.
        loop: the declared model.
        priors, traits, error, t0, means, covariates, weekday, daytime, overnight, trend, families, individual, seed: as for ``fit_bayes``.

    Raises:
        SpecError: people are weighted.
        DataError, NotIdentified: as for ``fit_ml``.
    """
    if any(person.weight is not None for person in data.persons):
        raise SpecError("Priors are not looked at beside weighted answers.", fix="leave out --weight.")
    asked: dict[str, Any] = {"traits": traits}
    differ = asked_differences(loop, individual, asked, None)
    choices, _ = decide(
        data, loop, traits=asked["traits"], error=error, t0=t0, means=means, level=0.95, lag=1.0, starts=1, seed=seed,
        beside=Beside(covariates or {}, weekday, daytime, overnight, trend), families=families or {}, individual=differ,
    )  # fmt: skip
    return prior_view(data, loop, choices, priors or {})


def link_draws(fit: Fit, count: int = 4000) -> dict[tuple[str, str], Float[ndarray, " draws"]]:
    """What the priors of a Bayesian fit expect of each link, in its own unit.

    Args:
        fit: a Bayesian fit.
        count: of draws.

    Returns:
        (cause, affected) -> draws.
    """
    needs_answers(fit.beliefs, "The prior beside a posterior")
    layout = layout_for(parse(fit.loop_text), fit.choices, fit.data.time_unit)
    m, ones = len(layout.columns), np.ones(len(layout.columns))
    # Links are measured against paces and spreads; of what else the priors rest on nothing is needed.
    scale = Scale(fit.working.clock, fit.working.spread, ones)
    look = Look(fit.working.clock, np.zeros(m), np.zeros(m), ones, np.eye(m), np.zeros((len(layout.waves), m)))
    before = priors_of(chain_of(layout.average, scale), look, fit.choices.priors, layout)
    values = before.natural(before.draw(np.random.default_rng([fit.choices.seed, 54]), count))
    names = layout.names
    return {(cause, affected): values[:, names.index(f"link:{cause}->{affected}")] for cause, affected in fit.links}


def _made_up(problem: Problem, before: Priors, panels: int, seed: int) -> Float[ndarray, "panels steps lanes indicators"]:
    """Answers of each panel, nan where a loop ran away."""
    random = np.random.default_rng([seed, 53])
    count = len(problem.lanes.scale)
    model = np.zeros(count, dtype=np.int64) if problem.model is None else problem.model
    out: list[Array] = []
    levels, at = problem.levels, problem.layout.sections["threshold"]
    with np.errstate(all="ignore"):
        for x in before.draw(random, panels):
            theta = before.coordinates.working(x)
            values = natural(problem.layout, problem.scale, theta)
            try:
                if levels is not None:  # other people, drawn from the population
                    people = systems_at(levels, levels.population(theta), random.standard_normal((count, levels.q)))
                    made = answers_again(people, problem.lanes, np.arange(count), random).values
                else:
                    systems = problem.systems(values)
                    made = answers_again(systems, problem.lanes, model, random, problem.emission, values[at]).values
            except (np.linalg.LinAlgError, ValueError):  # a loop that ran away, somebody's own among them
                made = np.full_like(problem.lanes.values, np.nan)
            out.append(np.where(np.abs(made) < FAR * problem.scale.item, made, np.nan))
    return np.array(out)


def _figures(lanes: Lanes, values: Float[ndarray, "panels steps lanes"], i: int) -> dict[str, Array]:
    """Answers that were given, and changes from one to the next of the same person."""
    seen = lanes.answered[..., i]
    answers = values[:, seen].ravel()
    changes: list[Array] = []
    for lane in range(values.shape[2]):
        own = values[:, seen[:, lane], lane]
        changes.append(np.diff(own, axis=1).ravel())
    moved = np.concatenate(changes)
    return {"answers": answers[np.isfinite(answers)], "changes": moved[np.isfinite(moved)]}


def _five(values: Array) -> Five:
    a, b, c, d, e = (float(x) for x in np.quantile(values, PLACES))
    return a, b, c, d, e
