"""How well each person is foretold by all the others: importance weights where they can be trusted, refits where not."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from jaxtyping import Float
from numpy import ndarray
from scipy.special import logsumexp

from unspiral.errors import NotIdentified
from unspiral.learn.draws import working_draws
from unspiral.learn.fold import learn_again, logliks, models_at, pick, problem_again
from unspiral.learn.maximum_only import ask_for_maximum
from unspiral.learn.pareto import TRUSTED, smoothed_weights
from unspiral.learn.problem import Problem
from unspiral.learn.system import Array
from unspiral.records import Fit, Moments, Panel
from unspiral.records.comparison import LeaveOneOut

DRAWS = 1000
REFITS = 20
FEWEST = 10  # persons below which the rest is another cohort once one has gone

Tick = Callable[[str, int, int], None]


def leave_one_out(
    data: Panel | Moments, fit: Fit, *, count: int = DRAWS, refits: int | None = REFITS, progress: Tick | None = None
) -> LeaveOneOut:
    """How well each person's answers are foretold by everybody else's.

    elpd_i = log of the mean of p(answers of i | theta) over theta ~ p(theta | the others). What the data say of theta is taken as the
    normal law of the working values with the inverse information, whatever the fit's intervals are (``--ci``); leaving person i out
    divides it by p(answers of i | theta), and the importance weights 1 / p(answers of i | theta) are Pareto smoothed.

    Args:
        data: the panel that the fit was learned from.
        fit: of many persons.
        count: draws.
        refits: how many persons with k-hat above 0.7 are left out by a real refit, the worst first; None = all of them.
        progress: called with (what, done, of).

    Returns:
        LeaveOneOut, persons in the panel's order.

    Raises:
        NotIdentified: fewer than ten persons, or no maximum where the fit ended.
        DataError: the data are not those of the fit.

    Source: Vehtari, Gelman and Gabry (2017, doi:10.1007/s11222-016-9696-4); exact refits in tests/learn/test_leave_out.py.
    """
    ask_for_maximum(fit, "leaving persons out")
    problem = problem_again(data, fit)
    lanes = problem.lanes
    if len(lanes.name) < FEWEST:
        raise NotIdentified(
            f"Leaving one person out needs at least {FEWEST} people, and here {'is' if len(lanes.name) == 1 else 'are'} {len(lanes.name)}.",
            why="Without one of a few, the rest is another cohort.",
            fix="compare how the future is foretold: --future.",
            code="few-persons",
        )
    every = logliks(problem, models_at(problem, _draws(problem, fit, count)))
    here, shares = every[0], every[1:]
    usable = np.isfinite(shares).all(axis=1)  # a draw without a stationary law lies outside of what the model can be
    shares = shares[usable]
    elpd, khat = np.zeros(len(here)), np.zeros(len(here))
    for i in range(len(here)):
        weights, khat[i] = smoothed_weights(-shares[:, i])
        elpd[i] = logsumexp(weights + shares[:, i])
    doubtful = [int(i) for i in np.argsort(-khat, kind="stable") if not khat[i] <= TRUSTED]
    wanted, done = doubtful[:refits], list[int]()
    for k, i in enumerate(wanted):
        exact = exactly_without(problem, fit, i, count)
        if exact is not None:
            elpd[i] = exact
            done.append(i)
        if progress:
            progress("persons left out", k + 1, len(wanted))
    order = {person.name: k for k, person in enumerate(data.persons)} if isinstance(data, Panel) else {}
    at = sorted(range(len(here)), key=lambda i: order[lanes.name[i]])
    return LeaveOneOut(
        persons=tuple(lanes.name[i] for i in at),
        elpd=elpd[at],
        khat=khat[at],
        refitted=tuple(lanes.name[i] for i in at if i in done),
        flagged=tuple(lanes.name[i] for i in at if i in doubtful and i not in done),
        loglik=here[at],
    )


def _draws(problem: Problem, fit: Fit, count: int) -> Array:
    """Working vectors from what the answers say of theta, the estimate first.

    A sandwich and a bootstrap hold how far estimates of other people would spread; only the inverse information stands for
    p(theta | answers), which leaving a person out divides by that person's share.
    """
    if fit.choices.ci in ("wald", "profile"):
        return working_draws(fit, count)
    optimum, covariance = learn_again(problem, fit)
    if not optimum.converged:
        raise NotIdentified(
            "No maximum was found again where this fit ended, so that what its answers say cannot be measured.",
            fix="learn it again with --ci wald, and compare that.",
        )
    return np.vstack([optimum.theta, draws_around(optimum.theta, covariance, count, fit.choices.seed)])


def exactly_without(problem: Problem, fit: Fit, person: int, count: int = DRAWS) -> float | None:
    """log p(answers of one person | the others) from a refit without them; None where it ends at no maximum.

    Args:
        problem: of the whole fit.
        fit: begun from here.
        person: lane.
        count: draws from the normal law of the refit.
    """
    optimum, covariance = learn_again(pick(problem, [i for i in range(len(problem.lanes.name)) if i != person]), fit)
    if not optimum.converged:
        return None
    thetas = draws_around(optimum.theta, covariance, count, fit.choices.seed)
    found = logliks(pick(problem, [person]), models_at(problem, thetas))[:, 0]
    found = found[np.isfinite(found)]
    return float(logsumexp(found) - np.log(len(found))) if len(found) else None


def draws_around(theta: Float[ndarray, " free"], covariance: Float[ndarray, "free free"], count: int, seed: int) -> Array:
    """Working vectors from a normal law, made of the same random numbers as ``working_draws``: differences then share their noise."""
    values, vectors = np.linalg.eigh(covariance)
    root = (vectors * np.sqrt(np.maximum(values, 0.0))) @ vectors.T
    return theta + np.random.default_rng([seed, 20]).normal(size=(count, len(theta))) @ root
