"""Means over stretches of what shifts a level, against sums over fine grids."""

from __future__ import annotations

import numpy as np
import pytest

from unspiral.learn.averages import averages

pytestmark = pytest.mark.unit

ENDS = np.array([0.3, 6.999, 7.0, 13.25, 20.6, 401.77])


@pytest.mark.parametrize("span", [0.04, 1.0, 7.0, 10.3, 14.0])
@pytest.mark.parametrize("label", ["sin", "cos"])
def test_a_daily_wave(span: float, label: str) -> None:
    grid = ENDS[:, None] - span * (np.arange(200_000) + 0.5) / 200_000
    wave = np.sin if label == "sin" else np.cos
    np.testing.assert_allclose(averages(ENDS, span, "daytime", label), wave(2 * np.pi * grid).mean(axis=1), atol=1e-9)


@pytest.mark.parametrize("span", [0.04, 1.0, 7.0, 10.3, 14.0])
def test_weekdays(span: float) -> None:
    grid = ENDS[:, None] - span * (np.arange(200_000) + 0.5) / 200_000
    shares = np.array([averages(ENDS, span, "weekday", str(day)) for day in range(7)])
    np.testing.assert_allclose(shares.sum(axis=0), 1.0, atol=1e-12)
    for day in range(7):
        np.testing.assert_allclose(shares[day], (np.floor(grid) % 7 == day).mean(axis=1), atol=2e-5)
