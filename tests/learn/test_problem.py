"""One estimation problem: values where there is a likelihood, nan where there is none."""

from __future__ import annotations

import numpy as np
from tests.learn.loops import simulate_panel

from unspiral.learn.parameters import assemble, natural
from unspiral.learn.problem import problem_of
from unspiral.learn.reference import loglik
from unspiral.learn.start import starting_points
from unspiral.loop.language import parse
from unspiral.records import Choices


def test_values_are_the_likelihood_and_nan_where_the_loop_has_no_stationary_law() -> None:
    problem = problem_of(simulate_panel(occasions=20), parse("pain <-> depression"), Choices(False, True, "stationary", "constant", {}))
    good = starting_points(problem.layout, problem.look, problem.scale, 1, 1)[0]
    bad = good.copy()
    bad[problem.layout.sections["link"]] = 5.0  # the links feed each other faster than the processes return
    (first, _), (lost, slope), (again, _) = problem.values([good, bad, good])
    assert first == again
    assert abs(first - loglik(assemble(problem.layout, natural(problem.layout, problem.scale, good)), problem.lanes)) < 1e-9
    assert np.isnan(lost)
    assert np.isnan(slope).all()
