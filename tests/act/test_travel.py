from __future__ import annotations

import numpy as np
import pytest
from scipy.linalg import expm
from tests.act.made import full_loop, made_fit, pair_fit, random_drift

from unspiral.act.travel import centralities, controllability, lags_of, travels
from unspiral.learn.draws import draw
from unspiral.learn.effects import path_effects
from unspiral.learn.lags import deviations
from unspiral.records import Fit

NAMES = ("pain", "depression", "sleep", "activity")


@pytest.fixture(scope="module")
def four() -> Fit:
    return made_fit(full_loop(NAMES), random_drift(np.random.default_rng(8), 4))


@pytest.mark.identity
def test_parts_add_up_at_the_lag_and_curves_are_those_of_learning(four: Fit) -> None:
    draws = draw(four, 200)
    found = travels(four, draws, 1.5)
    theirs = path_effects(four, lags=lags_of(four, 1.5), draws=draws)
    for arrow, travel in found.items():
        parts = (travel.direct.effect.estimate, travel.indirect.effect.estimate)
        assert travel.total.effect.estimate == pytest.approx(sum(parts), abs=1e-12)
        for name in ("total", "direct", "indirect"):
            assert np.array_equal(getattr(travel.curves, name).low95, getattr(theirs[arrow], name).low95)
        assert set(travel.through) == set(NAMES) - set(arrow)
    assert len(found) == 12


@pytest.mark.identity
def test_numbers_at_the_lag_by_hand(four: Fit) -> None:
    draws = draw(four, 100)
    found = travels(four, draws, 1.5)["sleep", "pain"]
    sd = deviations(draws)[0]
    size = sd[2] / sd[0]
    s = np.diag([1.0, 0.0, 1.0, 1.0])
    total, lost = expm(1.5 * four.drift)[0, 2], expm(1.5 * s @ four.drift @ s)[0, 2]
    assert found.total.effect.estimate == pytest.approx(size * total, rel=1e-10)
    assert found.through["depression"].effect.estimate == pytest.approx(size * (total - lost), rel=1e-9)
    assert abs(found.total.threshold) == 0.1


def test_the_two_arrows_of_the_question_are_there_where_links_lead_along_them() -> None:
    drift = np.array([[-0.5, 0.0, 0.3], [0.0, -0.5, 0.0], [0.0, 0.4, -0.6]])
    found = travels(
        made_fit("depression -> sleep; sleep -> pain", drift), draw(made_fit("depression -> sleep; sleep -> pain", drift), 50), 1.0
    )
    assert set(found) == {("depression", "sleep"), ("sleep", "pain"), ("depression", "pain")}
    on = found["depression", "pain"]
    assert (on.direct.word, on.curves.declared) == ("none", False)
    assert on.indirect.effect.estimate == on.total.effect.estimate
    assert found["sleep", "pain"].indirect.word == "none"


def test_with_two_processes_nobody_passes_anything_on() -> None:
    fit = pair_fit()
    for travel in travels(fit, draw(fit, 50), 1.0).values():
        assert travel.indirect.word == "none"
        assert travel.direct.effect == travel.total.effect
    for found in centralities(fit, draw(fit, 50), 1.0).values():
        assert found.indirect_at.word == "none"


@pytest.mark.identity
def test_centralities_are_sums_of_effects(four: Fit) -> None:
    draws = draw(four, 100)
    found, effects = centralities(four, draws, 1.5), travels(four, draws, 1.5)
    for name, c in found.items():
        gives = sum(t.total.effect.estimate for (cause, _), t in effects.items() if cause == name)
        passes = sum(t.through[name].effect.estimate for t in effects.values() if name in t.through)
        assert c.total_at.effect.estimate == pytest.approx(gives, abs=1e-12)
        assert c.indirect_at.effect.estimate == pytest.approx(passes, abs=1e-12)
        assert c.total.low95[5] < c.total.estimate[5] < c.total.high95[5]


def test_controllability_of_the_standardised_loop_has_its_band(four: Fit) -> None:
    draws = draw(four, 300)
    sd = deviations(draws)[0]
    energy = controllability((four.drift * sd[None, :] / sd[:, None])[None])[0]
    for m, central in enumerate(centralities(four, draws, 1.0).values()):
        found = central.controllability
        assert found.estimate == pytest.approx(energy[m], rel=1e-10)
        assert found.low is not None
        assert found.high is not None
        assert found.low < found.estimate < found.high


@pytest.mark.unit
def test_a_loop_that_runs_away_has_no_finite_energy() -> None:
    found = controllability(np.array([[[-0.2, 0.5], [0.4, -0.2]], [[-0.5, 0.0], [0.0, -0.25]]]))
    assert np.isinf(found[0]).all()
    assert list(found[1]) == [1.0, 2.0]


def test_without_a_stationary_law_effects_are_raw_and_never_nil() -> None:
    fit = made_fit("pain <-> depression", np.array([[-0.5, 0.4], [0.42, -0.5]]), spread=0.25)
    for travel in travels(fit, draw(fit), 1.0).values():
        assert not travel.curves.standardised
        assert travel.total.threshold == 0.0
        assert travel.total.word in ("clear", "likely", "cannot tell")
    there = travels(fit, draw(fit), 1.0)["pain", "depression"]
    assert there.total.effect.estimate == pytest.approx(expm(fit.drift)[1, 0])


def test_a_few_loops_that_run_away_have_no_deviations_and_widen_no_answer_by_accident() -> None:
    fit = made_fit("pain <-> depression", np.array([[-0.5, 0.3], [0.3, -0.5]]), spread=0.15)
    draws = draw(fit, 1000)
    assert 0 < (~draws.stable).sum() < 50  # so few that effects can be standardised
    found = centralities(fit, draws, 1.0)["pain"]
    assert found.total_at.threshold == 0.1
    assert np.isfinite(found.total.low95).all()
    assert found.controllability.high is None or found.controllability.high > found.controllability.estimate
    assert found.indirect_at.word == "none"
    there = travels(fit, draws, 1.0)["pain", "depression"].total
    assert there.effect.estimate == pytest.approx(found.total_at.effect.estimate)
    assert there.probability == pytest.approx(found.total_at.probability)
    assert travels(fit, draws, 1.0)["pain", "depression"].indirect.word == "none"


@pytest.mark.unit
def test_the_lag_is_one_of_the_lags(four: Fit) -> None:
    assert 1.37 in lags_of(four, 1.37)
    assert lags_of(four, 1.37)[-1] == 8.0
    assert lags_of(four, 20.0)[-1] == 20.0
    assert (np.diff(lags_of(four, 1.37)) > 0).all()
