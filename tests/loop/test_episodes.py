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
