"""``unspiral measure schedule``, as people and scripts call it."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from icalendar import Calendar
from tests.doors.cli.calling import Called, call

from unspiral.doors.cli.measure_schedule import command
from unspiral.measure.prompts.read_log import read_log
from unspiral.measure.prompts.write_schedule import EXAMPLE

pytestmark = pytest.mark.unit


@pytest.fixture
def plan(tmp_path: Path) -> Path:
    file = tmp_path / "plan.toml"
    file.write_text(EXAMPLE + '\n[[person.P1.pause]]\nfrom = 2026-03-30\nto = 2026-03-30\nreason = "holiday"\n')
    return file


def schedule(plan: Path, *words: object) -> Called:
    return call("measure", "schedule", plan, "--from", "2026-03-28", "--to", "2026-03-31", *words)


def test_the_example_is_a_plan(tmp_path: Path) -> None:
    shown = call("measure", "schedule", "--example")
    assert (shown.code, shown.out, shown.err) == (0, EXAMPLE, "")
    (tmp_path / "plan.toml").write_text(shown.out)
    checked = call("measure", "schedule", tmp_path / "plan.toml", "--check")
    assert (checked.code, checked.out) == (0, f"'{tmp_path / 'plan.toml'}' can be used: 1 version, 2 rules, 1 person.\n")
    said = json.loads(call("measure", "schedule", tmp_path / "plan.toml", "--check", "--json").out)
    assert said == {"schema": "unspiral.schedule-check/1", "plan": "evening-diary", "versions": 1, "rules": 2, "people": 1}
    assert json.loads(call("measure", "schedule", "--example", "--json").out)["toml"] == EXAMPLE


def test_people_see_their_own_clock(plan: Path) -> None:
    called = schedule(plan, "--person", "P1")
    assert (called.code, called.err) == (0, "")
    assert called.out.splitlines() == [
        "Plan 'evening-diary', 2026-03-28 to 2026-03-31: 3 prompts for 1 person.",
        "",
        "Person P1, clock of Europe/Zurich",
        "  Sat 2026-03-28 20:00 +01:00  evening  open for 4 h, again after 30 min, 90 min",
        "  Sun 2026-03-29 20:00 +02:00  evening  open for 4 h, again after 30 min, 90 min",
        "  Tue 2026-03-31 20:00 +02:00  evening  open for 4 h, again after 30 min, 90 min",
    ]
    assert "Mon 2026-03-30 20:00 +02:00  evening  paused: holiday" in schedule(plan, "--paused").out


def test_scripts_get_one_document(plan: Path) -> None:
    called = schedule(plan, "--json", "--quiet")
    assert (called.code, called.err) == (0, "")
    told = json.loads(called.out)
    assert list(told) == ["schema", "plan", "from", "to", "zone_data", "persons", "prompts"]
    assert told["schema"] == "unspiral.prompts/1"
    one = told["prompts"][1]
    assert one["due"] == "2026-03-29T18:00:00Z"
    assert one["local"] == "2026-03-29T20:00:00+02:00"
    assert one["expires"] == "2026-03-29T22:00:00Z"
    assert one["reminders"] == ["2026-03-29T18:30:00Z", "2026-03-29T19:30:00Z"]
    assert (one["prompt"], one["rule"], one["version"], one["kind"], one["zone"]) == (
        "evening.2026-03-29.1", "evening", 1, "fixed", "Europe/Zurich",
    )  # fmt: skip
    assert len(one["items"]) == 8
    assert (one["named"], one["paused"], one["left_out"]) == (None, None, [])


def test_reminders_and_a_log(plan: Path, tmp_path: Path) -> None:
    called = schedule(plan, "-o", tmp_path / "r.ics")
    assert (called.code, called.out) == (0, "")
    assert called.err == f"The reminders are in {tmp_path / 'r.ics'}: 3 prompts.\n"
    content = (tmp_path / "r.ics").read_bytes()
    events = list(Calendar.from_ical(content).walk("VEVENT"))
    assert [event.decoded("DTSTART") for event in events][1] == datetime(2026, 3, 29, 18, tzinfo=UTC)
    assert schedule(plan, "-o", tmp_path / "r.ics", "--quiet").err == ""
    assert (tmp_path / "r.ics").read_bytes() == content
    stamped = schedule(plan, "-o", tmp_path / "r.ics", "--stamp", "2026-03-01T08:00+01:00")
    assert stamped.code == 0
    assert b"DTSTAMP:20260301T070000Z" in (tmp_path / "r.ics").read_bytes()
    assert schedule(plan, "-o", tmp_path / "p.csv").err.endswith("4 prompts.\n")
    assert [one.paused for one in read_log(tmp_path / "p.csv")] == [False, False, True, False]


def test_events_are_asked_after(plan: Path) -> None:
    text = plan.read_text().replace(
        "[person.P1]", '[[version.rule]]\nid = "f"\nkind = "event"\nevent = "flare"\nexpires = "1 h"\n[person.P1]'
    )
    plan.write_text(text)
    told = json.loads(schedule(plan, "--json", "--event", "flare@2026-03-28T10:00+01:00").out)
    assert [one["due"] for one in told["prompts"] if one["rule"] == "f"] == ["2026-03-28T09:00:00Z"]
    assert "Did you mean 'flare'" in schedule(plan, "--event", "flair@2026-03-28T10:00+01:00").err
    assert "has no offset" in schedule(plan, "--event", "flare@2026-03-28T10:00").err
    assert "is no moment" in schedule(plan, "--event", "flare@x").err
    plan.write_text(plan.read_text() + "[person.P2]\n")
    assert "happened to one person" in schedule(plan, "--event", "flare@2026-03-28T10:00Z").err


@pytest.mark.parametrize(
    "event", ["flare@2026-03-28T10:00", "flare@2026-03-28", "flare@x", "flair@2026-03-28T10:00Z", "walk@2026-03-28T10:00Z"]
)
def test_the_remedy_for_an_event_is_taken(plan: Path, event: str) -> None:
    rule = '[[version.rule]]\nid = "f"\nkind = "event"\nevent = "flare"\nexpires = "1 h"\n[person.P1]'
    without = schedule(plan, "--event", "flare@2026-03-28T10:00Z").err.rpartition("Fix: ")[2].split()
    assert without == ["unspiral", "measure", "schedule", str(plan), "--person", "P1"]
    plan.write_text(plan.read_text().replace("[person.P1]", rule))
    fix = schedule(plan, "--event", event).err.rpartition("Fix: ")[2].split()
    assert fix[1].startswith("flare@2026-03-")
    assert schedule(plan, *fix).code == 0


def test_a_log_that_may_be_filled_in_is_never_written_over(plan: Path, tmp_path: Path) -> None:
    log = tmp_path / "p.csv"
    assert schedule(plan, "-o", log).code == 0
    log.write_text(log.read_text() + "filled in")
    before = log.read_bytes()
    refused = schedule(plan, "-o", log)
    assert (refused.code, log.read_bytes()) == (2, before)
    assert "It may hold what was answered" in refused.err
    fix = refused.err.rpartition("Fix: ")[2].split()
    assert fix == ["-o", str(tmp_path / "p-2.csv")]
    assert schedule(plan, *fix).code == 0
    assert schedule(plan, "-o", log).err.rpartition("Fix: ")[2].split() == ["-o", str(tmp_path / "p-3.csv")]


def test_without_dates_it_begins_today(plan: Path) -> None:
    called = call("measure", "schedule", plan, "--json")
    told = json.loads(called.out)
    assert "as nothing else was said" in called.err
    assert (datetime.fromisoformat(told["to"]) - datetime.fromisoformat(told["from"])).days == 13


def test_published_rules_may_not_change(plan: Path, tmp_path: Path) -> None:
    new = tmp_path / "new.toml"
    new.write_text(plan.read_text().replace('times = ["20:00"]', 'times = ["21:00"]'))
    refused = call("measure", "schedule", new, "--check", "--against", plan)
    assert (refused.code, refused.out) == (2, "")
    assert "version 1: rule 'evening' was changed" in refused.err
    assert call("measure", "schedule", plan, "--check", "--against", plan).code == 0


def test_a_title_that_tells_is_pointed_out(plan: Path) -> None:
    plan.write_text(plan.read_text().replace('"Check-in"', '"Pain diary"'))
    assert "stands on lock screens" in schedule(plan).err
    plan.write_text(plan.read_text().replace('"Europe/Zurich"', '"EST"'))
    assert "the zone 'EST' is no place" in schedule(plan).err
    assert schedule(plan, "--quiet").err == ""


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--from", "2026-02-30"], "--from '2026-02-30' is no day on the calendar"),
        (["--from", "20260228"], "--from '20260228' is no day"),
        (["--from", "2026-03-31", "--to", "2026-03-01"], "lies before the first"),
        (["--from", "9999-12-31"], "too near the end of the calendar"),
        (["--from", "1950-01-01", "--to", "1950-01-02"], "lies outside"),
        (["--person", "p1"], "Did you mean 'P1'"),
        (["-o", "r.pdf"], "neither a calendar nor a log"),
        (["-o", "PLAN"], "neither a calendar nor a log"),
        (["-o", "no/r.ics"], "does not exist"),
        (["--event", "flare"], "names no moment"),
        (["--event", "flare@2026-03-01T10:00Z"], "No rule waits for an event"),
        (["--stamp", "2026-03-01T10:00Z"], "--stamp goes with a calendar"),
        (["-o", "r.ics", "--stamp", "yesterday"], "is no moment"),
        (["-o", "r.ics", "--from", "2026-03-30", "--to", "2026-03-30"], "nothing to remind of"),
        (["--against", "no.toml"], "There is no file"),
        (["--example"], "is given as one"),
    ],
)
def test_bad_words(plan: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: list[str], said: str) -> None:
    monkeypatch.chdir(tmp_path)
    called = call("measure", "schedule", plan, *([] if "--from" in words else ["--from", "2026-03-28"]), *words)
    assert (called.code, called.out) == (2, "")
    assert said in called.err
    assert "Fix: " in called.err
    assert [entry.name for entry in tmp_path.iterdir()] == ["plan.toml"]


def test_no_plan_nobody_and_several(plan: Path, tmp_path: Path) -> None:
    assert "Which plan?" in call("measure", "schedule").err
    assert call("measure", "schedule", tmp_path / "plann.toml").err.count("Did you mean 'plan.toml'") == 1
    plan.write_text(EXAMPLE.split("[person.P1]")[0].replace("optional = true\n", ""))
    assert "The plan names nobody" in schedule(plan).err
    several = schedule(plan, "--person", "P1", "--person", "P2", "-o", tmp_path / "r.ics")
    assert several.code == 2
    assert "A calendar is for one person, and this would be for 2" in several.err
    assert command.name == "command"
