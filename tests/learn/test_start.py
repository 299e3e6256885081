"""First looks and start values: from rows and from moments alike, the same for the same seed."""

from __future__ import annotations

import numpy as np
from tests.learn.loops import simulate_panel

from unspiral.learn.problem import problem_of
from unspiral.learn.start import bounds, look_at_moments, look_at_panel, starting_points
from unspiral.loop.language import parse
from unspiral.records import Choices, Moments


def test_every_start_has_a_likelihood_for_every_law_of_the_first_occasion() -> None:
    panel = simulate_panel(persons=12, occasions=5, trait=1.0)
    for t0 in ("separate", "joint", "centred", "stationary"):
        problem = problem_of(panel, parse("pain <-> depression"), Choices(True, False, t0, "constant", {}))
        points = starting_points(problem.layout, problem.look, problem.scale, 5, 1)
        assert all(np.isfinite(value) for value, _ in problem.values(points))
        lower, upper = bounds(problem.layout)
        assert all(((lower <= p) & (p <= upper)).all() for p in points)


def test_same_seed_same_starts() -> None:
    problem = problem_of(simulate_panel(), parse("pain <-> depression"), Choices(False, True, "point", "constant", {}))
    first = starting_points(problem.layout, problem.look, problem.scale, 6, 3)
    assert np.array_equal(first, starting_points(problem.layout, problem.look, problem.scale, 6, 3))
    assert not np.array_equal(first[5], starting_points(problem.layout, problem.look, problem.scale, 6, 4)[5])


def test_rows_and_moments_look_alike() -> None:
    panel = simulate_panel(persons=40, occasions=3)
    rows = np.array([p.values.ravel() for p in panel.persons])
    moments = Moments(np.arange(3.0), panel.indicators, rows.mean(axis=0), np.cov(rows.T, ddof=0), 40, None, "day")
    a, b = look_at_panel(panel, panel.indicators, (0.0, 1.0, 2.0)), look_at_moments(moments)
    assert a.clock == b.clock
    assert np.allclose(a.mean, b.mean)
    assert np.allclose(a.deviation, b.deviation, rtol=1e-6)
    assert np.allclose(a.wave_mean, b.wave_mean)


def test_a_column_of_gaps_gives_no_nan_and_no_warning() -> None:
    from dataclasses import replace

    panel = simulate_panel(persons=2, occasions=4)
    values = panel.persons[0].values.copy()
    values[:, 1] = np.nan
    panel = replace(panel, persons=(replace(panel.persons[0], values=values), panel.persons[1]))
    look = look_at_panel(panel, panel.indicators, ())
    assert np.isfinite(look.mean).all()
    assert np.isfinite(look.within).all()
