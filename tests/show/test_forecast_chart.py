"""Forecasts as a picture and as a table of scores."""

from __future__ import annotations

import numpy as np
import pytest
from tests.show.chart import checked
from tests.show.diary import diary

from unspiral.records.outlook import Forecast, ForecastScore, PersonForecast
from unspiral.show.forecast_chart import forecast_picture, score_table

pytestmark = pytest.mark.unit


def test_the_finding_is_the_last_forecast_with_its_band() -> None:
    panel = diary(40)
    last = float(panel.persons[0].time[-1])
    mean = np.column_stack([np.linspace(5.0, 5.5, 7), np.full(7, 3.0)])
    one = np.ones_like(mean)
    person = PersonForecast(
        "1", last, last + np.arange(1.0, 8.0), mean, one, 0 * one, 0.3 * one, mean - 2, mean + 2, mean - 1.8, mean + 1.8
    )
    found = Forecast(("pain", "depression"), "day", 0.9, 50, ("it holds",), (person,))
    picture = forecast_picture(found, person, panel, "pain", "pain", who="")
    words = checked(picture)
    assert picture.title == "Pain expected 7 days later: 5.5 (90 % band 3.5 to 7.5)"
    assert "last answer" in words and "days after the last answer" in words and "pain, points" in words
    assert picture.table.rows[0] == ("1.0", "5.00", "3.00 to 7.00", "1.00, 0.00, 0.30")
    assert len(picture.table.rows) == 7


def test_scores_are_a_row_each() -> None:
    score = ForecastScore("pain", 2, 1200, -1.25, 0.5, 0.9, 1.2, 1.0, 0.895, 0.9)
    table = score_table((score,))
    assert table.rows == (("pain, 2 ahead (1\u202f200)", "0.90", "1.20", "1.00", "89.5 %", "0.50", "−1.25"),)
    assert "90 %" in table.caption
