"""Times of prompts, and which of them are answered."""

from __future__ import annotations

import numpy as np
import pytest

from unspiral.act.design.timetable import Timetable
from unspiral.errors import SpecError

pytestmark = pytest.mark.unit


def test_prompts_lie_between_the_hours_with_nights_between_the_days() -> None:
    times, day = Timetable(3, hours=(9.0, 21.0)).times(2)
    assert times.tolist() == [0.375, 0.625, 0.875, 1.375, 1.625, 1.875]
    assert day.tolist() == [0, 0, 0, 1, 1, 1]
    assert np.round(np.diff(times), 10).tolist() == [0.25, 0.25, 0.5, 0.25, 0.25]


def test_a_single_beep_is_the_last_one_and_days_may_be_left_out() -> None:
    times, day = Timetable(1, every=7).times(15)
    assert times.tolist() == [0.875, 7.875, 14.875]
    assert day.tolist() == [0, 7, 14]


@pytest.mark.parametrize("burst", [None, 4.0])
def test_the_share_that_is_answered_is_the_one_that_was_stated(burst: float | None) -> None:
    table = Timetable(5, compliance=0.7, burst=burst)
    answered = np.array([table.answered(200, (1, person)) for person in range(400)])
    error = answered.mean(axis=1).std() / 20.0
    assert abs(answered.mean() - 0.7) < 4.0 * error
    assert abs(answered[:, 0].mean() - 0.7) < 4.0 * np.sqrt(0.21 / 400)


def test_bursts_have_the_length_that_was_stated_and_single_skips_that_of_chance() -> None:
    for burst, wanted in ((6.0, 6.0), (None, 1.0 / 0.7)):
        skipped = ~Timetable(5, compliance=0.7, burst=burst).answered(60_000, (3,))
        starts = int((skipped[1:] & ~skipped[:-1]).sum())
        assert skipped.sum() / starts == pytest.approx(wanted, rel=0.06)


def test_the_same_key_gives_the_same_answers_and_a_longer_study_changes_nothing_before() -> None:
    for burst in (None, 3.0):
        table = Timetable(5, compliance=0.6, burst=burst)
        one, longer, other = table.answered(50, (1, 2)), table.answered(90, (1, 2)), table.answered(50, (1, 3))
        assert (longer[:50] == one).all()
        assert (one != other).any()


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"beeps": 0}, "no timetable"),
        ({"beeps": 1, "hours": (21.0, 9.0)}, "no waking day"),
        ({"beeps": 1, "compliance": 0.0}, "not a share"),
        ({"beeps": 1, "compliance": 0.2, "burst": 2.0}, "runs of 4 or more"),
        ({"beeps": 1, "compliance": 0.8, "burst": 0.5}, "runs of 1 or more"),
    ],
)
def test_what_cannot_be_is_refused(given: dict[str, object], said: str) -> None:
    with pytest.raises(SpecError, match=said):
        Timetable(**given)  # type: ignore[arg-type]


def test_more_beeps_than_minutes_are_refused() -> None:
    with pytest.raises(SpecError, match="a minute apart"):
        Timetable(20, hours=(9.0, 9.1)).times(1)
