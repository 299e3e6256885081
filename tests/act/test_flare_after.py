"""Days after bad days: by hand, and never from too few."""

from __future__ import annotations

import numpy as np
import pytest

from unspiral.act.flare_after import days_after, tried_thing
from unspiral.act.flare_days import DayTable
from unspiral.records.flare import FlareRule, Spell

pytestmark = pytest.mark.unit

NAN = float("nan")


def test_by_hand() -> None:
    answers = np.array([6.0, 8.0, 4.0, NAN, 2.0, 7.0, NAN, NAN])
    found = days_after(answers, [(0, 0), (0, 1), (1, 5), (1, 3)], FlareRule(after=2, fewest=2))
    # Day 0: 6 then (8 + 4) / 2; day 1: 8 then 4 alone; day 5 has no answer after it, day 3 none itself.
    assert (found.days, found.spells, found.on, found.after) == (2, 1, 7.0, 5.0)
    assert (found.low, found.high) == (-3.0, -1.0)  # quartiles of the changes 0 and -4


def test_too_few_give_no_numbers() -> None:
    found = days_after(np.array([6.0, 5.0, 4.0]), [(0, 0), (0, 1)], FlareRule(fewest=3))
    assert (found.days, found.on, found.after, found.low, found.high) == (2, None, None, None, None)


def test_only_bad_days_of_spells_count_and_each_stands_on_one_side() -> None:
    bad = np.array([True, True, False, True, True, True, False, True, False])
    tried = np.array([True, False, True, False, True, True, True, True, False])[:, None]
    table = DayTable(np.arange(9.0)[:, None], tried, 0)
    spells = (Spell(1, 2, 2, 0, True, True, {}), Spell(4, 6, 3, 0, True, True, {}))  # day 8 is bad and in no spell
    found = tried_thing("heat", 0, table, ("pain",), spells, bad, FlareRule(fewest=1, after=1))
    assert (found.days, found.spells, found.ever) == (3, 2, 6)
    compared = found.compared[0]
    assert (compared.tried.days, compared.not_tried.days) == (3, 2)
    assert compared.tried.on == pytest.approx((0 + 4 + 5) / 3)
    assert compared.not_tried.on == pytest.approx((1 + 3) / 2)
