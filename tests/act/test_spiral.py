from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from tests.act.made import full_loop, made_fit, pair_fit, random_drift

from unspiral.act.spiral import link_gain, spectral_radius, spiral
from unspiral.errors import NotIdentified, SpecError
from unspiral.records import Effect, Fit, Verdict

NAMES = ("pain", "depression", "sleep", "activity", "fatigue")


@pytest.mark.identity
@pytest.mark.parametrize("p", [2, 3, 4, 5])
def test_share_of_a_link_both_ways(p: int) -> None:
    """T = c G0_ji with the link cut, and 1 / (1 - T) = det A0 / det A."""
    drift = random_drift(np.random.default_rng([p, 3]), p)
    for i in range(p):
        for j in set(range(p)) - {i}:
            without = drift.copy()
            without[i, j] = 0.0
            if np.linalg.eigvals(without).real.max() >= 0:
                continue
            found = link_gain(drift[None], i, j)[0]
            assert found == pytest.approx(drift[i, j] * -np.linalg.inv(without)[j, i], abs=1e-12)
            assert 1.0 / (1.0 - found) == pytest.approx(np.linalg.det(without) / np.linalg.det(drift), rel=1e-10)


@pytest.mark.identity
def test_what_a_link_amplifies_by_hand() -> None:
    """A push on a process settles 1 / (1 - T) times as far with a link into it as without that link."""
    drift = random_drift(np.random.default_rng(11), 4)
    push = np.array([0.0, 1.0, 0.0, 0.0])
    without = drift.copy()
    without[2, 1] = 0.0
    ratio = np.linalg.solve(drift, push)[1] / np.linalg.solve(without, push)[1]
    assert 1.0 / (1.0 - link_gain(drift[None], 2, 1)[0]) == pytest.approx(ratio, rel=1e-10)


def test_with_two_processes_both_links_carry_the_whole_gain(learned: Fit) -> None:
    for fit in (learned, pair_fit()):
        found = spiral(fit)
        assert found.gain == fit.spiral
        assert found.gain is not None
        for share in found.shares.values():
            assert share.gain.estimate == pytest.approx(found.gain.estimate, abs=1e-12)
            assert share.gain.low == pytest.approx(found.gain.low, abs=1e-12)
            assert share.gain.high == pytest.approx(found.gain.high, abs=1e-12)
            assert share.probability == found.probability


def test_numbers_of_a_pair_by_hand() -> None:
    found = spiral(pair_fit())
    assert found.amplification is not None
    assert found.gain is not None
    assert found.gain.estimate == pytest.approx(0.24)
    assert found.amplification.estimate == pytest.approx(1.0 / 0.76)
    assert found.amplification.low == pytest.approx(1.0 / (1.0 - (found.gain.low or 0.0)))
    assert found.radius is not None
    assert found.radius.estimate == pytest.approx(np.sqrt(0.24))
    assert found.recovery is not None
    assert found.recovery.estimate == pytest.approx(1.0 / (0.5 - np.sqrt(0.06)))
    assert found.recovery.low is not None
    assert found.recovery.high is not None
    assert found.recovery.low < found.recovery.estimate < found.recovery.high
    assert (found.unit, found.level) == ("day", 0.95)


def test_a_link_that_no_loop_uses_has_no_share() -> None:
    drift = np.array([[-0.5, 0.3, 0.0], [0.2, -0.5, 0.0], [0.4, 0.0, -0.6]])
    found = spiral(made_fit("pain <-> depression; pain -> sleep", drift))
    aside = found.shares["pain", "sleep"]
    assert aside.gain == Effect(0.0, 0.0, 0.0)
    assert math.isnan(aside.probability)
    assert found.shares["pain", "depression"].gain.estimate == pytest.approx(0.24)
    assert found.shares["depression", "pain"].probability > 0.99


def test_a_chain_is_no_loop() -> None:
    found = spiral(made_fit("pain -> depression", np.array([[-0.5, 0.0], [0.2, -0.5]])))
    assert found.gain is not None
    assert [found.gain.estimate, found.gain.low, found.gain.high] == pytest.approx([0.0, 0.0, 0.0], abs=1e-15)
    assert math.isnan(found.probability)
    assert found.words == "No links lead back to where they start, so nothing of a push comes round."


def test_the_unit_of_time_changes_no_gain() -> None:
    drift = random_drift(np.random.default_rng(4), 3)
    text = full_loop(NAMES[:3])
    days, weeks = made_fit(text, drift), made_fit(text, 7.0 * drift, unit="week", clock=1.0 / 7.0)
    days, weeks = spiral(days, travel=False), spiral(weeks, travel=False)
    assert days.gain is not None
    assert weeks.gain is not None
    assert days.gain.estimate == pytest.approx(weeks.gain.estimate)
    assert days.gain.low == pytest.approx(weeks.gain.low)
    for arrow, share in days.shares.items():
        assert share.gain.estimate == pytest.approx(weeks.shares[arrow].gain.estimate)
    assert days.recovery is not None
    assert weeks.recovery is not None
    assert days.recovery.estimate == pytest.approx(7.0 * weeks.recovery.estimate)


@pytest.mark.unit
def test_the_interval_that_the_fit_holds_is_the_only_one() -> None:
    """Learning turns to profiles by itself near an edge: the gain must not get a second interval, whatever was asked for."""
    held = Effect(0.24, -0.3, None)
    fit = replace(pair_fit(), spiral=held)
    assert fit.choices.ci == "wald"
    found = spiral(fit)
    assert found.gain == held
    assert found.amplification is not None
    assert found.amplification.low == pytest.approx(1.0 / 1.3)
    assert found.amplification.high is None
    assert all(share.gain == held for share in found.shares.values())
    assert "Its interval has no upper end." in found.words
    assert "is clear" not in found.words


@pytest.mark.unit
def test_the_recovery_has_no_end_that_a_self_rate_lacks() -> None:
    fit = pair_fit()
    full = spiral(fit).recovery
    assert full is not None
    open_end = tuple(replace(p, low=None) if p.name == "self:pain" else p for p in fit.parameters)
    assert spiral(replace(fit, parameters=open_end)).recovery == replace(full, low=None)


@pytest.mark.unit
def test_draws_that_run_away_count_as_beyond() -> None:
    found = spiral(made_fit("pain <-> depression", np.array([[-0.5, 0.4], [0.42, -0.5]]), spread=0.25))
    assert found.gain is not None
    assert found.gain.low is not None
    assert found.gain.high is None
    assert found.amplification is not None
    assert found.amplification.high is None
    assert found.recovery is not None
    assert found.recovery.high is None
    assert "to a loop that runs away" in found.words
    assert found.probability > 0.9
    assert [v.code for v in found.verdicts] == ["unstable"]


@pytest.mark.unit
def test_a_runaway_has_no_gain_and_says_so() -> None:
    found = spiral(made_fit("pain <-> depression", np.array([[-0.2, 0.5], [0.4, -0.2]])))
    assert (found.gain, found.amplification, found.radius, found.recovery, found.shares) == (None, None, None, None, {})
    assert found.words == "The estimated loop runs away: it has no finite gain."
    assert found.verdicts[0].level == "refuse"


@pytest.mark.unit
def test_one_process_makes_no_loop() -> None:
    found = spiral(made_fit("pain by pain", np.array([[-0.5]])))
    assert found.gain is None
    assert found.words == "One process alone makes no loop."
    assert found.recovery is not None
    assert found.recovery.estimate == pytest.approx(2.0)
    assert found.verdicts == ()


@pytest.mark.unit
def test_a_fit_that_was_refused_has_no_spiral() -> None:
    with pytest.raises(NotIdentified):
        spiral(replace(pair_fit(), converged=False))


@pytest.mark.unit
def test_cautions_of_the_fit_come_along() -> None:
    edge = Verdict("boundary", "caution", "self:pain lies at the edge.")
    assert spiral(replace(pair_fit(), verdicts=(edge,))).verdicts == (edge,)


@pytest.mark.unit
def test_links_that_hold_or_lose_the_loop() -> None:
    holds = np.array([[-0.5, 0.6, -0.8], [0.6, -0.5, 0.0], [0.8, 0.0, -0.5]])
    lost = np.array([[-0.2, 0.5, 0.0], [0.4, -0.2, 0.0], [0.0, 0.1, -0.5]])
    assert link_gain(holds[None], 0, 2)[0] == -np.inf
    assert link_gain(lost[None], 1, 0)[0] == np.inf


@pytest.mark.unit
def test_radius_where_there_is_none() -> None:
    drift = np.array([[[0.1, 0.2], [0.3, -0.5]], [[-0.5, 0.0], [0.0, -0.25]]])
    assert list(spectral_radius(drift)) == [np.inf, 0.0]


def test_the_radius_reaches_down_to_nothing_where_the_gain_may_be_nothing() -> None:
    told = spiral(pair_fit(), travel=False).radius
    assert told is not None
    assert told.low is not None
    assert told.low > 0.2
    faint = spiral(made_fit("pain <-> depression", np.array([[-0.5, 0.02], [0.01, -0.5]])), travel=False)
    assert faint.gain is not None
    assert faint.gain.low is not None
    assert faint.gain.low < 0.0
    assert faint.radius is not None
    assert faint.radius.low == 0.0


def test_a_gain_as_cohorts_show_it_is_no_spiral_worth_speaking_of() -> None:
    found = spiral(made_fit("pain <-> depression", np.array([[-0.5, 0.05], [0.03, -0.5]]), spread=0.03))
    assert found.gain is not None
    assert found.gain.estimate == pytest.approx(0.006)
    assert found.weighed is not None
    assert found.weighed.word == "nil"
    assert found.weighed.probability < 0.01
    assert "no spiral worth speaking of" in found.words
    assert found.threshold == 0.05


def test_a_threshold_decides_what_is_worth_speaking_of() -> None:
    fit = pair_fit()  # gain 0.24, from about 0.12 to 0.37
    words = {threshold: spiral(fit, threshold=threshold, travel=False).weighed for threshold in (0.01, 0.24, 0.6)}
    assert [w.word for w in words.values() if w] == ["clear", "cannot tell", "nil"]
    chances = [w.probability for w in words.values() if w]
    assert chances[0] > 0.99
    assert 0.3 < chances[1] < 0.7
    assert chances[2] < 0.01
    assert all(share.weighed == words[0.24] for share in spiral(fit, threshold=0.24).shares.values())


@pytest.mark.unit
def test_an_interval_from_a_profile_has_a_say_in_what_is_clear() -> None:
    """Draws alone would call the gain clear; the profile that learning printed reaches below zero."""
    found = spiral(replace(pair_fit(), spiral=Effect(0.24, -0.3, None)), travel=False)
    assert found.weighed is not None
    assert found.weighed.probability > 0.99
    assert found.weighed.word == "likely"
    assert found.weighed.effect == Effect(0.24, -0.3, None)


def test_parts_of_the_record_belong_together() -> None:
    drift = random_drift(np.random.default_rng(4), 3)
    found = spiral(made_fit(full_loop(NAMES[:3]), drift), lag=2.0, draws=300)
    assert (found.lag, found.standardised) == (2.0, True)
    assert set(found.travel) == set(found.shares)
    assert set(found.centrality) == set(NAMES[:3])
    for travel in found.travel.values():
        assert travel.total.effect.estimate == pytest.approx(travel.direct.effect.estimate + travel.indirect.effect.estimate, abs=1e-12)
        at = int(np.flatnonzero(travel.curves.total.lags == 2.0)[0])
        assert travel.total.effect.estimate == travel.curves.total.estimate[at]
    assert found.slowing is not None
    assert found.recovery is not None
    assert found.slowing.slowed.effect.estimate == pytest.approx(found.recovery.estimate / found.slowing.alone.estimate - 1.0)
    assert found.converging == 1.0
    bare = spiral(made_fit(full_loop(NAMES[:3]), drift), lag=2.0, draws=300, travel=False)
    assert (bare.travel, bare.centrality) == ({}, {})
    assert (bare.gain, bare.shares) == (found.gain, found.shares)


@pytest.mark.unit
def test_a_lag_that_nobody_was_followed_for_is_said() -> None:
    short = made_fit("pain <-> depression", np.array([[-0.5, 0.3], [0.2, -0.5]]), span=20.0)
    assert [v.code for v in spiral(short, lag=30.0).verdicts] == ["beyond-data"]
    assert spiral(short, lag=20.0).verdicts == ()


@pytest.mark.unit
@pytest.mark.parametrize("asked", [{"threshold": 0.0}, {"threshold": 1.0}, {"threshold": np.nan}, {"lag": 0.0}, {"lag": np.inf}])
def test_what_cannot_be_asked(asked: dict[str, float]) -> None:
    with pytest.raises(SpecError, match=r"threshold|lag"):
        spiral(pair_fit(), **asked)
