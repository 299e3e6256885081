"""What each design reaches, and the smallest one along each direction."""

from __future__ import annotations

import numpy as np
import pytest
from tests.act.design.made import LINK, small, true

from unspiral.act.design.reach import curves, fewest_days, fewest_people, foresee, merit, prospect, reaches

pytestmark = pytest.mark.unit


def test_one_person_fewer_and_one_day_fewer_are_not_enough() -> None:
    truth, asked = true(0.3), small(days=(40,))
    foreseen = foresee(truth, (), LINK, asked, seed=1)

    def whether(people: int, days: int, beeps: int) -> bool:
        return reaches(prospect(foreseen, asked.design(people, days, beeps, 0.8), truth, asked), asked)

    for one in fewest_people(foreseen, truth, asked):
        assert one.people is not None
        assert one.days is not None
        assert whether(one.people, one.days, one.beeps)
        assert not whether(one.people - 1, one.days, one.beeps)
    found = [one for one in fewest_days(foreseen, truth, asked) if one.days is not None]
    assert len(found) >= 2
    for one in found:
        assert one.people is not None
        assert one.days is not None
        assert whether(one.people, one.days, one.beeps)
        assert not whether(one.people, one.days - 1, one.beeps)


def test_a_width_is_reached_as_a_power_is() -> None:
    truth, asked = true(0.3), small(width=0.35, beeps=(3,))
    foreseen = foresee(truth, (), LINK, asked, seed=1)
    (needed,) = fewest_people(foreseen, truth, asked)
    assert needed.people is not None
    rows = [prospect(foreseen, asked.design(needed.people - less, 14, 3, 0.8), truth, asked) for less in (0, 1)]
    assert rows[0].width <= 0.35 < rows[1].width


def test_people_who_differ_cap_what_days_can_bring() -> None:
    truth, asked = true(0.2, 0.0, {LINK: 0.6}), small(people=(20,), beeps=(3,), days=(60,))
    (one,) = fewest_days(foresee(truth, (), LINK, asked, seed=1), truth, asked)
    assert one.days is None
    assert one.ceiling < 0.8
    assert one.floor == pytest.approx(2.0 * 1.959964 * 0.6 / np.sqrt(20.0), rel=1e-6)


def test_designs_that_learning_would_refuse_are_refused_here() -> None:
    truth, asked = true(0.3, 0.1, {LINK: 0.2}), small(people=(5, 20), days=(6, 14), beeps=(1,))
    foreseen = foresee(truth, (), LINK, asked, seed=1)
    rows = {(p, d): prospect(foreseen, asked.design(p, d, 1, 0.8), truth, asked) for p in (5, 20) for d in (6, 14)}
    assert "at least 10 people" in rows[5, 14].why
    assert "shows a link of their own" in rows[20, 6].why
    assert not rows[20, 14].why
    assert not reaches(rows[5, 14], asked)
    few = prospect(foresee(true(), (), LINK, small(days=(3,)), seed=1), small(days=(3,)).design(20, 3, 1, 0.8), true(), small(days=(3,)))
    assert "cannot be told apart" in few.why


def test_draws_of_a_pilot_give_their_mean_with_its_chance() -> None:
    asked = small(people=(40,), beeps=(3,))
    drawn = (true(0.1), true(0.3), true(0.5))
    row = prospect(foresee(true(0.3), drawn, LINK, asked, seed=1), asked.design(40, 14, 3, 0.8), true(0.3), asked)
    alone = [prospect(foresee(one, (one, one), LINK, asked, seed=1), asked.design(40, 14, 3, 0.8), one, asked).power for one in drawn]
    assert row.power == pytest.approx(np.mean(alone), abs=1e-12)
    assert row.power_error == pytest.approx(np.std(alone, ddof=1) / np.sqrt(3.0))
    assert row.low is not None
    assert row.high is not None
    assert row.low < row.power < row.high


def test_curves_rise_in_power_and_fall_in_width() -> None:
    truth, asked = true(), small()
    found = curves(foresee(truth, (), LINK, asked, seed=1), truth, asked)
    assert [(one.days, one.beeps) for one in found] == [(14, 1), (14, 3)]
    for one in found:
        assert (np.diff(one.power) > 0).all()
        assert (np.diff(one.width) < 0).all()
        assert one.people[-1] == 120
    row = prospect(foresee(truth, (), LINK, asked, seed=1), asked.design(20, 14, 1, 0.8), truth, asked)
    assert merit(row, asked) == row.power
    assert merit(row, small(width=0.1)) == -row.width
