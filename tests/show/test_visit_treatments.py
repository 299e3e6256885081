"""Treatments on the page for a visit."""

from __future__ import annotations

import pytest
from tests.show.visit_made import asked, back, check_ins, kept, treatments

from unspiral.records.treatment import Treatment
from unspiral.show.visit_treatments import MOST, tried_of

pytestmark = pytest.mark.unit


def test_before_and_since_are_averages_with_their_days() -> None:
    entries = [
        kept(f"k{n}", "check-in", back(n), {"answers": {"pain": 8 if n > 20 else 4}, "tried": ["t"] if n < 10 else []}) for n in range(40)
    ]
    (tried,), more = tried_of([Treatment("t", "Walking", "movement", back(20), "", ("t",))], entries, asked())
    assert tried.pain == "8.0 before (19 days), 4.0 since (21)"
    assert tried.done == "on 10 of 21 written days"
    assert more == 0


def test_too_few_days_are_called_so() -> None:
    (tried,), _ = tried_of([Treatment("t", "W" * 200, "movement", back(2), "", ("t",))], check_ins(4), asked())
    assert tried.pain.startswith("too few days to compare")
    assert len(tried.name) == 60


def test_those_outside_the_period_are_not_on_it_and_too_many_are_counted() -> None:
    old = Treatment("o", "Old", "other", back(300), back(200), ("o",))
    odd = Treatment("x", "Odd", "other", "someday", "", ("x",))
    shown, more = tried_of([old, odd, *treatments(9)], check_ins(90), asked(90))
    assert (len(shown), more) == (MOST, 3)
    assert [each.number for each in shown] == list(range(1, MOST + 1))
