"""Simulated panels beside the data, as a picture."""

from __future__ import annotations

import numpy as np
import pytest
from tests.show.chart import checked

from unspiral.records.outlook import Replicates, Statistic
from unspiral.show.replicate_chart import replicate_picture, words

pytestmark = pytest.mark.unit
DRAWN = np.linspace(3.0, 5.0, 41)


def made(share: float, observed: float) -> Replicates:
    rows = (Statistic("mean", "pain", "", 4.1, DRAWN, 0.55), Statistic("cross-correlation", "mood", "pain", observed, DRAWN, share))
    return Replicates(41, 30, rows, (), 0.4, ())


def test_rows_are_named_and_numbered() -> None:
    picture = replicate_picture(made(0.5, 4.0), {"pain": "pain", "mood": "mood"})
    shown = checked(picture)
    assert picture.title == "Simulated panels look like the data"
    assert "mean of pain" in shown and "mood with pain, one before" in shown and "in their SDs" in shown
    assert picture.table.rows[1] == ("mood with pain, one before", "4.0", "3.0 to 5.0", "50 %")


def test_a_figure_far_out_is_in_the_title_and_at_the_edge() -> None:
    found = made(1.0, 90.0)
    picture = replicate_picture(found, {"pain": "pain", "mood": "mood"})
    assert picture.title == f"Simulated panels differ from the data: {words(found.statistics[1])}"
    checked(picture)


def test_a_figure_that_never_changes_is_drawn() -> None:
    rows = (Statistic("floor", "pain", "", 0.0, np.zeros(20), 0.5),)
    picture = replicate_picture(Replicates(20, 1, rows, (), 1.0, ()), {"pain": "pain"})
    assert words(rows[0]) in checked(picture)
    assert picture.table.rows == ((words(rows[0]), "0", "0 to 0", "50 %"),)
