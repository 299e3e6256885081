"""What is judged of every search has codes of its own."""

from __future__ import annotations

import pytest
from tests.learn.skip_panels import LOOP, skipping

from unspiral.learn.draws import draw
from unspiral.learn.fit_ml import fit_ml
from unspiral.learn.judged import OF_THE_SEARCH, of_the_search
from unspiral.learn.problem import problem_of
from unspiral.learn.search import Optimum

pytestmark = pytest.mark.unit


def test_its_codes_are_those_that_a_second_fit_replaces() -> None:
    panel = skipping(8, 12, slope=0.0, seed=1)
    fit = fit_ml(panel, LOOP, traits=False, error=False, t0="stationary", starts=2)
    problem = problem_of(panel, LOOP, fit.choices)
    theta, free = fit.working.theta, fit.working.theta == fit.working.theta
    optimum = Optimum(theta, fit.loglik or 0.0, problem_information(fit.working.covariance), free, 0.0, True, (fit.loglik or 0.0,) * 2)
    found = of_the_search(fit, problem, optimum, draw(fit), starts=2)
    assert {"restarts", "information"} <= {v.code for v in found} <= OF_THE_SEARCH
    assert {v.code for v in found} <= {v.code for v in fit.verdicts}


def problem_information(covariance):  # type: ignore[no-untyped-def]
    import numpy as np

    return np.linalg.inv(covariance)
