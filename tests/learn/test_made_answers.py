"""Made-up answers: their shares against the chances that the likelihood gives them."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from scipy.stats import norm, poisson
from tests.learn.stepped_designs import CASES, problem_for

from unspiral.errors import SpecError
from unspiral.learn.bootstrap import answers_again
from unspiral.learn.made_answers import made_answers
from unspiral.learn.simulate import simulate

pytestmark = pytest.mark.identity

MANY = 40_000


def test_shares_are_the_chances() -> None:
    random = np.random.default_rng(1)
    behind = np.tile([0.3, -0.4, 0.5, 0.2], (MANY, 1))
    noise = random.normal(size=behind.shape) * np.array([1.0, 1.0, 0.0, 0.7])
    ends = ((-np.inf, np.inf),) * 3 + ((-0.5, 1.0),)
    made = made_answers(behind, noise, ("ordinal", "binary", "count", "bounded"), np.array([-0.5, 0.6]), (3, 0, 0, 0), ends, random)
    slack = 4.0 * 0.5 / np.sqrt(MANY)
    steps = np.diff(norm.cdf(np.array([-np.inf, -0.5, 0.6, np.inf]) - 0.3))
    assert [np.mean(made[:, 0] == k) for k in range(3)] == pytest.approx(steps, abs=slack)
    assert np.mean(made[:, 1]) == pytest.approx(norm.cdf(-0.4), abs=slack)
    assert [np.mean(made[:, 2] == k) for k in range(4)] == pytest.approx(poisson.pmf(range(4), np.exp(0.5)), abs=slack)
    assert np.mean(made[:, 3] == -0.5) == pytest.approx(norm.cdf(-1.0), abs=slack)
    assert np.mean(made[:, 3] == 1.0) == pytest.approx(norm.sf(0.8 / 0.7), abs=slack)


def test_a_rate_beyond_all_bounds_is_still_a_count() -> None:
    random = np.random.default_rng(2)
    made = made_answers(np.array([[900.0]]), np.zeros((1, 1)), ("count",), np.zeros(0), (0,), ((-np.inf, np.inf),), random)
    assert np.isfinite(made).all()


@pytest.mark.parametrize("number", [0, 2, 4, 5])
def test_panels_hold_answers_of_their_scale(number: int) -> None:
    case = CASES[number]
    panel = simulate(case.loop, case.values, [np.arange(40.0)] * 5, seed=3, choices=case.choices, unit="day")
    values = np.unique(np.concatenate([p.values[:, 0] for p in panel.persons]))
    scale = case.choices.scales.get("depression", ())
    if case.choices.families["depression"] == "bounded":
        assert values.min() == scale[0]
        assert values.max() == scale[1]
        assert len(values) > 20
    elif scale:
        assert tuple(values) == scale
    else:
        assert (values == np.round(values)).all()
        assert values.min() == 0.0


def test_thresholds_out_of_order_make_no_answers() -> None:
    case = CASES[0]
    with pytest.raises(SpecError, match="is not above"):
        simulate(case.loop, case.values | {"threshold:depression[2]": -2.0}, [np.arange(3.0)], seed=1, choices=case.choices, unit="day")


def test_the_bootstrap_makes_up_such_answers_on_the_same_design() -> None:
    problem, values = problem_for(CASES[6], persons=60)
    assert problem.emission is not None
    systems, thresholds = problem.systems(values), values[problem.layout.sections["threshold"]]
    group = np.zeros(len(problem.lanes.name), dtype=np.int64)
    made = [
        answers_again(systems, problem.lanes, group, np.random.default_rng(k), problem.emission, thresholds).values for k in range(30)
    ]  # fmt: skip
    steps = np.array(made)[..., 1][:, problem.lanes.answered[..., 1]]
    assert set(np.unique(steps)) == {0.0, 1.0, 2.0, 3.0}
    spread = np.sqrt(1.0 + float(np.diag(systems[0].loading @ systems[0].t0_cov @ systems[0].loading.T)[1]))
    chances = np.diff(norm.cdf(np.r_[-np.inf, thresholds, np.inf] / spread))
    assert [np.mean(steps == k) for k in range(4)] == pytest.approx(chances, abs=0.03)
    assert np.isclose(np.var(np.array(made)[..., 0][:, problem.lanes.answered[..., 0]] % 1.0), 1.0 / 12.0, atol=0.02)  # still a number
    plain = answers_again(systems, replace(problem.lanes), group, np.random.default_rng(1))
    assert len(np.unique(plain.values)) > 100
