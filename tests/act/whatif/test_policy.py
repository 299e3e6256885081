"""A push that depends on the state: closed forms where a rule has one, seeds, and the Monte-Carlo error kept apart."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

import numpy as np
import pytest
from tests.act.made import made_fit, pair_fit

from unspiral.act import whatif
from unspiral.errors import NotIdentified, SpecError
from unspiral.records import Fit, WhatIf
from unspiral.records.whatif import Rule

pytestmark = pytest.mark.identity
policy, press = partial(whatif.policy, draws=40), partial(whatif.press, draws=40)
PAIR = np.array([[-0.5, 0.3], [0.2, -0.5]])
ALWAYS, HIGH = Rule("pain", above=True, at=-1e9, until=-1e9), Rule("pain", above=True, at=5.5, until=5.0)
WITH_INPUTS = "pain <-> depression; walking => pain (fading); drug => depression (sustained); flare => pain (impulse)"
INPUTS = {"input:walking->pain": -0.4, "fading:walking": 0.7, "input:drug->depression": -0.3, "input:flare->pain": 1.0}


@pytest.fixture(scope="module")
def wide() -> Fit:
    """A pair whose numbers are not known well, so that few runs are enough."""
    return pair_fit(spread=0.12)


@pytest.fixture(scope="module")
def asked(wide: Fit) -> WhatIf:
    return policy(wide, HIGH, {"depression": -1.0}, 14.0)


@pytest.mark.parametrize("given", [{"depression": -1.0}, {"walking": 1.0}, {"drug": 2.0, "walking": 0.5}])
def test_a_rule_that_always_presses_is_a_press(given: dict[str, float]) -> None:
    fit = made_fit(WITH_INPUTS, PAIR, inputs=INPUTS)
    found, held = policy(fit, ALWAYS, given, 28.0), press(fit, given, 28.0)
    for name in ("pain", "depression"):
        band, other = found.path.bands[name], held.path.bands[name]
        for one, two in ((band.estimate, other.estimate), (band.low, other.low), (band.high, other.high)):
            assert np.allclose(one, two, atol=1e-10)
        assert found.area[name].estimate == pytest.approx(held.area[name].estimate, abs=1e-9)
        assert found.monte_carlo.path[name].max() < 1e-12
    assert found.share_on is not None
    assert found.share_on.estimate == found.share_on.low == 1.0
    assert [v.code for v in found.verdicts if v.code == "rule-idle"] == ["rule-idle"]


def test_where_it_settles_when_it_always_presses() -> None:
    found, held = policy(pair_fit(), ALWAYS, {"pain": 0.3}, 28.0), press(pair_fit(), {"pain": 0.3}, 28.0)
    for name in ("pain", "depression"):
        assert found.long_run[name].estimate == pytest.approx(held.long_run[name].estimate, abs=1e-10)
        assert found.half_time[name].estimate == pytest.approx(held.half_time[name].estimate, rel=0.05)


def test_a_rule_that_never_presses_does_nothing() -> None:
    found = policy(pair_fit(), Rule("pain", above=True, at=1e9, until=1e9), {"depression": -1.0}, 28.0)
    assert not any(band.estimate.any() or band.high.any() for band in found.path.bands.values())
    assert {effect.estimate for effect in found.long_run.values()} == {0.0}
    assert {v.code for v in found.verdicts} >= {"rule-idle"}


def test_the_same_seed_gives_the_same_answer_and_another_one_moves_it_by_its_error(asked: WhatIf, wide: Fit) -> None:
    again = policy(wide, HIGH, {"depression": -1.0}, 14.0)
    assert asked.long_run == again.long_run
    assert np.array_equal(asked.path.bands["pain"].low, again.path.bands["pain"].low)
    assert np.array_equal(asked.monte_carlo.path["pain"], again.monte_carlo.path["pain"])
    others = [policy(wide, HIGH, {"depression": -1.0}, 14.0, seed=seed) for seed in range(2, 7)]
    for name in ("pain", "depression"):
        error = asked.monte_carlo.path[name][-1]
        ends = np.array([found.path.bands[name].estimate[-1] for found in others])
        assert (ends != asked.path.bands[name].estimate[-1]).all()
        assert np.abs(ends - ends.mean()).max() < 4.0 * error
        assert ends.std(ddof=1) > 0.2 * error
        long = np.array([found.long_run[name].estimate for found in others])
        assert long.std(ddof=1) < 3.0 * asked.monte_carlo.long_run[name]


def test_runs_grow_until_their_error_is_small(asked: WhatIf) -> None:
    for name, error in asked.monte_carlo.path.items():
        band = asked.path.bands[name]
        assert error.max() <= 0.1 * (0.5 * (band.high - band.low)).max() * 1.001
        assert error[0] == 0.0
    assert "monte-carlo" not in {v.code for v in asked.verdicts}
    sure = policy(pair_fit(spread=1e-4, level_spread=1e-4), HIGH, {"depression": -1.0}, 10.0, draws=5)
    assert sure.monte_carlo.runs == 4096
    assert "monte-carlo" in {v.code for v in sure.verdicts}


def test_a_wider_gap_presses_longer(asked: WhatIf, wide: Fit) -> None:
    longer = policy(wide, replace(HIGH, until=4.0), {"depression": -1.0}, 14.0)
    assert asked.share_on is not None
    assert longer.share_on is not None
    assert 0.2 < asked.share_on.estimate < longer.share_on.estimate < 0.9
    assert longer.long_run["depression"].estimate < asked.long_run["depression"].estimate < 0.0


def test_high_and_low_mirror_each_other() -> None:
    """Around a level of 5 the loop is the same upside down."""
    fit = pair_fit(spread=0.12, level_spread=1e-9)
    up = policy(fit, Rule("pain", above=True, at=5.5, until=5.5), {"depression": -1.0}, 7.0)
    down = policy(fit, Rule("pain", above=False, at=4.5, until=4.5), {"depression": 1.0}, 7.0)
    for name in ("pain", "depression"):
        error = up.monte_carlo.path[name][-1] + down.monte_carlo.path[name][-1]
        assert abs(up.path.bands[name].estimate[-1] + down.path.bands[name].estimate[-1]) < 4.0 * error


def test_looks_are_the_clock_of_the_path() -> None:
    found = policy(pair_fit(spread=0.12), replace(HIGH, every=2.0), {"depression": -1.0}, 15.0)
    assert list(found.path.time) == [2.0 * k for k in range(8)]
    assert found.horizon == 14.0
    assert found.rule is not None
    assert found.rule.every == 2.0
    assert any("looked at every 2 days" in said for said in found.assumptions)


def test_loops_that_run_away_are_beyond_every_value() -> None:
    fit = made_fit("pain <-> depression", np.array([[-0.5, 0.4], [0.42, -0.5]]), spread=0.25)
    found = policy(fit, HIGH, {"depression": -1.0}, 14.0)
    assert (found.long_run["pain"].low, found.long_run["pain"].high) == (None, None)
    assert "unstable" in {v.code for v in found.verdicts}


def test_a_loop_too_slow_for_its_long_run_says_so() -> None:
    slow = made_fit("pain <-> depression", np.array([[-0.01, 0.001], [0.001, -0.01]]), spread=0.01)
    found = policy(slow, HIGH, {"depression": -0.1}, 14.0, draws=20)
    assert "long-run-far" in {v.code for v in found.verdicts}
    assert np.isnan(found.long_run["pain"].estimate)
    assert found.long_run["pain"].low is None
    assert np.isfinite(found.path.bands["depression"].estimate).all()


@pytest.mark.parametrize(
    ("rule", "said"),
    [
        (Rule("pian", True, 6.0, 4.0), "Did you mean 'pain'"),
        (Rule("pain", True, 4.0, 6.0), "would end before it begins"),
        (Rule("pain", False, 6.0, 4.0), "would end before it begins"),
        (Rule("pain", True, np.nan, 4.0), "not a finite number"),
        (Rule("pain", True, 6.0, 4.0, 0.0), "no positive time"),
        (Rule("pain", True, 6.0, 4.0, 40.0), "only once"),
        (Rule("pain", True, 6.0, 4.0, 0.001), "more than 2000"),
    ],
)
def test_what_is_no_rule(rule: Rule, said: str) -> None:
    with pytest.raises(SpecError, match=said):
        policy(pair_fit(), rule, {"depression": -1.0}, 28.0)


def test_what_cannot_be_pressed() -> None:
    fit = made_fit(WITH_INPUTS, PAIR, inputs=INPUTS)
    with pytest.raises(SpecError, match="'flare' is an impulse"):
        policy(fit, HIGH, {"flare": 1.0})
    with pytest.raises(NotIdentified, match="does not return to a level"):
        policy(made_fit("pain <-> depression", np.array([[-0.2, 0.5], [0.4, -0.2]])), HIGH, {"pain": 1.0})


def test_a_share_of_the_push_is_taken(asked: WhatIf, wide: Fit) -> None:
    half = policy(wide, HIGH, {"depression": -2.0}, 14.0, adherence=0.5)
    assert half.long_run == asked.long_run
    assert any("50 % of the push is really taken" in said for said in half.assumptions)
