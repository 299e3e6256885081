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
