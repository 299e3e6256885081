"""Plans as text that reads back as the same plan."""

from __future__ import annotations

from random import Random

import pytest
from tests.measure.prompts.edit_walk import edited, some_plan
from tests.measure.prompts.made_plan import made_plan
from tests.measure.prompts.test_read_schedule import WHOLE

from unspiral.measure.prompts.read_schedule import parse_schedule
from unspiral.measure.prompts.write_schedule import EXAMPLE, schedule_toml
from unspiral.records.schedule import PersonPlan

pytestmark = pytest.mark.property


@pytest.mark.parametrize("text", [WHOLE, EXAMPLE])
def test_written_and_read(text: str) -> None:
    plan = parse_schedule(text)
    written = schedule_toml(plan)
    assert parse_schedule(written) == plan
    assert schedule_toml(parse_schedule(written)) == written


def test_plans_of_every_kind() -> None:
    for i in range(150):
        chance = Random(i)
        plan, day = some_plan(chance)
        for _ in range(4):
            plan, _, _ = edited(chance, plan, day)
        written = schedule_toml(plan)
        assert parse_schedule(written) == plan
        assert schedule_toml(parse_schedule(written)) == written


@pytest.mark.parametrize("name", ['a "b"', "back\\slash", "Zoë", "𝒳", "a.b", "=1+1", "'", "#", "[x]"])
def test_names_of_every_kind(name: str) -> None:
    plan = made_plan(people=(PersonPlan(name),))
    assert parse_schedule(schedule_toml(plan)) == plan
