"""A fortnightly mean beside a daily answer: honoured, the links come back; ignored, they do not. Takes some minutes."""

from __future__ import annotations

import pytest
from tests.calibration.windows import run

pytestmark = pytest.mark.calibration


def test_a_window_that_is_honoured_gives_the_links_back_and_one_that_is_ignored_does_not() -> None:
    found = run(40)
    for number, told in found["honoured"].items():
        assert abs(told.gap) < 3.5, number
        assert told.covered > 0.82, number  # of 40 replicates
    for number in ("link:pain->low_mood", "link:low_mood->pain"):
        assert abs(found["ignored"][number].gap) > 10.0, number
        assert found["ignored"][number].covered < 0.7, number
