"""What is taken to be true: noise that gives the stated spread, links that give the stated effect."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.linalg import expm, solve_continuous_lyapunov
from tests.act.design.made import LINK, LOOP, true

from unspiral.act.design.truth import RATE, Truth, noise_for, rate_for, runaways, stated
from unspiral.errors import SpecError
from unspiral.learn.parameters import assemble, layout_for
from unspiral.loop.language import parse

pytestmark = pytest.mark.unit


def test_each_process_moves_as_far_as_was_stated() -> None:
    truth = true(0.3, 0.2, within={"pain": 1.5, "depression": 0.7}, rates={"pain": 1.2})
    spread = solve_continuous_lyapunov(truth.drift, -truth.diffusion)
    np.testing.assert_allclose(np.sqrt(np.diag(spread)), [1.5, 0.7], rtol=1e-10)
    np.testing.assert_allclose(truth.drift, [[-1.2, 0.3], [0.2, -RATE]])
    assert truth.diffusion[0, 1] == 0.0


def test_noises_that_go_together_keep_their_correlation() -> None:
    drift, shape = np.array([[-0.8, 0.2], [0.3, -0.5]]), np.array([[2.0, 0.6], [0.6, 1.0]])
    found = noise_for(drift, shape, np.array([1.0, 4.0]))
    np.testing.assert_allclose(np.diag(solve_continuous_lyapunov(drift, -found)), [1.0, 4.0], rtol=1e-10)
    assert found[0, 1] / np.sqrt(found[0, 0] * found[1, 1]) == pytest.approx(0.6 / np.sqrt(2.0))


def test_a_standardised_effect_after_a_lag_is_what_the_exponential_gives() -> None:
    moved = rate_for(true(0.0, 0.1, within={"pain": 2.0}), LINK, 0.15, 2.0)
    sd = np.sqrt(np.diag(solve_continuous_lyapunov(moved.drift, -moved.diffusion)))
    assert expm(2.0 * moved.drift)[0, 1] * sd[1] / sd[0] == pytest.approx(0.15, abs=1e-9)
    np.testing.assert_allclose(sd, [2.0, 1.0], rtol=1e-9)
    assert moved.standardised(LINK, 2.0) == pytest.approx(0.15, abs=1e-9)
    assert rate_for(true(0.0), LINK, -0.1, 1.0).drift[0, 1] < 0.0


def test_an_effect_that_no_link_has_is_refused() -> None:
    with pytest.raises(SpecError, match="own standard deviations"):
        rate_for(true(0.0), LINK, 0.95, 1.0)


def test_values_of_a_layout_make_the_same_loop_with_first_states_like_any_other() -> None:
    truth = true(0.3, 0.1, {LINK: 0.2}, traits={"pain": 1.4})
    layout = layout_for(truth.varying(), truth.choices(alone=False, level=0.95), "day")
    system = assemble(layout.average, truth.values(layout)[: len(layout.average.slots)])
    np.testing.assert_allclose(system.drift, truth.drift)
    np.testing.assert_allclose(system.t0_cov[:2, :2], truth.spread)
    np.testing.assert_allclose(np.diag(system.t0_cov)[2:], [1.4**2, 1.0])
    assert not system.t0_cov[:2, 2:].any()
    assert truth.named()["sd:link:depression->pain"] == 0.2
    assert "trait:pain" not in truth.named(alone=True)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"rates": {"pian": 1.0}}, "not a process"),
        ({"rates": {"pain": 0.0}}, "above 0"),
        ({"within": {"pain": -1.0}}, "above 0"),
        ({"errors": {"pain": 0.0}}, "and to another none"),
        ({"value": 0.9, "back": 0.9}, "runs away"),
        ({"value": 4.0, "back": 0.0}, "farther than was stated"),
    ],
)
def test_what_cannot_be_true_is_refused(given: dict[str, object], said: str) -> None:
    with pytest.raises(SpecError, match=said):
        true(**given)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("pain <-> depression; walking => pain (fading)", "has the input 'walking'"),
        ("pain <-> depression; depression by phq8 (mean of 14 days)", "look back"),
        ("pain by a; depression by b", "has no link"),
        ("pain <-> depression; vary self:pain", "self:pain"),
    ],
)
def test_a_loop_that_no_plan_is_about_is_refused(text: str, said: str) -> None:
    with pytest.raises(SpecError, match=said):
        stated(parse(text), {}, differ={}, rates={}, within={}, traits={}, errors={})


def test_a_link_that_is_not_declared_is_refused() -> None:
    with pytest.raises(SpecError, match="no link sleep -> pain"):
        stated(LOOP, {("sleep", "pain"): 0.1}, differ={}, rates={}, within={}, traits={}, errors={})


def test_the_share_of_people_who_run_away_is_that_of_the_normal_law() -> None:
    truth: Truth = true(0.3, 0.4, {LINK: 0.5})
    # a12 a21 >= a11 a22, with a12 ~ N(0.3, 0.5)
    from scipy.stats import norm

    exact = norm.sf(RATE**2 / 0.4, 0.3, 0.5)
    assert runaways(truth) == pytest.approx(exact, abs=4.0 * np.sqrt(exact * (1 - exact) / 4096))
    assert runaways(true()) == 0.0
