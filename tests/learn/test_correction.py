"""What expectation propagation leaves out: graphs against brute force, and against sums written out by hand."""

from __future__ import annotations

from itertools import product
from math import factorial

import numpy as np
import pytest
from numpy import ndarray
from tests.learn.stepped_designs import CASES, Case, brute, problem_for, read

from unspiral.learn import correction as module
from unspiral.learn.correction import correction, graphs
from unspiral.learn.problem import Problem

pytestmark = pytest.mark.identity

RARE = CASES[3]


def whole(problem: Problem, values: ndarray) -> ndarray:
    return problem.reported(values)[0]


def by_hand(cov: ndarray, high: ndarray) -> float:
    """Every graph of up to six edges on two, three and four nodes, by loops over nodes and edges."""
    n = len(cov)
    size = np.diag(cov)
    r = cov / np.outer(size, size)
    c = {order: high[order - 3] for order in range(3, 7)}
    total = 0.0
    for i, j in product(range(n), repeat=2):
        if i != j:
            total += sum(0.5 * c[k][i] * c[k][j] * r[i, j] ** k / factorial(k) for k in range(3, 7))
    for i, j, k in product(range(n), repeat=3):
        if i == j or j == k:
            continue  # both hang on j; i and k may be one where nothing joins them
        for a, b, d in product(range(5), range(5), range(5)):  # edges i-j, j-k, i-k
            degrees = (a + d, a + b, b + d)
            joined = (a > 0) + (b > 0) + (d > 0)
            if a + b + d > 6 or joined < 2 or min(degrees) < 3 or max(degrees) > 6 or (i == k and d):
                continue
            if not (a and b) and not d:
                continue
            if d == 0 or (i != k and a and b):
                weight = 0.5 if d == 0 else 1.0 / 6.0
                term = c[degrees[0]][i] * c[degrees[1]][j] * c[degrees[2]][k] * r[i, j] ** a * r[j, k] ** b * r[i, k] ** d
                total += weight * term / (factorial(a) * factorial(b) * factorial(d))
    for i, j, k, m in product(range(n), repeat=4):
        if i != j and j != k and k != m and m != i:  # a square with two double sides
            total += c[3][i] * c[3][j] * c[3][k] * c[3][m] * r[i, j] ** 2 * r[j, k] * r[k, m] ** 2 * r[m, i] / 16.0
        if len({i, j, k, m}) == 4:
            total += c[3][i] * c[3][j] * c[3][k] * c[3][m] * r[i, j] * r[i, k] * r[i, m] * r[j, k] * r[j, m] * r[k, m] / 24.0
    return total


def test_the_sum_is_the_one_written_out_by_hand() -> None:
    rng = np.random.default_rng(1)
    root = rng.normal(size=(5, 5))
    cov = root @ root.T / 5.0 + 0.5 * np.eye(5)
    high = rng.normal(size=(4, 5)) * np.array([0.3, 0.2, 0.2, 0.2])[:, None]
    assert graphs(cov, high)[0] == pytest.approx(by_hand(cov, high), rel=1e-10)


def test_one_cell_or_cells_apart_need_nothing() -> None:
    high = np.ones((4, 3))
    assert graphs(np.eye(1), high[:, :1]) == (0.0, 0.0)
    assert graphs(np.diag([0.5, 1.0, 2.0]), high) == (0.0, 0.0)


def test_graphs_alone_come_near_and_say_how_near(monkeypatch: pytest.MonkeyPatch) -> None:
    problem, values = problem_for(CASES[2], seed=2)
    truth = brute(problem, values)
    monkeypatch.setattr(module, "RULE", {})
    shares, part, settled = problem.reported(values)
    assert not part.exact.any()
    alone = np.abs(settled.shares - truth)
    left = np.abs(shares - truth)
    assert alone.max() > 1e-3  # expectation propagation alone is not good enough
    assert left.max() < 5e-5
    assert (left <= part.last + 1e-6).all()


def test_where_graphs_do_not_do_the_integral_is_taken() -> None:
    problem, values = problem_for(RARE, seed=1)
    shares, part, _ = problem.reported(values)
    assert part.exact.any()
    assert np.abs(shares - brute(problem, values, nodes=20)).max() < 2e-5


def test_more_answers_than_can_be_summed_are_left_out_and_said(monkeypatch: pytest.MonkeyPatch) -> None:
    problem, values = problem_for(CASES[0])
    monkeypatch.setattr(module, "MOST", 2)
    _, part, settled = problem.reported(values)
    assert part.left_out.all()
    assert (part.added == 0.0).all()
    assert np.isfinite(settled.shares).all()


def test_some_lanes_are_corrected_as_among_all() -> None:
    problem, values = problem_for(CASES[6], persons=4)
    _, part, settled = problem.reported(values)
    assert problem.emission is not None
    mine = np.array([1, 3])
    thresholds = values[problem.layout.sections["threshold"]]
    alone = correction(problem.lanes, problem.emission, problem.systems(values)[0], thresholds, settled.some(mine), mine)
    assert alone.added == pytest.approx(part.added[mine], abs=1e-12)


def test_longer_series_agree_with_the_rule_of_their_own(monkeypatch: pytest.MonkeyPatch) -> None:
    """Six cells: graphs against the integral, which is taken anyway where they are too rough."""
    case = Case("six", "depression by depression", read({"depression": "ordinal"}, depression=(0.0, 1.0, 2.0, 3.0)), CASES[0].values, 6)
    problem, values = problem_for(case, seed=4)
    by_graphs = whole(problem, values)
    monkeypatch.setattr(module, "DOUBT", dict.fromkeys(range(1, 7), -1.0))
    by_rule, part, _ = problem.reported(values)
    assert part.exact.all()
    assert np.abs(by_graphs - by_rule).max() < 5e-5
