from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from tests.act.made import full_loop, made_fit, pair_fit, random_drift

from unspiral.act.slowing import cut_link, in_a_ring, no_surer, recovery_time, slopes, slowing
from unspiral.learn.draws import draw
from unspiral.records import Effect, Fit
from unspiral.records.spiral import Slowing

NAMES = ("pain", "depression", "sleep")


def asked(fit: Fit, threshold: float = 0.05) -> Slowing:
    return slowing(fit, draw(fit), threshold)


@pytest.mark.identity
def test_a_pair_by_hand() -> None:
    """A = [[-a, b], [c, -a]]: slowest rate -a + sqrt(bc), so a slope of sqrt(c/b)/2 with b; without either link, -a."""
    found = asked(pair_fit())
    assert found.alone.estimate == pytest.approx(2.0)
    assert found.slowed.effect.estimate == pytest.approx(0.5 / (0.5 - math.sqrt(0.06)) - 1.0)
    there, back = found.links["pain", "depression"], found.links["depression", "pain"]
    assert there.slope.estimate == pytest.approx(0.5 * math.sqrt(0.3 / 0.2))
    assert back.slope.estimate == pytest.approx(0.5 * math.sqrt(0.2 / 0.3))
    assert there.part.estimate == pytest.approx(0.5 * math.sqrt(0.06))
    assert back.part.estimate == pytest.approx(there.part.estimate)
    for link in (there, back):
        assert link.without.estimate == pytest.approx(2.0)
        assert link.saved.effect.estimate == pytest.approx(math.sqrt(0.06) / 0.5)
        assert link.saved.word == "clear"
    assert set(found.most) == {("pain", "depression"), ("depression", "pain")}  # cutting either opens the only ring
    assert found.word == "clear"
    assert found.probability > 0.99


@pytest.mark.identity
def test_without_a_link_is_the_recovery_of_the_cut_loop() -> None:
    drift = random_drift(np.random.default_rng(4), 3)
    fit = made_fit(full_loop(NAMES), drift)
    found = asked(fit)
    for (cause, affected), link in found.links.items():
        i, j = NAMES.index(affected), NAMES.index(cause)
        without = drift.copy()
        without[i, j] = 0.0
        slow = -1.0 / np.linalg.eigvals(without).real.max()
        assert link.without.estimate == pytest.approx(slow, rel=1e-10)
        assert link.saved.effect.estimate == pytest.approx(1.0 - slow / recovery_time(drift[None])[0], rel=1e-8)
        assert link.part.estimate == pytest.approx(link.slope.estimate * drift[i, j], rel=1e-10)
        assert link.slope.low is not None
        assert link.slope.high is not None
        assert link.slope.low < link.slope.estimate < link.slope.high
    best = min(found.links, key=lambda arrow: found.links[arrow].without.estimate)
    assert found.most == (best,)


def test_the_probability_counts_the_draws_in_which_that_link_is_the_one() -> None:
    drift = random_drift(np.random.default_rng(4), 3)
    fit = made_fit(full_loop(NAMES), drift)
    found, draws = asked(fit), draw(fit)
    (most,) = found.most
    times = {arrow: recovery_time(cut_link(draws.drift, NAMES.index(arrow[1]), NAMES.index(arrow[0]))) for arrow in fit.links}
    whole = recovery_time(draws.drift)
    count = sum(min(times, key=lambda arrow: times[arrow][k]) == most and times[most][k] < whole[k] for k in range(1, len(whole)))
    assert found.probability == pytest.approx(count / (len(whole) - 1))


def test_links_outside_every_ring_change_nothing_to_the_last_digit() -> None:
    found = asked(made_fit("pain <-> depression; pain -> sleep", np.array([[-0.5, 0.3, 0.0], [0.2, -0.5, 0.0], [0.4, 0.0, -0.6]])))
    aside = found.links["pain", "sleep"]
    assert aside.saved.word == "none"
    assert aside.slope == Effect(0.0, 0.0, 0.0)
    assert ("pain", "sleep") not in found.most


def test_a_chain_has_nothing_that_slows() -> None:
    found = asked(made_fit("pain -> depression", np.array([[-0.5, 0.0], [0.2, -0.5]])))
    assert (found.most, found.word, found.slowed.word) == ((), "none", "none")
    assert math.isnan(found.probability)


def test_a_loop_that_works_against_a_push_is_slowed_by_no_link() -> None:
    found = asked(made_fit("pain <-> depression", np.array([[-0.5, 0.4], [-0.4, -0.3]])))
    assert found.slowed.effect.estimate < 0.0
    assert (found.most, found.word) == ((), "none")
    assert all(link.saved.effect.estimate < 0.0 for link in found.links.values())


def test_loops_that_run_away_never_recover_and_are_helped_by_any_cut() -> None:
    fit = made_fit("pain <-> depression", np.array([[-0.5, 0.4], [0.42, -0.5]]), spread=0.25)
    found = asked(fit)
    assert found.slowed.effect.high is None
    saved = found.links["pain", "depression"].saved.effect
    assert saved.high == pytest.approx(1.0)
    assert found.probability > 0.9


@pytest.mark.unit
def test_slopes_where_modes_run_into_one_another() -> None:
    drift = np.array([[[-0.5, 0.0], [0.3, -0.5]], [[-0.5, 0.0], [0.3, -0.7]]])
    found = slopes(drift)
    assert np.isnan(found[0]).all()
    assert found[1, 0, 0] == pytest.approx(1.0)


@pytest.mark.unit
def test_recovery_where_there_is_none() -> None:
    drift = np.array([[[0.1, 0.2], [0.3, -0.5]], [[-0.5, 0.0], [0.0, -0.25]]])
    assert list(recovery_time(drift)) == [np.inf, 4.0]


@pytest.mark.unit
def test_rings() -> None:
    links = (("pain", "depression"), ("depression", "sleep"), ("sleep", "pain"), ("pain", "activity"))
    assert [in_a_ring(arrow, links) for arrow in links] == [True, True, True, False]


@pytest.mark.unit
def test_a_time_is_no_surer_than_the_self_rates() -> None:
    fit = pair_fit()
    time = Effect(2.0, 1.0, 3.0)
    assert no_surer(fit, time) == time
    open_end = tuple(replace(p, high=None) if p.name == "self:pain" else p for p in fit.parameters)
    assert no_surer(replace(fit, parameters=open_end), time) == Effect(2.0, 1.0, None)
