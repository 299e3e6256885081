"""Covariances over time as a picture."""

from __future__ import annotations

import numpy as np
import pytest
from tests.show.chart import checked

from unspiral.records.outlook import LagCovariance
from unspiral.show.covariance_chart import covariance_picture

pytestmark = pytest.mark.unit


def curve(observed: float, cause: str = "mood") -> LagCovariance:
    lag, middle = np.arange(5.0), 1.2 * 0.7 ** np.arange(5.0)
    seen = middle.copy()
    seen[3] = observed
    return LagCovariance("pain", cause, lag, np.array([900, 880, 860, 840, 820]), seen, middle, middle - 0.2, middle + 0.2)


def test_a_loop_that_fits_is_said_to() -> None:
    picture = covariance_picture(curve(0.5), "pain", "day")
    words = checked(picture)
    assert picture.title == "Pain with mood earlier: covariance as the loop makes it"
    assert "days between the two answers" in words and "covariance, points²" in words
    assert picture.table.rows[3][:3] == ("3.0", "840", "+0.5")


def test_what_leaves_the_band_by_more_than_chance_is_said_and_filled() -> None:
    good, bad = (covariance_picture(curve(value, "pain"), "pain", "month") for value in (0.5, 1.5))
    assert bad.title == "Pain with itself earlier: covariance off the loop’s"
    little = covariance_picture(curve(1.2 * 0.343 + 0.21), "pain", "day")
    assert little.title.endswith("as the loop makes it") and good.svg.count("uc-paper") - little.svg.count("uc-paper") == 1
    assert good.svg.count("uc-paper") - bad.svg.count("uc-paper") == 1
