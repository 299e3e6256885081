"""All zones, all jumps of their clocks from 2020 to 2035: no prompt is doubled, lost or shifted."""

from __future__ import annotations

import zoneinfo
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from tests.measure.prompts.clock_walk import check, clock, jumps, walk
from tests.measure.prompts.plain import run_plain

from unspiral.errors import SpecError
from unspiral.measure.prompts.schedule import due
from unspiral.measure.prompts.zone import zone, zone_names
from unspiral.records.prompt import Due
from unspiral.records.schedule import Schedule

pytestmark = pytest.mark.property


def test_every_zone_and_every_jump(root: Path) -> None:
    code, said, counts = run_plain(root, "tests.measure.prompts.clock_walk")
    assert code == 0, said
    assert counts["zones"] == len(zone_names()) >= 590
    assert counts["jumps"] > 6000
    assert counts["prompts"] > 500_000


def test_no_zone_that_python_knows_is_left_out() -> None:
    left = zoneinfo.available_timezones() - zone_names()
    assert left <= {"localtime"}  # which is no zone but whatever the machine is set to
    for name in left:
        with pytest.raises(SpecError, match="There is no time zone"):
            zone(name)


def test_the_walk_finds_the_jumps_that_are_known() -> None:
    found = [
        (datetime.fromtimestamp(at, clock("Europe/Zurich")).date(), after - before) for at, before, after in jumps(clock("Europe/Zurich"))
    ]
    assert len(found) == 32
    assert found[12:14] == [(date(2026, 3, 29), 3600), (date(2026, 10, 25), -3600)]
    assert {abs(after - before) for _, before, after in jumps(clock("Australia/Lord_Howe"))} == {1800}
    assert list(jumps(clock("Asia/Kathmandu"))) == []


def doubled(schedule: Schedule, person: str, start: date, end: date) -> tuple[Due, ...]:
    """A wrong way: a wall time that comes twice asks twice."""
    found = due(schedule, person, start, end)
    return tuple(sorted((*found, replace(found[0], id="x", at=found[0].at + timedelta(hours=1))), key=lambda one: one.at))


def lost(schedule: Schedule, person: str, start: date, end: date) -> tuple[Due, ...]:
    """A wrong way: what the clock skips is not asked."""
    return tuple(one for one in due(schedule, person, start, end) if not one.named)


def shifted(schedule: Schedule, person: str, start: date, end: date) -> tuple[Due, ...]:
    """A wrong way: the hour after a skipped wall time, as most libraries have it, and not the first moment there is."""
    found: list[Due] = []
    for one in due(schedule, person, start, end):
        meant = datetime.fromisoformat(one.named).replace(tzinfo=ZoneInfo("Europe/Zurich")) if one.named else one.at
        found.append(replace(one, at=meant.astimezone(one.at.tzinfo)))
    return tuple(found)


@pytest.mark.parametrize("wrong", [doubled, lost, shifted])
def test_the_walk_sees_what_is_wrong(wrong: object) -> None:
    spring = next(jump for jump in jumps(clock("Europe/Zurich")) if jump[2] > jump[1])
    assert check("Europe/Zurich", clock("Europe/Zurich"), spring) > 0
    with pytest.raises(AssertionError):
        check("Europe/Zurich", clock("Europe/Zurich"), spring, wrong)  # type: ignore[arg-type]


def test_some_zones_with_the_shapes_checked() -> None:
    counts = walk(["America/Nuuk", "Antarctica/Troll"])
    assert counts["jumps"] >= 50
