"""Two-stage standard errors: those of complete data when nothing is missing, wider when something is, and equal to what a
simulation of incomplete panels shows."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from tests.learn.loops import simulate_panel

from unspiral.learn.fit_ml import fit_ml
from unspiral.loop.language import parse
from unspiral.records import Moments

LOOP = parse("pain <-> depression")


def complete_information(cov: np.ndarray, n: int) -> np.ndarray:
    """Expected information of (mean, vech cov) for n complete normal rows; vech = lower triangle, column by column."""
    k = len(cov)
    inverse = np.linalg.inv(cov)
    pairs = [(i, j) for j in range(k) for i in range(j, k)]
    bumps = []
    for i, j in pairs:
        e = np.zeros((k, k))
        e[i, j] = e[j, i] = 1.0
        bumps.append(inverse @ e)
    out = np.zeros((k + len(pairs),) * 2)
    out[:k, :k] = n * inverse
    out[k:, k:] = 0.5 * n * np.array([[np.trace(a @ b) for b in bumps] for a in bumps])
    return out


@pytest.fixture(scope="module")
def moments() -> Moments:
    panel = simulate_panel(seed=4, persons=400, occasions=4, trait=0.7)
    rows = np.array([p.values.ravel() for p in panel.persons])
    return Moments(np.arange(4.0), panel.indicators, rows.mean(axis=0), np.cov(rows.T, ddof=0), 400, None, "day")


def errors(given: Moments) -> dict[str, float]:
    fit = fit_ml(given, LOOP, traits=True, t0="centred", means="wave", error=False, ladder=False, starts=2)
    return {p.name: p.se or 0.0 for p in fit.parameters}


def test_with_complete_information_they_are_the_usual_ones(moments: Moments) -> None:
    usual = errors(moments)
    two = errors(replace(moments, information=complete_information(moments.cov, 400)))
    # Observed against expected curvature: equal where the model fits, close where it nearly does.
    assert all(two[name] == pytest.approx(usual[name], rel=0.06) for name in usual)


def test_half_the_information_widens_them_by_the_square_root_of_two_and_leaves_no_loglik(moments: Moments) -> None:
    whole = complete_information(moments.cov, 400)
    two, half = errors(replace(moments, information=whole)), errors(replace(moments, information=whole / 2.0))
    assert all(half[name] == pytest.approx(two[name] * np.sqrt(2.0), rel=1e-6) for name in two)
    fit = fit_ml(replace(moments, information=whole), LOOP, t0="centred", error=False, starts=2)
    assert fit.loglik is None
    assert fit.aic is None
    assert fit.bic is None
    assert any(v.code == "two-stage" for v in fit.verdicts)
    # Without a likelihood the means are checked by a Wald test; here they do not move.
    assert [(v.level, "Wald" in v.reason) for v in fit.verdicts if v.code == "means"] == [("ok", True)]
