"""Leaving one person out by importance weights, against really leaving them out."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from scipy.special import logsumexp
from tests.learn.loops import simulate_panel

from unspiral.errors import DataError, NotIdentified
from unspiral.learn.draws import working_draws
from unspiral.learn.fit_ml import fit_ml
from unspiral.learn.fold import problem_again
from unspiral.learn.leave_out import draws_around, exactly_without, leave_one_out
from unspiral.learn.pareto import TRUSTED
from unspiral.loop.language import parse
from unspiral.records import Fit, Moments, Panel, Person
from unspiral.records.comparison import LeaveOneOut


@pytest.fixture(scope="module")
def panel() -> Panel:
    """Thirty people, one of whom is unlike all others."""
    whole = simulate_panel(seed=11, persons=30, occasions=6)
    odd = whole.persons[4]
    strange = Person(odd.name, odd.time, 2.0 * odd.values + 2.0, odd.inputs)
    return replace(whole, persons=tuple(strange if p is odd else p for p in whole.persons))


@pytest.fixture(scope="module")
def fit(panel: Panel) -> Fit:
    return fit_ml(panel, parse("pain <-> depression"), traits=False, error=False, t0="stationary", starts=1, ladder=False)


@pytest.fixture(scope="module")
def quick(panel: Panel, fit: Fit) -> LeaveOneOut:
    return leave_one_out(panel, fit, count=500, refits=0)


def test_weights_come_within_two_errors_of_refits_or_are_flagged(panel: Panel, fit: Fit, quick: LeaveOneOut) -> None:
    problem = problem_again(panel, fit)
    some = [0, 10, 20, 29, 4]
    exact = {panel.persons[i].name: exactly_without(problem, fit, problem.lanes.name.index(panel.persons[i].name)) for i in some}
    gaps = {}
    for name, value in exact.items():
        assert value is not None
        k = quick.persons.index(name)
        gaps[name] = quick.elpd[k] - value
        assert name in quick.flagged or abs(gaps[name]) < 0.1
    # Over all people: what weights and refits differ by is far below the error of the sum.
    trusted = [g for name, g in gaps.items() if name not in quick.flagged]
    assert len(trusted) >= 3
    assert 30 * abs(np.mean(trusted)) < 2.0 * np.sqrt(30) * quick.elpd.std()
    assert 30 * abs(np.mean(trusted)) < 2.0


def test_who_is_unlike_the_others_is_flagged_and_then_refitted(panel: Panel, fit: Fit, quick: LeaveOneOut) -> None:
    odd = panel.persons[4].name
    assert odd in quick.flagged
    assert quick.khat[4] > TRUSTED
    assert quick.elpd.argmin() == 4
    ticks: list[tuple[str, int, int]] = []
    found = leave_one_out(panel, fit, count=500, refits=1, progress=lambda *tick: ticks.append(tick))
    assert found.refitted == (odd,)
    assert odd not in found.flagged
    assert ticks == [("persons left out", 1, 1)]
    assert found.elpd[4] != quick.elpd[4]
    assert np.array_equal(np.delete(found.elpd, 4), np.delete(quick.elpd, 4))


def test_leaving_out_costs_and_shares_add_up(panel: Panel, fit: Fit, quick: LeaveOneOut) -> None:
    assert quick.persons == tuple(p.name for p in panel.persons)
    assert quick.loglik.sum() == pytest.approx(fit.loglik, abs=1e-9)
    cost = quick.loglik.sum() - quick.elpd.sum()
    assert cost > 0.5 * fit.n_parameters  # about one unit for each number that was learned, and more for the odd person
    again = leave_one_out(panel, fit, count=500, refits=0)
    assert np.array_equal(again.elpd, quick.elpd)


@pytest.mark.identity
def test_in_a_model_of_one_normal_mean_it_is_the_closed_form() -> None:
    """The arithmetic alone: x_i ~ N(mu, 1), so that p(x_i | others) is normal with mean of the others and variance 1 + 1 / (n - 1)."""
    from unspiral.learn.pareto import smoothed_weights

    random = np.random.default_rng(2)
    x = random.normal(size=25)
    mu = draws_around(np.array([x.mean()]), np.array([[1.0 / 25.0]]), 4000, 1)[:, 0]
    for i in range(0, 25, 6):
        share = -0.5 * ((x[i] - mu) ** 2 + np.log(2.0 * np.pi))
        weights, k = smoothed_weights(-share)
        rest, spread = np.delete(x, i).mean(), 1.0 + 1.0 / 24.0
        closed = -0.5 * ((x[i] - rest) ** 2 / spread + np.log(2.0 * np.pi * spread))
        assert k < TRUSTED
        assert logsumexp(weights + share) == pytest.approx(closed, abs=0.02)


@pytest.mark.parametrize("ci", ["sandwich", "bootstrap"])
def test_the_kind_of_intervals_does_not_move_the_score(panel: Panel, quick: LeaveOneOut, ci: str) -> None:
    """A sandwich, or replicates, are no law of theta given the answers: with the odd person among them they are far too wide for one."""
    loop = parse("pain <-> depression")
    other = fit_ml(panel, loop, traits=False, error=False, t0="stationary", starts=1, ladder=False, ci=ci, replicates=50, bootstrap="case")
    found = leave_one_out(panel, other, count=500, refits=0)
    assert found.elpd == pytest.approx(quick.elpd, abs=0.05)
    assert found.khat == pytest.approx(quick.khat, abs=0.05)
    assert found.loglik.sum() == pytest.approx(other.loglik, abs=1e-6)


def test_refits_draw_the_numbers_of_the_whole_fit(fit: Fit) -> None:
    assert np.allclose(draws_around(fit.working.theta, fit.working.covariance, 50, fit.choices.seed), working_draws(fit, 50)[1:])


def test_too_few_people_and_summary_statistics_are_refused(panel: Panel, fit: Fit) -> None:
    few = replace(panel, persons=panel.persons[5:13])
    with pytest.raises(NotIdentified, match="here are 8"):
        leave_one_out(few, fit_ml(few, parse("pain <-> depression"), traits=False, error=False, starts=1, ladder=False), refits=0)
    moments = Moments(np.array([0.0, 1.0]), ("pain", "depression"), np.zeros(4), np.eye(4), 40, None, "day")
    with pytest.raises(DataError, match="no persons"):
        leave_one_out(moments, fit)
