"""Plans edited and paused at random: what was due before an edit stays, a pause leaves nothing, a stretch is the sum of its days."""

from __future__ import annotations

import os
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from random import Random

import pytest
from tests.measure.prompts.edit_walk import sequence, walk
from tests.measure.prompts.plain import run_plain

from unspiral.measure.prompts.schedule import due, planned
from unspiral.records.prompt import Due
from unspiral.records.schedule import Event, Schedule

pytestmark = pytest.mark.property

SEQUENCES = int(os.environ.get("UNSPIRAL_EDITS", "1000"))  # `make faults` takes 100,000


def test_sequences_of_edits(root: Path) -> None:
    code, said, counts = run_plain(root, "tests.measure.prompts.edit_walk", str(SEQUENCES), "1")
    assert code == 0, said
    assert counts["sequences"] == SEQUENCES
    assert counts["prompts"] > 30 * SEQUENCES


def test_some_with_the_shapes_checked() -> None:
    assert walk(10, 2)["prompts"] > 100


def redrawn(schedule: Schedule, person: str, start: date, end: date, events: tuple[Event, ...]) -> tuple[Due, ...]:
    """A wrong way: an edit shifts everything, as where a schedule is counted anew from now."""
    shift = timedelta(minutes=len(schedule.versions) + len(schedule.pauses) + len(schedule.people[0].settings))
    return tuple(replace(one, at=one.at + shift) for one in due(schedule, person, start, end, events))


def unpaused(schedule: Schedule, person: str, start: date, end: date, events: tuple[Event, ...]) -> tuple[Due, ...]:
    """A wrong way: a pause that still rings."""
    return planned(schedule, person, start, end, events)


def from_the_start(schedule: Schedule, person: str, start: date, end: date, events: tuple[Event, ...]) -> tuple[Due, ...]:
    """A wrong way: what is drawn depends on the stretch that was asked for."""
    return tuple(replace(one, id=f"{one.id}.{(one.day - start).days}") for one in due(schedule, person, start, end, events))


@pytest.mark.parametrize("wrong", [redrawn, unpaused, from_the_start])
def test_the_walk_sees_what_is_wrong(wrong: object) -> None:
    with pytest.raises(AssertionError):
        for i in range(40):
            sequence(Random(i), wrong)  # type: ignore[arg-type]
