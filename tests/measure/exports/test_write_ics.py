"""Reminders as a calendar, read by two parsers that know nothing of each other."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from icalendar import Calendar
from tests.measure.prompts.made_plan import EVENING, FIRST, each_kind, made_plan

from unspiral.errors import SpecError
from unspiral.measure.exports.write_ics import calendar_text, edition_of, telling_words, uid, write_ics
from unspiral.measure.prompts.schedule import due, planned
from unspiral.records.prompt import Due
from unspiral.records.schedule import Event, Pause, PersonPlan, Schedule, Settings

pytestmark = pytest.mark.unit

Ring = tuple[str, datetime]


def rings_by_icalendar(text: str) -> list[Ring]:
    """Name of the event and instant, for each alarm."""
    found: list[Ring] = []
    for event in Calendar.from_ical(text).walk("VEVENT"):
        for alarm in event.walk("VALARM"):
            found.append((str(event["UID"]), event.decoded("DTSTART") + alarm.decoded("TRIGGER")))
    return found


def rings_by_vobject(text: str) -> list[Ring]:
    import vobject

    calendar = vobject.readOne(text)
    found: list[Ring] = []
    for event in calendar.vevent_list:
        for alarm in event.valarm_list:
            found.append((event.uid.value, event.dtstart.value + alarm.trigger.value))
    return found


def wanted(dues: tuple[Due, ...]) -> list[Ring]:
    return [(uid(one), moment) for one in dues if not one.pause for moment in (one.at, *one.reminders_at)]


def plan(zone: str = "Europe/Zurich") -> Schedule:
    moves = (Settings(date(2026, 8, 1), "America/New_York"), Settings(date(2026, 9, 1), zone))
    person = PersonPlan("P1", settings=moves, pauses=(Pause(date(2026, 5, 1), date(2026, 5, 14), "holiday"),))
    return made_plan(*each_kind(), zone=zone, people=(person,))


EVENTS = tuple(Event("flare", datetime(2026, 3, 1, 12, tzinfo=UTC) + timedelta(days=9 * k)) for k in range(40))


# A whole year where most readers live; elsewhere from February to mid May, with a change of the clock and the pause in it.
@pytest.mark.parametrize(
    ("zone", "days"),
    [("Europe/Zurich", 365), ("Australia/Lord_Howe", 135), ("America/Nuuk", 135), ("Asia/Kathmandu", 135), ("Africa/Casablanca", 135)],
)
def test_a_year_rings_once_for_each_prompt_and_reminder(zone: str, days: int) -> None:
    dues = planned(plan(zone), "P1", FIRST, FIRST + timedelta(days=days - 1), EVENTS)
    text = calendar_text(dues)
    expected = Counter(wanted(dues))
    assert max(expected.values()) == 1
    assert len(expected) > 5 * days
    assert Counter(rings_by_icalendar(text)) == expected
    assert Counter(rings_by_vobject(text)) == expected
    assert text.count("BEGIN:VEVENT") == sum(not one.pause for one in dues) < len(dues)


def test_a_pause_leaves_none() -> None:
    dues = planned(plan(), "P1", date(2026, 4, 25), date(2026, 5, 20))
    start, end = datetime(2026, 4, 30, 22, tzinfo=UTC), datetime(2026, 5, 14, 22, tzinfo=UTC)
    rings = [moment for _, moment in rings_by_icalendar(calendar_text(dues))]
    assert rings
    assert [moment for moment in rings if start <= moment < end] == []


def test_importing_again_updates_and_doubles_nothing() -> None:
    first = due(plan(), "P1", date(2026, 3, 1), date(2026, 3, 31))
    second = due(plan(), "P1", date(2026, 3, 15), date(2026, 4, 30))
    calendar: dict[str, datetime] = {}
    for dues in (first, second):
        for event in Calendar.from_ical(calendar_text(dues)).walk("VEVENT"):
            calendar[str(event["UID"])] = event.decoded("DTSTART")
    whole = due(plan(), "P1", date(2026, 3, 1), date(2026, 4, 30))
    assert calendar == {uid(one): one.at for one in whole}
    assert len({uid(one) for one in whole}) == len(whole)
    others = {uid(one) for one in due(made_plan(), "P2", FIRST, FIRST)} | {uid(one) for one in due(made_plan(), "P1", FIRST, FIRST)}
    assert len(others) == 2


def test_lines_are_folded_and_signs_escaped() -> None:
    title = 'Time; for, a \\ "check-in" – ' + "é" * 70
    text = calendar_text(due(made_plan(), "P1", FIRST, FIRST), title=title)
    lines = text.encode().split(b"\r\n")
    assert lines[-1] == b""
    assert all(len(line) <= 75 and b"\n" not in line and b"\r" not in line for line in lines)
    assert all(line.decode() is not None for line in lines)  # no sign is cut in two
    assert str(next(iter(Calendar.from_ical(text).walk("VEVENT")))["SUMMARY"]) == title
    assert "SUMMARY:Time\\; for\\, a \\\\ " in text
    assert title_by_vobject(text) == title


def title_by_vobject(text: str) -> str:
    import vobject

    return vobject.readOne(text).vevent.summary.value


def test_the_bytes_are_the_same_each_time() -> None:
    dues = due(plan(), "P1", FIRST, date(2026, 4, 1))
    assert calendar_text(dues) == calendar_text(dues)
    assert "DTSTAMP:19700101T000000Z" in calendar_text(dues)
    stamped = calendar_text(dues, stamp=datetime.fromisoformat("2026-03-01T08:00:00.5+01:00"), edition=3)
    assert "DTSTAMP:20260301T070000Z" in stamped
    assert "SEQUENCE:3\r\n" in stamped


def test_nothing_says_who_or_what_it_is_about() -> None:
    dues = due(made_plan(EVENING, people=(PersonPlan("Maria Rossi"),)), "Maria Rossi", FIRST, FIRST)
    text = calendar_text(dues)
    for word in ("Maria", "Rossi", "evening", "pain", "mood", "made"):
        assert word not in text
    assert "SUMMARY:Check-in\r\n" in text
    assert "CLASS:PRIVATE" in text
    assert "DESCRIPTION:Open until 2026-03-02 00:00 (Europe/Zurich).\r\n" in text
    assert telling_words("Pain diary") == ("diary", "pain")
    assert telling_words("Check-in") == ()


def test_editions_count_what_was_added() -> None:
    assert edition_of(made_plan(), "P1") == 1
    assert edition_of(plan(), "P1") == 1 + 2 + 1


def test_files_are_whole_or_not_there(tmp_path: Path) -> None:
    dues = due(made_plan(), "P1", FIRST, FIRST)
    write_ics(dues, tmp_path / "r.ics")
    assert (tmp_path / "r.ics").read_bytes() == calendar_text(dues).encode()
    assert [entry.name for entry in tmp_path.iterdir()] == ["r.ics"]
    (tmp_path / "folder").mkdir()
    for place in (tmp_path / "no" / "r.ics", tmp_path / "folder"):
        with pytest.raises(SpecError, match=r"is a folder, not a file|cannot be written"):
            write_ics(dues, place)
    assert sorted(entry.name for entry in tmp_path.iterdir()) == ["folder", "r.ics"]


def test_what_is_no_calendar() -> None:
    one = due(made_plan(), "P1", FIRST, FIRST)
    with pytest.raises(SpecError, match="nothing to remind of"):
        calendar_text(())
    with pytest.raises(SpecError, match="several people or plans"):
        calendar_text(one + due(made_plan(), "P2", FIRST, FIRST))
    for title in ("", " ", "two\nlines", "x" * 300):
        with pytest.raises(SpecError, match="title of the reminders"):
            calendar_text(one, title=title)
