from __future__ import annotations

import numpy as np
import pytest

from unspiral.act.population.targets import Goal
from unspiral.doors.cli.population_calibrate_text import aligned, shown

pytestmark = pytest.mark.unit


@pytest.mark.parametrize(("scale", "value", "words"), [("share", 0.211, "21.1 %"), ("time", 139.2, "139 days"), ("ratio", 1.594, "1.59")])
def test_numbers_as_people_say_them(scale: str, value: float, words: str) -> None:
    assert shown(value, Goal("made up", "", 1.0, 1.0, lambda _: np.nan, scale)) == words


def test_columns_stand_under_each_other() -> None:
    assert aligned([("a", "1"), ("long", "22")]) == "a      1\nlong  22"
