"""What was published stays as it was."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from tests.measure.prompts.made_plan import EVENING, clock, made_plan

from unspiral.errors import SpecError
from unspiral.measure.prompts.change import check_change
from unspiral.measure.prompts.schedule import due
from unspiral.records.schedule import Fixed, Pause, PersonPlan, Schedule, Settings, Version

pytestmark = pytest.mark.unit

ONE = PersonPlan("P1", date(2026, 3, 1), None, (Settings(None, wake=400), Settings(date(2026, 3, 9), wake=420)))
OLD = made_plan(people=(ONE,))
LATER = replace(EVENING, when=Fixed((clock("21:00"),)))
SECOND = Version(2, date(2026, 4, 1), None, (LATER,))
PAUSE = Pause(date(2026, 4, 1), date(2026, 4, 2))


def with_one(**change: object) -> Schedule:
    return replace(OLD, people=(replace(ONE, **change),))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "new",
    [
        OLD,
        replace(OLD, title="Hello"),
        replace(OLD, versions=(*OLD.versions, SECOND)),
        replace(OLD, versions=(replace(OLD.versions[0], end=date(2026, 3, 20)), SECOND)),
        replace(OLD, people=(ONE, PersonPlan("P2"))),
        replace(OLD, pauses=(PAUSE,)),
        with_one(end=date(2026, 5, 1)),
        with_one(pauses=(PAUSE,)),
        with_one(settings=(*ONE.settings, Settings(date(2026, 3, 12), "Asia/Tokyo"))),
    ],
)
def test_what_may_be_added(new: Schedule) -> None:
    check_change(OLD, new)
    days = date(2026, 3, 1), date(2026, 3, 11)
    assert due(new, "P1", *days) == due(OLD, "P1", *days)


@pytest.mark.parametrize(
    ("new", "said"),
    [
        (replace(OLD, seed=2), "seed was 1 and is 2"),
        (replace(OLD, zone="Asia/Tokyo"), "zone was 'Europe/Zurich'"),
        (replace(OLD, id="x"), "id was 'made'"),
        (replace(OLD, versions=(SECOND,)), "version 1 was taken out"),
        (replace(OLD, versions=(replace(OLD.versions[0], rules=(LATER,)),)), "version 1: rule 'evening' was changed"),
        (replace(OLD, versions=(replace(OLD.versions[0], rules=(EVENING, replace(LATER, id="x"))),)), "rule 'x' was changed, added"),
        (replace(OLD, versions=(replace(OLD.versions[0], start=date(2026, 3, 2)),)), "version 1: from was 2026-03-01"),
        (replace(OLD, people=()), "person 'P1' was taken out"),
        (with_one(start=None), "start was 2026-03-01"),
        (with_one(settings=ONE.settings[:1]), "a dated change was changed or taken out"),
        (with_one(settings=(Settings(None, wake=300), ONE.settings[1])), "zone, wake, sleep or takes was changed"),
    ],
)
def test_what_may_not_be_changed(new: Schedule, said: str) -> None:
    with pytest.raises(SpecError, match=said) as caught:
        check_change(OLD, new)
    assert caught.value.fix


def test_versions_are_added_behind() -> None:
    old = replace(OLD, versions=(OLD.versions[0], replace(SECOND, number=3)))
    between = replace(old, versions=(old.versions[0], replace(SECOND, start=date(2026, 3, 20)), old.versions[1]))
    with pytest.raises(SpecError, match="version 2 was put in before version 3"):
        check_change(old, between)
    shuffled = replace(OLD.versions[0], rules=(EVENING, replace(LATER, id="x")))
    with pytest.raises(SpecError, match="another order"):
        check_change(replace(OLD, versions=(shuffled,)), replace(OLD, versions=(replace(shuffled, rules=shuffled.rules[::-1]),)))
    with pytest.raises(SpecError, match="now names people"):
        check_change(made_plan(), OLD)
