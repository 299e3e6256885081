from __future__ import annotations

import re
from dataclasses import replace

import pytest
from tests.act.made import pair_fit

from unspiral.act.trial.blocks import count_blocks
from unspiral.act.trial.length import MOST_DAYS
from unspiral.act.trial.person import stated_person
from unspiral.act.trial.plan import plan_trial
from unspiral.act.trial.plan_verdicts import carried_over, count_orders, granted_by_diary, judged, timed

pytestmark = pytest.mark.unit
PLAN = plan_trial(
    stated_person("pain", 1.5, 0.8), treatment="yoga", acts_on=["pain"], outcomes=["pain"], effect=-1.0, days=84, block=7, seed=1,
    simulations=0,
)  # fmt: skip


@pytest.mark.parametrize("change", [
    {}, {"washout": (19.5,)}, {"washout": (90.0,)}, {"days": 84, "block": 21, "test": "bootstrap", "assignments": 6},
    {"days": 28, "block": 7, "test": "bootstrap", "assignments": 6}, {"test": "bootstrap", "design": "ab", "assignments": 1},
    {"test": "bootstrap", "days": 16, "block": 1, "design": "alternating", "assignments": 2},
])  # fmt: skip
def test_remedies_are_whole_blocks_of_a_trial(change: dict[str, object]) -> None:
    plan = replace(PLAN, **change)  # type: ignore[arg-type]
    seen = 0
    for verdict in judged(plan, assumed=False):
        days, block = (re.search(rf"--{word} (\d+)", verdict.remedy) for word in ("days", "block"))
        assert (days is None) == (block is None)
        if days is not None and block is not None:
            assert count_blocks(int(days.group(1)), int(block.group(1)), "randomised") >= 4
            assert int(days.group(1)) <= MOST_DAYS
            seen += 1
    assert seen >= 1


def test_a_coarse_order_gets_enough_blocks() -> None:
    plan = replace(PLAN, days=84, block=21, test="bootstrap", assignments=6)
    remedy = next(v.remedy for v in judged(plan, assumed=False) if v.code == "order-coarse")
    days, block = (int(x) for x in re.findall(r"--block (\d+) --days (\d+)", remedy)[0][::-1])
    assert days // block >= 10
    assert "the smallest is 0.17" in next(v.reason for v in judged(plan, assumed=False) if v.code == "order-coarse")


def test_what_is_given_is_said() -> None:
    assert "given, not estimated" in timed("given", 2.0, 5.0)
    assert "allows for the search" in timed("estimated", 0.0, 0.0)
    assert any("given, not estimated" in said for said in granted_by_diary(PLAN))
    late = replace(PLAN, onset=2.0)
    assert "timing-given" in {v.code for v in judged(late, assumed=False)}
    assert "timing-given" not in {v.code for v in judged(PLAN, assumed=False)}
    fit = pair_fit()
    many = replace(fit, data=replace(fit.data, persons=30))
    assert [v.code for v in carried_over(many, level_stated=False)] == ["average-person", "level-open"]
    assert carried_over(fit, level_stated=False) == []
    assert count_orders(20) == "20 orders of blocks"
