"""The summary figures: their derivatives are right, two roads lead to them, and the packaged file holds them."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from numpy import ndarray
from scripts.make_help_moments import (
    SOURCE,
    WAVES,
    Pattern,
    as_text,
    by_em,
    by_search,
    document,
    help_values,
    information,
    loglik,
    patterns_of,
    polish,
    score,
    vech_at,
)

from unspiral.evidence.example import example_moments_path


def made(k: int = 4, n: int = 80, seed: int = 1) -> list[Pattern]:
    """A small panel of correlated answers with a third of them missing, and people who answered one cell only."""
    rng = np.random.default_rng(seed)
    root = rng.normal(size=(k, k)) * 0.4 + np.eye(k)
    rows = rng.normal(size=(n, k)) @ root.T + np.arange(k)
    rows[rng.random(rows.shape) < 0.35] = np.nan
    rows[:3] = np.nan
    rows[:3, 0] = [1.0, 2.0, 0.5]
    return patterns_of(rows[~np.isnan(rows).all(axis=1)])


def moved(mean: ndarray, cov: ndarray, step: ndarray) -> tuple[ndarray, ndarray]:
    k = len(mean)
    rows, columns = vech_at(k)
    other = cov.copy()
    other[rows, columns] += step[k:]
    other[columns, rows] = other[rows, columns]
    return mean + step[:k], other


@pytest.mark.identity
def test_score_and_information_are_the_derivatives_of_the_log_likelihood() -> None:
    patterns = made()
    mean, cov = np.array([0.3, 1.2, 2.0, 2.7]), np.eye(4) * 1.7 + 0.4
    free = 4 + 10
    h = 1e-5
    slope, curve = score(patterns, mean, cov), information(patterns, mean, cov)
    for i, e in enumerate(np.eye(free) * h):
        up, down = moved(mean, cov, e), moved(mean, cov, -e)
        assert slope[i] == pytest.approx((loglik(patterns, *up) - loglik(patterns, *down)) / (2 * h), abs=1e-5)
        np.testing.assert_allclose(curve[i], (score(patterns, *down) - score(patterns, *up)) / (2 * h), atol=1e-5)
    np.testing.assert_array_equal(curve, curve.T)


@pytest.mark.unit
def test_two_roads_lead_to_the_same_top() -> None:
    patterns = made(seed=2)
    mean, cov = polish(patterns, *by_em(patterns, 4))
    other_mean, other_cov = by_search(patterns, 4)
    assert np.abs(score(patterns, mean, cov)).max() < 1e-8
    assert np.linalg.eigvalsh(information(patterns, mean, cov))[0] > 0
    np.testing.assert_allclose(other_mean, mean, atol=1e-8)
    np.testing.assert_allclose(other_cov, cov, atol=1e-8)


@pytest.mark.identity
def test_complete_answers_need_no_iteration() -> None:
    rows = np.random.default_rng(3).normal(size=(50, 3)) @ np.array([[1.0, 0.5, 0.0], [0.0, 1.0, 0.3], [0.0, 0.0, 0.8]])
    patterns = patterns_of(rows)
    assert len(patterns) == 1
    mean, cov = by_em(patterns, 3)
    np.testing.assert_allclose(mean, rows.mean(axis=0), atol=1e-12)
    np.testing.assert_allclose(cov, np.cov(rows.T, ddof=0), atol=1e-12)
    np.testing.assert_allclose(information(patterns, mean, cov)[:3, :3], 50 * np.linalg.inv(cov), rtol=1e-9)


@pytest.fixture(scope="module")
def packaged() -> dict[str, object]:
    return json.loads(example_moments_path().read_text(encoding="utf-8"))


@pytest.mark.unit
def test_the_packaged_file_says_what_it_is(packaged: dict[str, object]) -> None:
    source = str(packaged["source"])
    assert source == f"{SOURCE} Log-likelihood of these figures: -5632.295084."
    for said in ("Samet", "Addiction 2003;98(4):509-516", "GPL", "no row of a person", "scripts/make_help_moments.py", "-5632.295084"):
        assert said in source
    assert as_text(packaged) == example_moments_path().read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def patterns(shared: Path) -> list[Pattern]:
    return patterns_of(help_values(shared / "data" / "help_panel_lbp_cesd" / "waves.csv.gz"))


@pytest.mark.peer
def test_the_packaged_figures_are_those_of_the_rows(patterns: list[Pattern], packaged: dict[str, object]) -> None:
    assert sum(p.n for p in patterns) == 470
    fresh = document(patterns)
    for name in ("waves", "unit", "columns", "n"):
        assert packaged[name] == fresh[name]
    for name in ("mean", "cov", "information"):
        np.testing.assert_allclose(np.array(packaged[name]), np.array(fresh[name]), rtol=1e-9, atol=1e-9)


@pytest.mark.peer
def test_the_packaged_figures_are_a_maximum(patterns: list[Pattern], packaged: dict[str, object]) -> None:
    mean, cov = np.array(packaged["mean"]), np.array(packaged["cov"])
    assert np.abs(score(patterns, mean, cov)).max() < 1e-6
    assert loglik(patterns, mean, cov) == pytest.approx(-5632.295084, abs=1e-6)
    known = np.array(packaged["information"])
    assert len(known) == 2 * len(WAVES) + 55
    np.testing.assert_allclose(known, information(patterns, mean, cov), rtol=1e-8, atol=1e-8)
    assert np.linalg.eigvalsh(known)[0] > 0
    for i, j in [(0, 0), (1, 7), (3, 30), (12, 12), (20, 51), (64, 64)]:
        assert known[i, j] == pytest.approx(-second_difference(patterns, mean, cov, i, j), rel=2e-4, abs=2e-3)


def second_difference(patterns: list[Pattern], mean: ndarray, cov: ndarray, i: int, j: int) -> float:
    """Of the log-likelihood itself: no derivative of ours is used."""
    h = 1e-3
    a, b = h * np.eye(65)[i], h * np.eye(65)[j]
    corners = [loglik(patterns, *moved(mean, cov, s * a + t * b)) * s * t for s in (1, -1) for t in (1, -1)]
    return sum(corners) / (4.0 * h * h)
