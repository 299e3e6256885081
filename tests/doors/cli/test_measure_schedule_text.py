"""Prompts as text for a terminal."""

from __future__ import annotations

from datetime import date

import pytest
from tests.measure.prompts.made_plan import EVENING, FIRST, clock, made_plan

from unspiral.doors.cli.measure_schedule_text import schedule_text
from unspiral.measure.prompts.schedule import due
from unspiral.records.schedule import Fixed, Rule

pytestmark = pytest.mark.unit


def test_a_skipped_wall_time_is_said() -> None:
    plan = made_plan(Rule("night", Fixed((clock("02:30"),)), 60))
    day = date(2026, 3, 29)
    text = schedule_text(plan, ["P1"], day, day, {"P1": due(plan, "P1", day, day)})
    assert "Sun 2026-03-29 03:00 +02:00  night  open for 1 h; named 02:30, which the clock skips on that day" in text
    assert text.startswith("Plan 'made', 2026-03-29 to 2026-03-29: 1 prompt for 1 person.")


def test_long_lists_are_cut_and_say_so() -> None:
    plan = made_plan(EVENING, zone="America/St_Johns")
    people = [f"P{k}" for k in range(5)]
    text = schedule_text(plan, people, FIRST, date(2026, 5, 31), {one: due(plan, one, FIRST, date(2026, 5, 31)) for one in people})
    assert "460 prompts for 5 people" in text
    assert "-03:30  evening" in text
    assert text.count("... and 32 more: --json") == 3
    assert text.endswith("... and 2 more people: --json holds them all, --person NAME picks some.")
    early = schedule_text(plan, ["P1"], date(2026, 1, 1), date(2026, 1, 2), {"P1": ()})
    assert early.splitlines()[1] == "The plan begins on 2026-03-01."
    assert early.endswith("Person P1: no prompt on these days.")
