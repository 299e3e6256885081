"""Episodes and what is counted of them, against plain loops over persons and weeks, and against the normal law."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import multivariate_normal
from tests.act.population.test_symptoms import WORLD, week_law

from unspiral.act.population.spells import Moves, inside, log_linear, moves, spells
from unspiral.act.population.symptoms import weekly
from unspiral.act.population.threshold_readings import Rule

pytestmark = pytest.mark.identity
RULE = Rule("pain", "chronic", 4.0, 0.0, 10.0, 5, 4, 3)


def plainly(row: list[float], rule: Rule) -> list[bool]:
    """The rule as it reads, week after week."""
    out: list[bool] = []
    now = False
    for week in range(len(row)):
        last = row[max(0, week - rule.weeks + 1) : week + 1]
        if now:
            now = not (week + 1 >= rule.leave and all(x < rule.at for x in row[week - rule.leave + 1 : week + 1]))
        else:
            now = row[week] >= rule.at and sum(x >= rule.at for x in last) >= rule.least
        out.append(now)
    return out


def test_episodes_are_those_of_the_rule_as_it_reads() -> None:
    rng = np.random.default_rng(4)
    scores = np.cumsum(rng.normal(size=(200, 60)), axis=1) * 0.5 + 4.0
    found = inside(scores, RULE)
    assert found.tolist() == [plainly(row.tolist(), RULE) for row in scores]
    assert 0.2 < found.mean() < 0.8


def test_stretches_and_moves_are_those_of_plain_counting() -> None:
    rng = np.random.default_rng(5)
    there = np.repeat(rng.random((50, 30)) < 0.5, 3, axis=1)
    other = rng.random(there.shape) < 0.3
    first = 10
    found = spells(there, first)
    wanted: list[tuple[int, int, bool]] = []
    for person, row in enumerate(there):
        for week in range(first, len(row)):
            if row[week] and not row[week - 1]:
                end = next((k for k in range(week, len(row)) if not row[k]), len(row))
                wanted.append((person, end - week - (end == len(row)), end < len(row)))
    assert list(zip(found.person.tolist(), found.weeks.tolist(), found.ended.tolist(), strict=True)) == wanted
    events, weeks = np.zeros(2), np.zeros(2)
    for row, with_it in zip(there, other, strict=True):
        for week in range(first, len(row)):
            if not row[week - 1]:
                events[int(with_it[week - 1])] += row[week]
                weeks[int(with_it[week - 1])] += 1.0
    counted = moves(there, True, [other], first)
    assert counted.events == pytest.approx(events) and counted.weeks == pytest.approx(weeks - 0.5 * events)


def test_how_long_runs_above_a_threshold_last_is_as_the_normal_law_has_it() -> None:
    # Weekly means of a linear loop are jointly normal: the chance of a run is a box of their law, worked out by another program's integral.
    rule = Rule("pain", "chronic", 4.5, 0.0, 10.0, 1, 1, 1)
    there = inside(weekly(WORLD, 11, range(6000), 12)[:, :, 0], rule)
    law = np.array([[week_law(WORLD, abs(a - b))[0, 0] for b in range(5)] for a in range(5)]) + WORLD.between[0, 0]

    def chance(signs: str) -> float:
        turned = np.array([1.0 if sign == "1" else -1.0 for sign in signs])
        n = len(signs)
        return float(multivariate_normal(cov=law[:n, :n] * np.outer(turned, turned)).cdf(-(4.5 - WORLD.level[0]) * turned))

    assert there.mean() == pytest.approx(chance("1"), abs=0.01)
    begun = spells(there, 1)
    for weeks in (1, 2, 3):
        lasting = chance("01" + "1" * weeks) / chance("01")
        assert begun.within(weeks) == pytest.approx(1.0 - lasting, abs=0.015), weeks


def test_the_product_limit_counts_those_who_are_lost() -> None:
    there = np.array([[0, 1, 1, 0, 0], [0, 1, 1, 1, 1], [0, 0, 0, 1, 1]], dtype=bool)
    found = spells(there, 1)
    # The third was seen to go on for one week and is then lost: two are left of whom the second week is known, and one of them ends.
    assert found.within(1) == 0.0 and found.within(2) == pytest.approx(1 / 2) and found.within(3) == pytest.approx(1 / 2)
    assert found.within(4) is None  # nobody was seen for so long
    assert found.within(1, np.array([False, False, True])) == 0.0
    assert spells(np.zeros((3, 5), dtype=bool), 1).within(2) is None


def test_poisson_regression_on_one_covariate_is_a_ratio_of_rates() -> None:
    found = log_linear(Moves(np.array([30.0, 24.0]), np.array([3000.0, 800.0]), np.array([[0.0], [1.0]])))
    assert found is not None
    b, covariance = found
    assert np.exp(b) == pytest.approx([0.01, 3.0]) and covariance[1, 1] == pytest.approx(1 / 30 + 1 / 24)
    assert log_linear(Moves(np.array([30.0, 0.0]), np.array([3000.0, 800.0]), np.array([[0.0], [1.0]]))) is None
    assert log_linear(Moves(np.array([30.0, 0.0]), np.array([3000.0, 0.0]), np.array([[0.0], [1.0]]))) is None
    alone = log_linear(Moves(np.array([7.0]), np.array([70.0]), np.zeros((1, 0))))
    assert alone is not None and np.exp(alone[0]) == pytest.approx([0.1])
