"""The whole fit: recovers what was simulated, says what it chose, and is moved by nothing that should not move it."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from tests.learn.loops import DIFFUSION, DRIFT, simulate_panel

from unspiral.errors import SpecError
from unspiral.learn.circumstances import centres_of
from unspiral.learn.fit_ml import fit_ml
from unspiral.learn.forecast import forecast
from unspiral.learn.likelihood import loglik
from unspiral.loop.language import parse
from unspiral.records import Fit, Moments

LOOP = parse("pain <-> depression")


def numbers(fit: Fit) -> dict[str, float]:
    return {p.name: p.estimate for p in fit.parameters}


def test_recovers_a_known_loop_within_its_intervals() -> None:
    fit = fit_ml(simulate_panel(seed=11, persons=40, occasions=60, uneven=True, trait=0.8), LOOP, error=False, ladder=False, starts=1)
    truth = {
        "self:pain": DRIFT[0, 0], "link:depression->pain": DRIFT[0, 1], "link:pain->depression": DRIFT[1, 0],
        "self:depression": DRIFT[1, 1],
        "diffusion:pain": DIFFUSION[0, 0], "diffusion:pain,depression": DIFFUSION[0, 1],
    }  # fmt: skip
    assert fit.converged
    for p in fit.parameters:
        if p.name in truth and p.se is not None:
            assert abs(p.estimate - truth[p.name]) < 3.5 * p.se
            assert p.se < 0.2 * abs(truth[p.name])
    assert fit.direction.answer == "both"
    assert fit.spiral is not None
    assert fit.spiral.low is not None
    assert fit.spiral.high is not None
    assert fit.spiral.high - fit.spiral.low < 0.3
    assert fit.spiral.low - 0.05 < 0.25 < fit.spiral.high + 0.05  # the true gain


def test_standard_errors_are_the_inverse_curvature_of_the_likelihood(one_person: Fit) -> None:
    """A second road: differences of the log-likelihood in natural parameters, no working scale, no gradient."""
    panel = simulate_panel(seed=5, occasions=200, uneven=True)
    at = numbers(one_person)
    names = list(at)
    step = {n: 2e-3 * max(abs(at[n]), 0.05) for n in names}

    def value(**moves: float) -> float:
        return loglik(panel, LOOP, {n: at[n] + moves.get(n, 0.0) for n in names}, one_person.choices)

    centre = value()
    hessian = np.zeros((len(names), len(names)))
    for i, a in enumerate(names):
        for j, b in enumerate(names[: i + 1]):
            if i == j:
                h = (value(**{a: step[a]}) - 2 * centre + value(**{a: -step[a]})) / step[a] ** 2
            else:
                h = (
                    value(**{a: step[a], b: step[b]}) - value(**{a: step[a], b: -step[b]})
                    - value(**{a: -step[a], b: step[b]}) + value(**{a: -step[a], b: -step[b]})
                ) / (4 * step[a] * step[b])  # fmt: skip
            hessian[i, j] = hessian[j, i] = h
    errors = np.sqrt(np.diag(np.linalg.inv(-hessian)))
    for p, expected in zip(one_person.parameters, errors, strict=True):
        assert p.se == pytest.approx(expected, rel=2e-3), p.name


def test_what_is_reported_hangs_together(cohort: Fit) -> None:
    assert cohort.loglik is not None
    assert cohort.aic == pytest.approx(2 * cohort.n_parameters - 2 * cohort.loglik)
    assert cohort.bic == pytest.approx(np.log(60) * cohort.n_parameters - 2 * cohort.loglik)
    assert [r.label for r in cohort.ladder] == ["without traits", "with traits", "with traits and wave means"]
    assert cohort.ladder[1].loglik == cohort.loglik
    assert cohort.ladder[0].loglik < cohort.ladder[1].loglik <= cohort.ladder[2].loglik + 1e-6
    assert {"restarts", "information", "means", "traits", "error", "t0"} <= {v.code for v in cohort.verdicts}
    assert cohort.data.persons == 60
    assert cohort.data.occasions == 360
    assert cohort.data.missing == 0
    assert all(p.low <= p.estimate for p in cohort.parameters if p.low is not None)
    assert all(p.high >= p.estimate for p in cohort.parameters if p.high is not None)
    open_ended = {p.name for p in cohort.parameters if p.low is None or p.high is None}
    said = next((v.reason for v in cohort.verdicts if v.code == "profile"), "")
    assert len(open_ended) < 3
    assert all(name in said for name in open_ended)  # an end that is missing is said, never made up


def test_bic_of_one_person_counts_occasions(one_person: Fit) -> None:
    assert one_person.loglik is not None
    assert one_person.bic == pytest.approx(np.log(200) * one_person.n_parameters - 2 * one_person.loglik)


def test_same_seed_same_answer_and_order_of_persons_changes_nothing() -> None:
    panel = simulate_panel(seed=2, persons=15, occasions=5, trait=0.5)
    first = fit_ml(panel, LOOP, ladder=False, starts=3)
    again = fit_ml(panel, LOOP, ladder=False, starts=3)
    assert numbers(first) == numbers(again)
    assert first.direction == again.direction
    turned = fit_ml(replace(panel, persons=panel.persons[::-1]), LOOP, ladder=False, starts=3)
    assert turned.loglik == pytest.approx(first.loglik, abs=1e-6)
    assert np.allclose(list(numbers(turned).values()), list(numbers(first).values()), rtol=1e-4, atol=1e-5)


def test_unit_of_time_changes_rates_and_nothing_else() -> None:
    panel = simulate_panel(seed=5, occasions=120)
    daily = fit_ml(panel, LOOP, error=False, starts=2)
    weekly = fit_ml(
        replace(panel, time_unit="week", persons=tuple(replace(p, time=p.time / 7.0) for p in panel.persons)), LOOP, error=False, starts=2
    )
    assert weekly.loglik == pytest.approx(daily.loglik, abs=1e-6)
    assert np.allclose(weekly.drift, daily.drift * 7.0, rtol=1e-4)
    assert weekly.direction.answer == daily.direction.answer


def test_rows_and_their_moments_give_the_same_fit() -> None:
    panel = simulate_panel(seed=4, persons=80, occasions=4, trait=0.7)
    rows = np.array([p.values.ravel() for p in panel.persons])
    moments = Moments(np.arange(4.0), panel.indicators, rows.mean(axis=0), np.cov(rows.T, ddof=0), 80, None, "day")
    for given in ({"t0": "centred"}, {"t0": "centred", "means": "wave"}, {"t0": "joint"}):
        a = fit_ml(panel, LOOP, ladder=False, starts=2, error=False, **given)
        b = fit_ml(moments, LOOP, ladder=False, starts=2, error=False, **given)
        assert b.loglik == pytest.approx(a.loglik, abs=1e-6)
        for x, y in zip(a.parameters, b.parameters, strict=True):
            assert y.estimate == pytest.approx(x.estimate, rel=1e-4, abs=1e-4)
            assert y.se == pytest.approx(x.se, rel=1e-3)


def test_options_and_loops_that_are_none_are_refused_in_words() -> None:
    panel = simulate_panel(seed=1, occasions=20)
    with pytest.raises(SpecError, match="seed of -1"):
        fit_ml(panel, parse("pain <-> depression"), seed=-1)


def test_arguments_of_another_kind_are_refused_in_words_where_nobody_checks_types(root: Path) -> None:
    """These tests check every type; a user's own program does not."""
    code = """
from unspiral.act.whatif import cut
from unspiral.errors import SpecError
from unspiral.learn.fit_ml import fit_ml
from unspiral.measure.roles import ask
for wrong in (lambda: fit_ml(None, "pain <-> depression"), lambda: cut(None, "pain->depression"), lambda: ask(person=3)):
    try:
        wrong()
    except SpecError as refusal:
        print(refusal.fix)
"""
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=root)
    assert found.stdout.splitlines() == ["parse('pain <-> depression')", '("pain", "depression")', 'person="3"']


def test_a_thin_panel_is_not_called_clear() -> None:
    fit = fit_ml(simulate_panel(seed=1, persons=4, occasions=4), LOOP, traits=True, t0="joint", error=False, ladder=False, starts=2)
    # 21 numbers from 32 answers: whatever the end, it may not pass as a clean maximum.
    assert not fit.converged or any(v.level == "caution" for v in fit.verdicts)


def test_moments_in_another_order_give_the_same_arrows() -> None:
    panel = simulate_panel(seed=4, persons=80, occasions=4, trait=0.7)
    rows = np.array([p.values[:, ::-1].ravel() for p in panel.persons])
    turned = Moments(np.arange(4.0), ("depression", "pain"), rows.mean(axis=0), np.cov(rows.T, ddof=0), 80, None, "day")
    a = fit_ml(panel, LOOP, ladder=False, starts=1, error=False, t0="centred")
    b = fit_ml(turned, LOOP, ladder=False, starts=1, error=False, t0="centred")
    assert numbers(b) == pytest.approx(numbers(a), rel=1e-4, abs=1e-5)


def test_an_impulse_is_found() -> None:
    rng = np.random.default_rng(9)
    panel = simulate_panel(seed=9, occasions=300)
    person = panel.persons[0]
    hits = (rng.random(300) < 0.15).astype(float)[:, None]
    # What a hit of 2 points on pain leaves: exp(A k) of it, k days later.
    from scipy.linalg import expm

    carried = sum(np.vstack([np.zeros((k, 2)), (hits @ np.array([[2.0, 0.0]]))[: 300 - k]]) @ expm(DRIFT * k).T for k in range(25))
    panel = replace(panel, inputs=("hit",), persons=(replace(person, values=person.values + carried, inputs=hits),))
    fit = fit_ml(panel, parse("pain <-> depression; hit => pain + depression (impulse)"), error=False, starts=2)
    found = {p.name: p for p in fit.parameters}
    assert found["input:hit->pain"].estimate == pytest.approx(2.0, abs=4 * (found["input:hit->pain"].se or 0))
    assert (found["input:hit->pain"].se or 9) < 0.3
    assert found["input:hit->depression"].estimate == pytest.approx(0.0, abs=4 * (found["input:hit->depression"].se or 0))


def test_a_fit_keeps_where_its_covariates_and_trends_are_counted_from() -> None:
    """Set on more days, or on one person alone, its levels mean what they meant."""
    whole = simulate_panel(seed=8, persons=10, occasions=30)
    whole = replace(
        whole, persons=tuple(replace(p, covariates=np.array([40.0 + i])) for i, p in enumerate(whole.persons)), covariates=("age",)
    )
    panel = replace(whole, persons=tuple(p.at(np.arange(20)) for p in whole.persons))
    fit = fit_ml(panel, LOOP, traits=False, error=False, t0="stationary", starts=1, ladder=False, trend=True, covariates={"age": "levels"})
    assert fit.centres is not None
    assert fit.centres == centres_of(panel, LOOP, fit.choices)
    assert fit.centres.covariates == {"age": 44.5}
    far = forecast(fit, panel, times=[300.0], draws=0, persons=["3"]).persons[0].mean
    late = replace(whole, persons=(whole.persons[2].at(np.arange(15, 30)),))
    np.testing.assert_allclose(forecast(fit, late, times=[300.0], draws=0).persons[0].mean, far, atol=1e-6)
    plain = fit_ml(panel, LOOP, traits=False, error=False, t0="stationary", starts=1, ladder=False)
    assert plain.centres is None
