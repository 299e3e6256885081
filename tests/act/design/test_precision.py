"""Standard error and power: of people who are alike, of people who differ, and beside one learned study."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import norm
from tests.act.design.made import LINK, true

from unspiral.act.design.confirm import made
from unspiral.act.design.expected import expected_information
from unspiral.act.design.precision import Person, in_units, power, precision_of, quantile
from unspiral.act.design.slopes import slopes_of
from unspiral.act.design.timetable import Timetable
from unspiral.learn.fit_ml import fit_ml
from unspiral.learn.parameters import layout_for
from unspiral.records.design import Design

pytestmark = pytest.mark.unit


def whole(beeps: int = 2, days: int = 10, compliance: float = 1.0) -> Person:
    return Person(False, Timetable(beeps, compliance=compliance), days, 12, 1)


def test_power_is_the_chance_of_an_interval_that_leaves_out_nothing() -> None:
    z = norm.ppf(0.975)
    assert power(0.3, 0.1, 0.95) == pytest.approx(norm.sf(z - 3.0) + norm.cdf(-z - 3.0))
    assert power(-0.3, 0.1, 0.95) == power(0.3, 0.1, 0.95)
    assert power(0.0, 0.1, 0.9) == pytest.approx(0.1)
    assert power(0.2, 0.0, 0.95) == 1.0
    assert np.isnan(power(0.2, np.inf, 0.95))
    assert quantile(0.95) == pytest.approx(z)


def test_power_where_the_width_of_the_interval_moves_with_the_estimate() -> None:
    """Against draws of an estimate and of its standard error that go together as lean and swing say."""
    random, z = np.random.default_rng(1), norm.ppf(0.975)
    b, se, lean, swing = 0.2, 0.07, 0.14, 0.03
    noise = random.multivariate_normal([0.0, 0.0], [[1.0, lean], [lean, swing]], size=400_000) * se
    estimate, error = b + noise[:, 0], se + noise[:, 1]
    seen = float((np.abs(estimate) > z * error).mean())
    assert power(b, se, 0.95, lean, swing) == pytest.approx(seen, abs=0.003)
    assert abs(power(b, se, 0.95) - seen) > 0.03
    assert power(-b, se, 0.95, -lean, swing) == power(b, se, 0.95, lean, swing)
    assert power(b, se, 0.95, 4.0 * lean, 16.0 * swing) == pytest.approx(power(b, se, 0.95, lean * (0.05 / swing) ** 0.5, 0.05))
    assert power(0.1, se, 0.95, lean, swing) == power(0.1, se, 0.95)  # seen less often than not: the width stays as it is
    assert power(z * se + 1e-9, se, 0.95, lean, swing) == pytest.approx(power(z * se - 1e-9, se, 0.95, lean, swing), abs=1e-6)
    assert power(0.0, se, 0.95, lean, swing) == pytest.approx(0.05)


def test_lean_and_swing_are_slopes_of_the_standard_error_itself() -> None:
    """By central differences of the standard error along the covariance of all estimates, first states and levels included."""
    truth, asked = true(0.3, 0.1), whole(days=20)
    found = precision_of(truth, LINK, asked, moving=True)
    assert found.lean is not None
    assert found.swing is not None
    layout = layout_for(truth.varying(), truth.choices(alone=False, level=0.95), "day").average
    times, _ = asked.timetable.times(20)
    gaps, gap = np.unique(np.round(np.diff(times), 10), return_inverse=True)

    def covariance(values: np.ndarray) -> np.ndarray:
        slopes = slopes_of(layout, values, gaps)
        told = expected_information(slopes, np.concatenate([[0], gap]), np.ones((1, len(times)), dtype=bool), np.array([len(times)]))
        return np.linalg.inv(told[0, 0])

    values, free = truth.values(layout), slopes_of(layout, truth.values(layout), gaps).at
    at = [layout.names[k] for k in free].index("link:depression->pain")
    v, slope = covariance(values), []
    for k, place in enumerate(free):
        ends = []
        for sign in (1.0, -1.0):
            moved = values.copy()
            moved[place] += sign * 1e-4 * np.sqrt(v[k, k])
            ends.append(np.sqrt(covariance(moved)[at, at]))
        slope.append((ends[0] - ends[1]) / (2e-4 * np.sqrt(v[k, k])))
    g = np.array(slope)
    assert found.lean[-1] == pytest.approx(g @ v[:, at] / v[at, at], rel=0.03)
    assert found.swing[-1] == pytest.approx(g @ v @ g / v[at, at], rel=0.03)
    assert found.swing[-1] >= found.lean[-1] ** 2
    assert found.power(50, 20, 0.95) == power(0.3, found.se(50, 20), 0.95, found.lean[-1] / 50**0.5, found.swing[-1] / 50)
    still = precision_of(truth, LINK, asked)
    assert still.lean is None
    assert still.power(50, 20, 0.95) == power(0.3, still.se(50, 20), 0.95)


def test_where_links_differ_the_information_is_that_of_a_linear_mixed_model() -> None:
    """(J^-1 + Z Omega Z')^-1 written out."""
    truth = true(0.3, 0.1, {LINK: 0.4})
    layout = layout_for(truth.varying(), truth.choices(alone=False, level=0.95), "day").average
    times, _ = Timetable(2).times(10)
    gaps, gap = np.unique(np.round(np.diff(times), 10), return_inverse=True)
    slopes = slopes_of(layout, truth.values(layout), gaps)
    told = expected_information(slopes, np.concatenate([[0], gap]), np.ones((1, len(times)), dtype=bool), np.array([len(times)]))[0, 0]
    at = [layout.names[k] for k in slopes.at].index("link:depression->pain")
    scatter = np.zeros(told.shape)
    scatter[at, at] = 0.4**2
    exact = np.linalg.inv(np.linalg.inv(told) + scatter)
    found = precision_of(truth, LINK, whole())
    assert found.se(50, 10) == pytest.approx(np.sqrt(np.linalg.inv(50 * exact)[at, at]), rel=1e-7)
    assert found.se(50, 10) ** 2 == pytest.approx(np.linalg.inv(50 * told)[at, at] + 0.4**2 / 50, rel=1e-7)


def test_however_long_the_average_of_people_who_differ_stays_unsure() -> None:
    found = precision_of(true(0.3, 0.1, {LINK: 0.4}), LINK, whole(days=200))
    alike = precision_of(true(0.3, 0.1), LINK, whole(days=200))
    assert found.floor(25) == pytest.approx(0.08)
    assert found.se(25, 200) > 0.08
    assert found.se(25, 200) ** 2 - alike.se(25, 200) ** 2 == pytest.approx(0.08**2, rel=1e-6)
    assert alike.floor(25) == 0.0


def test_more_is_never_less() -> None:
    found = precision_of(true(), LINK, whole(days=40, compliance=0.8))
    assert (np.diff(found.variance[np.isfinite(found.variance)]) <= 0).all()
    full = precision_of(true(), LINK, whole(days=40))
    assert full.se(30, 40) < found.se(30, 40) < full.se(15, 40)
    assert not full.chance.any()
    assert 0.0 < found.chance[-1] < 0.05


def test_days_without_asking_tell_nothing_new() -> None:
    found = precision_of(true(), LINK, Person(False, Timetable(4, every=7), 30, 1, 1))
    assert len(found.variance) == 30
    assert found.variance[21] == found.variance[27] > found.variance[28]


def test_a_study_too_short_for_its_numbers_tells_nothing() -> None:
    assert np.isinf(precision_of(true(), LINK, whole(beeps=1, days=2)).variance[0])


def test_another_unit_of_time_changes_no_power() -> None:
    assert in_units(np.array([14.0]), "week").tolist() == [2.0]


def test_one_learned_study_has_about_the_expected_standard_error() -> None:
    truth, design = true(), Design(60, 28, 3, 0.8, 5040)
    panel = made(truth, design, Timetable(3, compliance=0.8), seed=2, number=0)
    assert panel is not None
    fit = fit_ml(panel, truth.loop, traits=True, error=True, t0="joint", starts=1, ladder=False)
    se = next(p.se for p in fit.parameters if p.name == "link:depression->pain")
    expected = precision_of(truth, LINK, Person(False, Timetable(3, compliance=0.8), 28, 12, 1)).se(60, 28)
    assert se == pytest.approx(expected, rel=0.2)
