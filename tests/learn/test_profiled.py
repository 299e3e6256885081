"""A fit with profile intervals: which numbers are walked, what stays withheld, and the word that follows from a profile."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from scipy.special import ndtr
from tests.learn.loops import simulate_panel

from unspiral.learn.fit_ml import fit_ml
from unspiral.learn.problem import Problem, problem_of
from unspiral.learn.profile import WALL, Ends, Peak, Profile, peak_of
from unspiral.learn.profiled import link_answer, profiled
from unspiral.learn.quantity import Quantity
from unspiral.learn.search import maximise
from unspiral.learn.start import bounds
from unspiral.learn.sweep import Foreseen
from unspiral.loop.language import parse
from unspiral.records import Effect, Fit

LOOP = parse("pain <-> depression")


@pytest.fixture(scope="module")
def known() -> tuple[Fit, Problem, Peak]:
    panel = simulate_panel(seed=6, persons=40, occasions=8)
    fit = fit_ml(panel, LOOP, traits=False, error=False, starts=1, ladder=False)
    problem = problem_of(panel, LOOP, fit.choices)
    return fit, problem, peak_of(problem, maximise(problem.values, [fit.working.theta], *bounds(problem.layout)))


def normal(estimate: float, sd: float, kind: type[Profile] = Profile, lower: float = -np.inf, upper: float = np.inf) -> Profile:
    """A quantity of which all is known: its likelihood is a parabola, as far as its bounds let it be followed."""

    def values(points: list[np.ndarray]) -> list[tuple[float, np.ndarray]]:
        return [(float(-0.5 * ((p[0] - estimate) / sd) ** 2), -(p - estimate) / sd**2) for p in points]

    top = Peak(values, np.array([estimate]), 0.0, np.array([[sd**-2]]), np.array([lower]), np.array([upper]), np.zeros(0, dtype=np.int64))
    return kind(top, Quantity("effect", lambda t: t[:, 0]))


@pytest.mark.parametrize(
    ("estimate", "sd", "later", "word"),
    [
        (0.5, 0.2, 0.5, "drives"),
        (-0.5, 0.3, -0.5, "likely drives"),
        (0.1, 0.2, 0.1, "cannot tell"),
        (0.01, 0.03, 0.01, "nil"),
        (0.05, 0.01, 0.05, "clear but very small"),
        (0.01, 0.03, 0.2, "cannot tell"),
    ],
)
def test_the_word_follows_the_rule_of_the_direction_answer(estimate: float, sd: float, later: float, word: str) -> None:
    found = link_answer(normal(estimate, sd), 0.95, 0.1, [normal(later, sd)])
    assert found.word == word
    assert found.probability == pytest.approx(float(ndtr(abs(estimate) / sd)), abs=1e-4)
    assert found.effect.low == pytest.approx(estimate - 1.95996 * sd, abs=1e-3)
    assert found.high90 == pytest.approx(estimate + 1.64485 * sd, abs=1e-3)


@pytest.mark.parametrize(
    ("estimate", "lower", "upper"),
    [(0.5, -np.inf, 0.6), (-0.5, -0.6, np.inf), (0.2, -np.inf, 0.3)],
)
def test_without_an_end_nothing_is_called_and_the_sign_is_as_sure_as_the_drop_at_zero(estimate: float, lower: float, upper: float) -> None:
    found = link_answer(normal(estimate, 0.25, lower=lower, upper=upper), 0.95, None)
    assert (found.word, found.effect) == ("cannot tell", Effect(estimate, None, None))
    assert (found.low90, found.high90) == (-np.inf, np.inf)
    assert found.probability == pytest.approx(float(ndtr(abs(estimate) / 0.25)), abs=1e-4)


def test_no_probability_is_made_up_where_no_loop_without_the_effect_was_found() -> None:
    found = link_answer(normal(0.5, 0.25, lower=0.4), 0.95, None)
    assert found.word == "cannot tell"
    assert np.isnan(found.probability)


def test_raw_effects_are_never_nil() -> None:
    assert link_answer(normal(0.01, 0.03), 0.95, None).word == "cannot tell"


def test_one_arrow_is_walked_and_the_rest_left_alone(known: tuple[Fit, Problem, Peak]) -> None:
    fit, problem, top = known
    arrow, other = ("pain", "depression"), ("depression", "pain")
    found, said = profiled(fit, problem, top, arrows=[arrow])
    assert said == []
    assert found.lagged[arrow] != fit.lagged[arrow]
    assert found.direction.links[arrow] != fit.direction.links[arrow]
    assert found.lagged[other] == fit.lagged[other]
    assert found.direction.links[other] == fit.direction.links[other]
    assert found.spiral == fit.spiral
    changed = [p.name for p, q in zip(found.parameters, fit.parameters, strict=True) if p != q]
    assert changed == ["link:pain->depression"]


def test_a_number_beside_the_arrows_is_walked_alone(known: tuple[Fit, Problem, Peak]) -> None:
    fit, problem, top = known
    found, _ = profiled(fit, problem, top, arrows=[], numbers=["diffusion:pain"])
    changed = [p.name for p, q in zip(found.parameters, fit.parameters, strict=True) if p != q]
    assert changed == ["diffusion:pain"]
    assert found.direction == fit.direction


def test_the_sign_of_an_effect_is_as_sure_as_a_likelihood_ratio_says(known: tuple[Fit, Problem, Peak]) -> None:
    """P(sign) = Phi(sqrt(2 (l - l without the arrow))): the loop without it fitted by itself."""
    fit, problem, top = known
    arrow = ("depression", "pain")
    answer = profiled(fit, problem, top, arrows=[arrow])[0].direction.links[arrow]
    panel, one_way = simulate_panel(seed=6, persons=40, occasions=8), parse("pain -> depression")
    without = fit_ml(panel, one_way, traits=False, error=False, t0=fit.choices.t0, starts=2, ladder=False)
    assert fit.loglik is not None
    assert without.loglik is not None
    assert answer.probability == pytest.approx(float(ndtr(np.sqrt(2.0 * (fit.loglik - without.loglik)))), abs=1e-5)


def test_what_is_withheld_at_an_edge_stays_withheld(known: tuple[Fit, Problem, Peak]) -> None:
    fit, problem, top = known
    stuck = tuple(replace(p, se=None) if p.name == "self:pain" else p for p in fit.parameters)
    found, _ = profiled(replace(fit, parameters=stuck, spiral=None), problem, top, arrows=[("pain", "depression"), ("depression", "pain")])
    assert found.lagged == fit.lagged
    assert found.direction.links == fit.direction.links


def test_an_end_that_a_sweep_did_not_reach_is_walked_to_alone() -> None:
    alone = normal(0.5, 0.2)
    ahead = Foreseen(alone.peak, alone.quantity, {0.95: Ends(None, 0.9, WALL)}, {}, 0.0)
    found = ahead.ends(0.95)
    assert found.low == pytest.approx(0.5 - 1.95996 * 0.2, abs=1e-3)
    assert (found.high, found.lost) == (0.9, "")  # what was reached stays


class Unreached(Profile):
    """An effect whose range's ends no walk reaches."""

    def root(self, value: float) -> float:
        return float("nan")


def test_ends_that_no_loop_reaches_are_rejected_where_draws_lie_far_from_them() -> None:
    """After many returns an effect is nil to many digits; where draws come near the ends, a walk that was lost says nothing."""
    now = normal(0.01, 0.02)
    assert link_answer(now, 0.95, 0.1, [normal(0.0, 1e-8, Unreached)]).word == "nil"
    assert link_answer(now, 0.95, 0.1, [normal(0.0, 0.05, Unreached)]).word == "cannot tell"
    assert link_answer(now, 0.95, 0.1, [normal(-0.008, 1e-8, Unreached)]).word == "cannot tell"  # draws that are not about the estimate
