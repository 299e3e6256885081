"""When a plan asks a person."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from tests.measure.prompts.made_plan import EVENING, FIRST, clock, each_kind, made_plan

from unspiral.errors import SpecError
from unspiral.measure.prompts.schedule import due, planned
from unspiral.measure.prompts.zone import zone_data
from unspiral.records.schedule import Event, Fixed, Pause, PersonPlan, RandomWindow, Settings, Version

pytestmark = pytest.mark.unit

DAY = timedelta(days=1)


def test_an_evening_check_in_across_the_jump() -> None:
    found = due(made_plan(), "P1", date(2026, 3, 28), date(2026, 3, 29))
    assert [one.at for one in found] == [datetime(2026, 3, 28, 19, tzinfo=UTC), datetime(2026, 3, 29, 18, tzinfo=UTC)]
    one = found[1]
    assert (one.local.isoformat(), one.offset, one.zone, one.zone_data) == ("2026-03-29T20:00:00+02:00", 7200, "Europe/Zurich", zone_data())
    assert one.expires_at == datetime(2026, 3, 29, 22, tzinfo=UTC)
    assert one.reminders_at == (one.at + timedelta(minutes=30), one.at + timedelta(minutes=90))
    assert (one.id, one.rule, one.version, one.kind, one.day) == ("evening.2026-03-29.1", "evening", 1, "fixed", date(2026, 3, 29))
    assert one.items == ("pain", "mood", "sleep")


def test_one_go_is_the_sum_of_its_days() -> None:
    plan = made_plan(*each_kind())
    events = tuple(Event("flare", datetime(2026, 3, 20, 10, tzinfo=UTC) + timedelta(hours=7 * k)) for k in range(40))
    whole = due(plan, "P1", FIRST, date(2026, 4, 10), events)
    single = [one for k in range(41) for one in due(plan, "P1", FIRST + k * DAY, FIRST + k * DAY, events)]
    assert Counter(whole) == Counter(single)
    assert list(whole) == sorted(whole, key=lambda one: one.at)
    assert {one.kind for one in whole} == {"fixed", "random", "interval", "event"}
    assert due(plan, "P1", date(2026, 3, 10), date(2026, 3, 20), events) == tuple(
        one for one in whole if date(2026, 3, 10) <= one.day <= date(2026, 3, 20)
    )


def test_random_moments_are_those_of_person_day_rule_and_version() -> None:
    rule = replace(EVENING, when=RandomWindow(clock("09:00"), clock("21:00"), 3, 60))
    plan = made_plan(rule)

    def walls(plan: object = plan, person: str = "P1", day: date = FIRST) -> list[str]:
        return [f"{one.local:%H:%M}" for one in due(plan, person, day, day)]  # type: ignore[arg-type]

    assert walls() == walls()
    others = [
        walls(person="P2"), walls(day=FIRST + DAY), walls(replace(plan, seed=2)), walls(replace(plan, id="other")),
        walls(made_plan(replace(rule, id="x"))), walls(replace(plan, versions=(replace(plan.versions[0], number=2),))),
    ]  # fmt: skip
    assert all(other != walls() for other in others)
    assert walls(replace(plan, zone="Asia/Tokyo")) == walls()
    assert walls() == ["09:22", "13:41", "18:19"]  # written down: another release must not move them


def test_planned_missingness_and_order() -> None:
    rule = replace(EVENING, items=tuple("abcdef"), always=("c",), ask=3, shuffle=True)
    found = due(made_plan(rule), "P1", FIRST, date(2026, 12, 31))
    assert all(len(one.items) == 3 and "c" in one.items for one in found)
    assert all(set(one.items) | set(one.left_out) == set("abcdef") and not set(one.items) & set(one.left_out) for one in found)
    assert len({one.items for one in found}) > 40
    whole = due(made_plan(replace(rule, ask=0, always=())), "P1", FIRST, FIRST + 99 * DAY)
    assert all(sorted(one.items) == list("abcdef") and one.left_out == () for one in whole)
    assert len({one.items for one in whole}) > 80


def test_versions_take_over_on_their_day() -> None:
    later = Version(2, date(2026, 3, 5), date(2026, 3, 6), (replace(EVENING, when=Fixed((clock("21:00"),))),))
    plan = replace(made_plan(), versions=(replace(made_plan().versions[0], end=date(2026, 3, 3)), later))
    found = due(plan, "P1", FIRST - DAY, date(2026, 3, 9))
    assert [(one.day.day, one.version, one.local.hour) for one in found] == [(1, 1, 20), (2, 1, 20), (3, 1, 20), (5, 2, 21), (6, 2, 21)]


def test_a_pause_leaves_no_prompt_and_no_reminder() -> None:
    late = replace(EVENING, when=Fixed((clock("23:30"),)), expires=240, reminders=(20, 60, 180))
    plan = made_plan(late, pauses=(Pause(date(2026, 3, 3), date(2026, 3, 4), "holiday"),))
    found = due(plan, "P1", FIRST, date(2026, 3, 6))
    assert [one.day.day for one in found] == [1, 2, 5, 6]
    assert [one.reminders for one in found] == [(20, 60, 180), (20,), (20, 60, 180), (20, 60, 180)]
    assert [(one.day.day, one.pause, one.reminders) for one in planned(plan, "P1", FIRST, date(2026, 3, 4))][2:] == [
        (3, "holiday", ()),
        (4, "holiday", ()),
    ]


def test_a_night_before_a_pause_ends_where_the_pause_begins() -> None:
    night = replace(EVENING, when=RandomWindow(clock("22:00"), clock("03:00"), 10, 20))
    plan = made_plan(night, pauses=(Pause(date(2026, 3, 3), date(2026, 3, 3)),))
    found = due(plan, "P1", date(2026, 3, 2), date(2026, 3, 4))
    midnight = datetime(2026, 3, 2, 23, tzinfo=UTC)
    assert [one for one in found if midnight <= one.at < midnight + DAY] == []
    assert {one.day.day for one in found} == {2, 4}
    assert len(planned(plan, "P1", date(2026, 3, 2), date(2026, 3, 4))) == 30


def test_a_person_who_moves() -> None:
    plan = made_plan(people=(PersonPlan("P1", settings=(Settings(date(2026, 3, 3), "America/New_York"),)),))
    found = due(plan, "P1", date(2026, 3, 2), date(2026, 3, 3))
    assert [(one.zone, one.local.hour, one.at.hour) for one in found] == [("Europe/Zurich", 20, 19), ("America/New_York", 20, 1)]


def test_two_names_may_fall_on_one_instant_and_neither_is_lost() -> None:
    plan = made_plan(replace(EVENING, when=Fixed((clock("02:00"), clock("02:30"), clock("03:00")))))
    found = due(plan, "P1", date(2026, 3, 29), date(2026, 3, 29))
    assert [one.id[-1] for one in found] == ["1", "2", "3"]
    assert {one.at for one in found} == {datetime(2026, 3, 29, 1, tzinfo=UTC)}
    assert [one.named[-5:] for one in found] == ["02:00", "02:30", ""]


def test_ranges_and_events_that_cannot_be() -> None:
    with pytest.raises(SpecError, match="lies before the first"):
        due(made_plan(), "P1", date(2026, 3, 2), date(2026, 3, 1))
    for start, end in ((date(1, 1, 1), date(2026, 1, 1)), (date(2026, 1, 1), date(9999, 12, 31))):
        with pytest.raises(SpecError, match="lies outside"):
            due(made_plan(), "P1", start, end)
    with pytest.raises(SpecError, match="has no offset"):
        due(made_plan(), "P1", FIRST, FIRST, [Event("flare", datetime(2026, 3, 1))])
