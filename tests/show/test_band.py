"""Curves, bands and dots."""

from __future__ import annotations

import re

import numpy as np
import pytest

from unspiral.show.axis import plot_of
from unspiral.show.band import band, bands, curve, dots

pytestmark = pytest.mark.unit

PLOT = plot_of((0.0, 4.0), (0.0, 1.0), 360.0, 250.0)
X = np.arange(5.0)


def test_a_gap_breaks_the_line() -> None:
    y = np.array([0.1, 0.2, np.nan, 0.4, 0.5])
    assert curve(PLOT, X, y).count("<path") == 2
    assert curve(PLOT, X, np.array([0.1, np.nan, 0.3, np.nan, 0.5])) == ""


def test_a_band_stays_in_the_plot() -> None:
    drawn = band(PLOT, X, np.full(5, -50.0), np.full(5, 50.0), opacity=0.2)
    first = re.search(r"M\S+ (\S+?)l", drawn)
    assert first is not None
    assert float(first[1]) == PLOT.top
    assert band(PLOT, X, np.full(5, np.nan), np.full(5, 0.5), opacity=0.2) == ""


def test_the_outer_band_has_an_edge() -> None:
    drawn = bands(PLOT, X, (np.full(5, 0.4), np.full(5, 0.6)), (np.full(5, 0.2), np.full(5, 0.8)))
    assert drawn.count("z") == 2
    assert drawn.count('stroke-width="0.8"') == 2


def test_every_answer_is_a_dot_and_no_other() -> None:
    y = np.array([0.1, np.nan, 0.3, 0.4, np.nan])
    drawn = dots(PLOT, X, y)
    assert drawn.count("h0") == 3
    x = total = 0.0
    for a, b in re.findall(r"m(\S+) (\S+?)h0", drawn):
        x, total = x + float(a), total + float(b)
    assert abs(x - PLOT.x.at(3.0)) < 0.3
    assert abs(total - PLOT.y.at(0.4)) < 0.3
    assert dots(PLOT, X, np.full(5, np.nan)) == ""
