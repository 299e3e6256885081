"""All scenarios of the clinical content come out as they should."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from unspiral.act.pathway.answers import answers_of
from unspiral.act.pathway.pathway import pathway

pytestmark = pytest.mark.identity


@pytest.fixture(scope="module")
def scenarios(shared: Path) -> list[dict[str, Any]]:
    return json.loads((shared / "clinical" / "pathway.json").read_text(encoding="utf-8"))["tests"]


def test_there_are_twelve(scenarios: list[dict[str, Any]]) -> None:
    assert len(scenarios) == 12
    assert len({each["name"] for each in scenarios}) == 12


@pytest.mark.parametrize("place", range(12))
def test_scenario(scenarios: list[dict[str, Any]], place: int) -> None:
    told = scenarios[place]
    plan = pathway(answers_of(told["in"]))
    assert sorted(rule.id for rule in plan.fired) == told["expect_fired"], told["name"]
    assert sorted(each.option.id for each in plan.not_recommended) == told["expect_not_recommended"], told["name"]
    assert bool(plan.offered) == (not plan.held and not plan.stopped)
