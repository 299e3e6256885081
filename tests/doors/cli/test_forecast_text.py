"""Forecasts on a terminal: some people, some times, and a word about the rest."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from unspiral.doors.cli.forecast_text import forecast_text
from unspiral.records.outlook import Forecast, ForecastScore, PersonForecast

pytestmark = pytest.mark.unit


def made(people: int, times: int) -> Forecast:
    mean = np.full((times, 1), 4.0)
    parts = [mean, 0 * mean, 0 * mean, 0 * mean, mean - 1, mean + 1, mean - 1, mean + 1]
    persons = tuple(PersonForecast(f"P{i}", 9.0, 10.0 + np.arange(float(times)), *parts) for i in range(people))
    return Forecast(("pain",), "week", 0.8, 0, ("the loop stays",), persons)


def test_one_person_has_no_name() -> None:
    text = forecast_text(made(1, 2))
    assert text.splitlines()[0] == "Expected answers, in points, with 80 % bands"
    assert "weeks ahead  pain" in text and "4.00 (3.00 to 5.00)" in text and "P0" not in text
    assert text.endswith("- The loop stays.")


def test_many_people_and_times_are_cut_and_that_is_said() -> None:
    text = forecast_text(made(8, 20))
    assert "Person P4" in text and "Person P5" not in text
    assert "and 3 more people" in text and "and 6 more times" in text


def test_a_scale_that_was_turned_round_is_named_so() -> None:
    found = made(1, 1)
    assert "weeks ahead  10 − pain" in forecast_text(replace(found, turned={"pain": 10.0}))
    assert "weeks ahead  − pain" in forecast_text(replace(found, turned={"pain": None}))


def test_scores_come_last() -> None:
    text = forecast_text(made(1, 1), (ForecastScore("pain", 1, 40, -1.0, 0.5, 0.9, 1.2, 1.0, 0.9, 0.8),))
    assert text.splitlines()[-1].split() == ["pain,", "1", "ahead", "40", "0.90", "1.20", "1.00", "90", "%"]
