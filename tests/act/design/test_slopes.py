"""Derivatives of a model's matrices over the intervals of a timetable."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.linalg import expm, expm_frechet, solve_continuous_lyapunov
from tests.act.design.made import LOOP, true

from unspiral.act.design.slopes import slopes_of
from unspiral.learn.parameters import layout_for

pytestmark = pytest.mark.identity
GAPS = np.array([0.2, 0.5, 3.0])


def test_transitions_move_as_the_derivative_of_the_exponential_says() -> None:
    truth = true()
    layout = layout_for(LOOP, truth.choices(alone=False, level=0.95), "day")
    found = slopes_of(layout, truth.values(layout), GAPS)
    for k, gap in enumerate(GAPS):
        np.testing.assert_allclose(found.transition[k, :2, :2], expm(truth.drift * gap), atol=1e-12)
        for n, at in enumerate(found.at):
            slot = layout.slots[at]
            if slot.field == "drift":
                way = np.zeros((2, 2))
                way[slot.entries[0]] = 1.0
                exact = expm_frechet(truth.drift * gap, way * gap, compute_expm=False)
                np.testing.assert_allclose(found.dtransition[k, n, :2, :2], exact, atol=1e-8)
            else:
                assert np.abs(found.dtransition[k, n]).max() < 1e-9


def test_a_law_of_its_own_for_all_times_moves_with_the_drift() -> None:
    truth = true()
    layout = layout_for(LOOP, truth.choices(alone=True, level=0.95), "day")
    found = slopes_of(layout, truth.values(layout), GAPS)
    np.testing.assert_allclose(found.first, solve_continuous_lyapunov(truth.drift, -truth.diffusion), atol=1e-12)
    at = [layout.names[k] for k in found.at].index("link:depression->pain")
    way = np.array([[0.0, 1.0], [0.0, 0.0]])
    exact = solve_continuous_lyapunov(truth.drift, -(way @ found.first + found.first @ way.T))
    np.testing.assert_allclose(found.dfirst[at], exact, atol=1e-8)


def test_numbers_about_means_are_left_out() -> None:
    truth = true()
    layout = layout_for(LOOP, truth.choices(alone=False, level=0.95), "day")
    names = {layout.names[k] for k in slopes_of(layout, truth.values(layout), GAPS).at}
    assert set(layout.names) - names == {"level:pain", "level:depression", "t0mean:pain", "t0mean:depression"}
