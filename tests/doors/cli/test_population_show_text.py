from __future__ import annotations

import pytest
from tests.act.population.example import declared, markov
from tests.act.population.test_xmile import made

from unspiral.doors.cli.population_show_text import NOT, show_text

pytestmark = pytest.mark.unit


def test_courses_hazards_and_people_stand_in_order() -> None:
    shown = show_text(declared(), None)
    places = [shown.index(words) for words in ("pain: none", "depression: none", "mood care: off", "life: alive", "People of 18 to 89")]
    assert places == sorted(places)
    assert "back, mood, mending" in " ".join(shown.split()) and "They differ" not in show_text(markov(), None)
    assert "a law of 7 classes" in " ".join(shown.split()) and "standard normal" not in shown
    assert NOT.split(";")[0] in " ".join(shown.split())


def test_how_good_a_file_is_stands_beneath() -> None:
    shown = " ".join(show_text(declared(), made()).split())
    assert "8 classes of person effects" in shown and "by Euler's method with its step of 1 week" in shown
    assert "from the exact forward equation" in shown and "an error of this file, not of the declaration" in shown
