"""What a plan takes for granted and what speaks against it."""

from __future__ import annotations

from dataclasses import replace

import pytest
from tests.act.design.made import LINK, LOOP, small, true

from unspiral.act.design.judged import assumed, verdicts_of
from unspiral.act.design.plan import design
from unspiral.act.design.timetable import Timetable
from unspiral.records.design import Confirmed

pytestmark = pytest.mark.unit


def test_every_stated_number_is_among_the_assumptions() -> None:
    said = " ".join(assumed(true(0.3, 0.1, {LINK: 0.2}), Timetable(5, every=2, compliance=0.7, burst=3.0), False))
    for words in (
        "depression → pain 0.3",
        "pain → depression 0.1",
        "every 2 days",
        "runs of 3",
        "by 0.2",
        "0.6 of the error",
        "1 day by itself",
    ):
        assert words in said
    alone = " ".join(assumed(true(errors={"pain": 0.0, "depression": 0.0}), Timetable(1), True))
    assert "from the pilot" in alone
    assert "answers carry no error" in alone
    assert "--vary" in alone


def test_a_gap_above_ten_percent_and_failures_are_said() -> None:
    plan = design(LINK, small(people=(15,), beeps=(3,)), loop=LOOP, value=0.4, differ={LINK: 0.2})
    assert {"stated-truth", "few-people-differ"} <= {v.code for v in plan.verdicts}
    told = Confirmed(plan.rows[0].design, 200, 3, 0.5, 0.03, 0.4, 0.4, 0.1, 0.95, -0.15, 0.05)
    said = {v.code: v.reason for v in verdicts_of(replace(plan, confirmed=told), 0.002)}
    assert "15% smaller than the spread" in said["analytic-off"]
    assert "3 of 200" in said["studies-failed"]
    for words in ("left out of widths", "of the spread of the estimates", "the share of intervals that hold the link"):
        assert words in said["studies-failed"]
    assert "open to one side are kept" in said["studies-failed"]
    assert "0.2%" in said["runaway-people"]
    planned = plan.rows[0].power
    off = {planned + 0.04: False, planned + 0.07: True, planned - 0.07: True}
    for power, wrong in off.items():
        codes = {v.code for v in verdicts_of(replace(plan, confirmed=replace(told, power=power)), 0.0)}
        assert ("power-off" in codes) is wrong
    unsure = verdicts_of(replace(plan, confirmed=replace(told, power=planned + 0.07, power_error=0.04)), 0.0)
    assert "power-off" not in {v.code for v in unsure}
    calm = verdicts_of(replace(plan, confirmed=replace(told, gap=-0.08, failed=0)), 0.0)
    assert not {"analytic-off", "studies-failed", "runaway-people"} & {v.code for v in calm}
