"""Innovations: what they are, that tests know what fitting took out, and that each test sees what it is for."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from tests.learn.loops import simulate_panel
from tests.learn.truth import random_panel, random_system
from tests.learn.whole import people, people_fit

from unspiral.learn.fit_ml import fit_ml
from unspiral.learn.fitted import filtered, fitted
from unspiral.learn.kalman import filter_lanes
from unspiral.learn.residual import residual_verdicts, residuals, residuals_of, standardised
from unspiral.learn.system import lanes_of_panel
from unspiral.loop.language import parse
from unspiral.records import Fit, Panel
from unspiral.records.outlook import Residuals

pytestmark = pytest.mark.unit
LOOP = parse("pain <-> depression")


def p_of(found: Residuals, name: str) -> float:
    return next(c.p for c in found.checks if c.name == name)


@pytest.mark.identity
def test_standardised_innovations_carry_the_whole_quadratic_form() -> None:
    rng = np.random.default_rng(4)
    system = random_system(rng, "complex", traits=True, p=2, m=3)
    panel = random_panel(rng, 3, persons=6)
    lanes = lanes_of_panel(panel, panel.indicators, (), ())
    forward = filter_lanes([system], lanes)
    white, marginal = standardised(forward, lanes)
    assert (np.isfinite(white) == lanes.answered).all() and (np.isfinite(marginal) == lanes.answered).all()
    wanted = np.einsum("tli,tlij,tlj->tl", forward.innovation, forward.precision, forward.innovation)
    np.testing.assert_allclose(np.nansum(white**2, axis=2), wanted, rtol=1e-9, atol=1e-12)
    alone = lanes.answered.sum(axis=2) == 1
    np.testing.assert_allclose(np.nan_to_num(white)[alone], np.nan_to_num(marginal)[alone], rtol=1e-9)


def test_two_answers_that_are_nearly_one_are_no_obstacle() -> None:
    rng = np.random.default_rng(4)
    panel = random_panel(rng, 2, persons=6)
    lanes = lanes_of_panel(panel, panel.indicators, (), ())
    forward = filter_lanes([random_system(rng, "complex", traits=True, p=2, m=2)], lanes)
    same = np.array([1.0, 1.0])
    tied = 1e13 * np.outer([1.0, -1.0], [1.0, -1.0]) - 1e-3 * np.outer(same, same)  # indefinite, as rounding may leave it
    white, marginal = standardised(replace(forward, precision=np.broadcast_to(tied, forward.precision.shape).copy()), lanes)
    assert np.isfinite(white[lanes.answered]).all()
    assert np.isfinite(marginal[lanes.answered]).all()


def test_correlations_honour_gaps_and_missing_answers(one_person: Fit) -> None:
    panel = simulate_panel(seed=5, occasions=200, uneven=True)
    values = panel.persons[0].values.copy()
    values[np.random.default_rng(1).random(values.shape) < 0.3] = np.nan
    panel = replace(panel, persons=(replace(panel.persons[0], values=values),))
    found = fitted(one_person, panel)
    _, z = standardised(filtered(found), found.lanes)
    made = residuals_of(found, None)
    now, before = z[2:, 0, 1], z[:-2, 0, 0]
    both = np.isfinite(now) & np.isfinite(before)
    assert made.pairs[1, 1, 0] == both.sum() < 140
    np.testing.assert_allclose(made.correlation[1, 1, 0], (now[both] * before[both]).sum() / both.sum())
    np.testing.assert_allclose(made.band[1, 1, 0], 1.959964 / np.sqrt(both.sum()), rtol=1e-6)


@pytest.mark.identity
def test_the_band_knows_what_fitting_took_out() -> None:
    """Of a first-order process learned without error, sqrt(n) r_1 keeps the variance phi^2 and r_k tends to 1 (Box and Pierce 1970)."""
    panel = simulate_panel(seed=2, occasions=1500, drift=np.array([[-0.7, 0.0], [0.0, -0.5]]))
    alone = replace(panel, indicators=("pain",), persons=(replace(panel.persons[0], values=panel.persons[0].values[:, :1]),))
    fit = fit_ml(alone, parse("pain by pain"), error=False, starts=1)
    made = residuals(fit, alone)
    phi = np.exp(fit.drift[0, 0])
    wanted = 1.0 - phi ** (2 * (made.lags - 1)) * (1.0 - phi**2)
    np.testing.assert_allclose((made.band[:, 0, 0] * np.sqrt(made.pairs[:, 0, 0]) / 1.959964) ** 2, wanted, atol=0.06)


def test_a_true_loop_is_left_alone() -> None:
    panel = simulate_panel(seed=9, occasions=200, uneven=True)
    fit = fit_ml(panel, LOOP, error=False, starts=1)
    made = residuals(fit, panel)
    assert {c.name for c in made.checks} == {"autocorrelation", "trend", "weekday", "spread", "normality", "outliers"}
    assert all(c.p > 0.01 for c in made.checks) and not made.surprises
    assert [(v.code, v.level) for v in made.verdicts] == [("innovations", "ok"), ("outliers", "ok")]
    assert {"innovations", "outliers"} <= {v.code for v in fit.verdicts}
    quick = residual_verdicts(fitted(fit, panel), None)
    assert [v.level for v in quick] == ["ok", "ok"]


def second_order(seed: int, days: int, size: float) -> Panel:
    """Days that also look back at the day before yesterday, by ``size``."""
    rng = np.random.default_rng(seed)
    y = np.zeros((days + 20, 2))
    for t in range(2, len(y)):
        y[t] = 0.3 * y[t - 1] + size * y[t - 2] + rng.normal(size=2)
    panel = simulate_panel(seed=1, occasions=days)
    return replace(panel, persons=(replace(panel.persons[0], values=y[20:] + 4.0),))


def weekly(seed: int, days: int, size: float) -> Panel:
    """A true loop with weekends that lie ``size`` higher."""
    panel = simulate_panel(seed=seed, occasions=days)
    weekend = (np.arange(days) % 7 >= 5)[:, None] * size
    return replace(panel, persons=(replace(panel.persons[0], values=panel.persons[0].values + weekend),))


def slipped(seed: int, days: int, size: float) -> Panel:
    """A true loop with one answer that lies ``size`` too high."""
    panel = simulate_panel(seed=seed, occasions=days)
    values = panel.persons[0].values.copy()
    values[days // 3, 1] += size
    return replace(panel, persons=(replace(panel.persons[0], values=values),))


def test_each_test_sees_what_it_is_for() -> None:
    def judged(panel: Panel) -> Residuals:
        return residuals(fit_ml(panel, LOOP, error=False, starts=1), panel)

    late = judged(second_order(3, 300, 0.35))
    assert p_of(late, "autocorrelation") < 0.01
    assert any(v.code == "innovations" and v.level == "caution" for v in late.verdicts)
    assert p_of(judged(weekly(3, 300, 0.8)), "weekday") < 0.01
    odd = judged(slipped(3, 300, 6.0))
    assert odd.surprises[0].indicator == "depression" and odd.surprises[0].time == 100.0 and odd.surprises[0].size > 4.0
    caution = next(v for v in odd.verdicts if v.code == "outliers")
    assert caution.level == "caution" and "depression at 100" in caution.reason


def test_a_spread_that_grows_is_seen() -> None:
    panel = simulate_panel(seed=8, occasions=300)
    grown = 4.0 + (panel.persons[0].values - 4.0) * np.linspace(0.6, 1.4, 300)[:, None]
    panel = replace(panel, persons=(replace(panel.persons[0], values=grown),))
    made = residuals(fit_ml(panel, LOOP, error=False, starts=1), panel)
    assert p_of(made, "spread") < 0.001
    assert any("changes over time" in v.reason for v in made.verdicts)


def test_people_whose_days_are_not_dated_have_no_weekday() -> None:
    panel = people()
    made = residuals(people_fit(), panel)
    assert "weekday" not in {c.name for c in made.checks}
    assert made.lags.tolist() == [1, 2, 3, 4, 5]


def test_too_few_answers_say_nothing() -> None:
    panel = simulate_panel(seed=8, occasions=12)
    fit = fit_ml(panel, LOOP, error=False, starts=1)
    made = residuals(fit, panel)
    assert not made.checks and not made.verdicts and not len(made.lags)


def test_slopes_of_some_people_stand_for_all(monkeypatch: pytest.MonkeyPatch) -> None:
    panel = simulate_panel(seed=16, persons=90, occasions=8, trait=1.0)
    fit = fit_ml(panel, LOOP, traits=True, error=False, t0="centred", starts=1, ladder=False)
    whole = residuals(fit, panel)
    monkeypatch.setattr("unspiral.learn.residual.WORK", 18 * 8 * 60)
    half = residuals(fit, panel)
    np.testing.assert_allclose(half.band, whole.band, rtol=0.3)  # half of the people, and slopes that they disagree about


@pytest.mark.calibration
def test_type_one_errors() -> None:
    """400 fits of true loops, 300 days each: 4-6 % at the 5 % level, within two Monte-Carlo standard errors (1.1 points each)."""
    hits: dict[str, list[bool]] = {}
    for seed in range(400):
        panel = simulate_panel(seed=1000 + seed, occasions=300)
        fit = fit_ml(panel, LOOP, error=False, starts=1)
        for check in residuals(fit, panel).checks:
            hits.setdefault(check.name, []).append(check.p < 0.05)
    rates = {name: float(np.mean(found)) for name, found in hits.items()}
    assert all(0.018 <= rate <= 0.082 for rate in rates.values()), rates


@pytest.mark.calibration
def test_power() -> None:
    """100 fits each, 200 days: a day before yesterday that counts 0.3, weekends 0.7 points higher, one answer 5.5 points off."""
    seen = {"autocorrelation": 0, "weekday": 0, "outliers": 0}
    for seed in range(100):
        made = (second_order(seed, 200, 0.3), weekly(seed, 200, 0.7), slipped(seed, 200, 5.5))
        for name, panel in zip(seen, made, strict=True):
            seen[name] += p_of(residuals(fit_ml(panel, LOOP, error=False, starts=1), panel), name) < 0.05
    assert min(seen.values()) >= 80, seen
