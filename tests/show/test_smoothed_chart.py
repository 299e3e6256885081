"""The smoothed course as a picture."""

from __future__ import annotations

import numpy as np
import pytest
from tests.show.chart import checked

from unspiral.records.outlook import Smoothed, SmoothedPerson
from unspiral.show.smoothed_chart import smoothed_picture

pytestmark = pytest.mark.unit


def course(error: float = 0.4, gap: float = 12.0) -> Smoothed:
    """Ten days, a gap, ten days; one look between two days."""
    days = np.concatenate([np.arange(10.0), 9.0 + gap + np.arange(10.0)])
    time = np.sort(np.concatenate([days, days[:-1] + np.diff(days) / 2]))
    occasion = np.isin(time, days)
    line = 4.0 + np.sin(time / 3.0)
    answers = np.where(occasion, line + 0.3, np.nan)[:, None]
    sd = np.where(occasion, 0.2, 0.5)[:, None]
    state = np.zeros((len(time), 1))
    person = SmoothedPerson("7", time, occasion, answers, state, state[..., None], line[:, None], sd)
    return Smoothed(("pain",), ("pain_0_10",), "day", np.array([error]), (person,))


def test_units_title_and_caption() -> None:
    found = course()
    picture = smoothed_picture(found, found.persons[0], "pain_0_10", "pain", who=" (person 7)")
    words = checked(picture)
    assert "days since the first answer" in words and "pain 0 10, points" in words
    assert picture.title.startswith("Pain 0 10: highest (5.0) after ") and picture.title.endswith(" (person 7)")
    assert "goes through every answer" not in picture.caption
    assert picture.svg.count("<path") == 4  # band, dots, and a line in two stretches: the gap stays a gap


def test_without_a_gap_the_line_is_whole_and_without_error_that_is_said() -> None:
    found = course(error=0.0, gap=1.0)
    picture = smoothed_picture(found, found.persons[0], "pain_0_10", "pain", who="")
    assert picture.svg.count("<path") == 3 and "goes through every answer" in picture.caption


def test_stretches_without_an_answer_say_so() -> None:
    found = course(gap=30.0)
    rows = smoothed_picture(found, found.persons[0], "pain_0_10", "pain", who="").table.rows
    assert any(row[1] == "no answer" for row in rows) and all("to" in row[3] for row in rows)
