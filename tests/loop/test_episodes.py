from __future__ import annotations

import pytest

from unspiral.loop.episodes import Basis, Course, Episodes, Hazard, People

pytestmark = pytest.mark.unit


def test_courses_and_hazards_are_found_by_name() -> None:
    pain = Course("pain", ("none", "acute"), "none")
    begins = Hazard("pain begins", "pain", ("none",), "acute", 0.3, Basis("", "made up"))
    found = Episodes("small", "pain", (pain,), (begins,), People(18, 20, (18.0,), 0.5, 18, Basis("", "made up")))
    assert found.course("pain") is pain and found.hazard("pain begins") is begins
    with pytest.raises(StopIteration):
        found.course("sleep")


def test_ages_inside_of_a_band_cut_it() -> None:
    people = People(18, 90, (18.0, 45.0, 75.0), 0.5, 18, Basis("", "made up"))
    assert [people.cuts(*ages) for ages in ((0.0, 45.0), (45.0, 75.0), (75.0, 90.0), (45.0, float("inf")))] == [None] * 4
    assert (people.cuts(18.0, 50.0), people.cuts(20.0, 45.0), people.cuts(75.0, 80.0)) == (50.0, 20.0, 80.0)
