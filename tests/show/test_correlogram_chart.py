"""Correlations of what was not foreseen, as a picture; its title claims a finding only where there is one."""

from __future__ import annotations

import numpy as np
import pytest
from tests.show.chart import checked

from unspiral.records.outlook import Residuals
from unspiral.show.correlogram_chart import correlogram_picture

pytestmark = pytest.mark.unit


def made(at: int, size: float) -> Residuals:
    r = np.full((10, 2, 2), 0.02)
    r[at - 1, 0, 1] = size
    return Residuals(("pain", "mood"), np.arange(1, 11), r, np.full((10, 2, 2), 0.1), np.full((10, 2, 2), 380), (), (), ())


@pytest.mark.parametrize(
    ("at", "size", "title"),
    [
        (1, 0.05, "Pain after mood: what was not foreseen is new each time"),
        (3, 0.12, "Pain after mood: what was not foreseen is new each time"),  # one of ten leaves its band by chance
        (3, -0.3, "Pain after mood: what was not foreseen comes back 3 occasions later"),
        (1, 0.3, "Pain after mood: what was not foreseen comes back the next time"),
    ],
)
def test_the_title_says_what_was_found(at: int, size: float, title: str) -> None:
    picture = correlogram_picture(made(at, size), 0, 1, "pain")
    words = checked(picture)
    assert picture.title == title
    assert "occasions between" in words and "correlation" in words
    assert len(picture.table.rows) == 10 and picture.table.rows[0][2:] == ("±0.10", "380")


def test_marks_outside_the_band_are_filled() -> None:
    inside, outside = (correlogram_picture(made(3, size), 0, 1, "pain").svg.count("uc-paper") for size in (0.05, 0.3))
    assert (inside, outside) == (10, 9)
