"""Plans as TOML files, right ones and wrong ones."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from unspiral.errors import DataError, SpecError
from unspiral.measure.prompts.read_schedule import parse_schedule, read_schedule
from unspiral.measure.prompts.schedule import due
from unspiral.measure.prompts.write_schedule import EXAMPLE, schedule_toml
from unspiral.records.schedule import (
    MIDNIGHT,
    SLEEP,
    WAKE,
    Burst,
    Fixed,
    Interval,
    OnEvent,
    Pause,
    PersonPlan,
    RandomWindow,
    Rule,
    Schedule,
    Settings,
    Version,
    Wall,
)

pytestmark = pytest.mark.unit

WHOLE = """
schema = "unspiral.schedule/1"
id = "all"
zone = "Europe/Zurich"
wake = "07:00"
sleep = 00:30:00
seed = 9

[[version]]
number = 1
from = 2026-03-01
to = 2026-03-31
[[version.rule]]
id = "evening"
kind = "fixed"
times = ["20:00", "sleep-00:30"]
weekdays = ["sun", "mon"]
every = "2 d"
since = 2026-03-02
expires = "4 h"
reminders = ["30 min", "1 h"]
items = ["a", "b", "c"]
always = ["a"]
ask = 2
shuffle = true
[[version.rule.burst]]
from = 2026-03-01
to = 2026-03-07

[[version]]
number = 2
from = 2026-04-01
[[version.rule]]
id = "pings"
kind = "random"
optional = true
window = ["wake+01:00", "sleep-01:00"]
count = 3
gap = "90 min"
expires = "45 min"
[[version.rule.burst]]
first_day = 1
last_day = 14
[[version.rule]]
id = "hours"
kind = "interval"
every = "4 h"
anchor = 2026-04-01T08:00:00
window = ["08:00", "22:00"]
expires = "1 h"
[[version.rule]]
id = "days"
kind = "interval"
every = "3 d"
anchor = 2026-04-01T08:00:00
expires = "1 d"
[[version.rule]]
id = "flare"
kind = "event"
event = "flare"
delay = "15 min"
cap = 2
expires = "1 h"

[person.P1]
start = 2026-03-01
end = 2026-06-01
zone = "America/New_York"
takes = ["pings"]
[[person.P1.change]]
from = 2026-04-10
wake = "06:00"
takes = []
[[person.P1.pause]]
from = 2026-04-20
to = 2026-04-26
reason = "holiday"

[[pause]]
from = 2026-12-24
to = 2026-12-26
"""


def test_everything_that_can_stand_in_a_plan() -> None:
    days = {"weekdays": (0, 6), "every": 2, "since": date(2026, 3, 2)}
    assert parse_schedule(WHOLE) == Schedule(
        "all",
        "Europe/Zurich",
        (
            Version(
                1,
                date(2026, 3, 1),
                date(2026, 3, 31),
                (
                    Rule(
                        "evening",
                        Fixed((Wall(MIDNIGHT, 1200), Wall(SLEEP, -30)), **days),
                        240,
                        (30, 60),
                        ("a", "b", "c"),
                        ("a",),
                        2,
                        True,
                        bursts=(Burst(date(2026, 3, 1), date(2026, 3, 7)),),
                    ),
                ),
            ),
            Version(
                2,
                date(2026, 4, 1),
                None,
                (
                    Rule(
                        "pings",
                        RandomWindow(Wall(WAKE, 60), Wall(SLEEP, -60), 3, 90),
                        45,
                        optional=True,
                        bursts=(Burst(None, None, 1, 14),),
                    ),
                    Rule("hours", Interval(4, "hour", datetime(2026, 4, 1, 8), Wall(MIDNIGHT, 480), Wall(MIDNIGHT, 1320)), 60),
                    Rule("days", Interval(3, "day", datetime(2026, 4, 1, 8)), 1440),
                    Rule("flare", OnEvent("flare", 15, 2), 60),
                ),
            ),
        ),
        "Check-in",
        420,
        30,
        9,
        (
            PersonPlan(
                "P1",
                date(2026, 3, 1),
                date(2026, 6, 1),
                (Settings(None, "America/New_York", takes=("pings",)), Settings(date(2026, 4, 10), wake=360, takes=())),
                (Pause(date(2026, 4, 20), date(2026, 4, 26), "holiday"),),
            ),
        ),
        (Pause(date(2026, 12, 24), date(2026, 12, 26)),),
    )


def test_the_example_has_the_defaults() -> None:
    plan = parse_schedule(EXAMPLE)
    evening, pings = plan.versions[0].rules
    assert isinstance(evening.when, Fixed) and evening.when.times == (Wall(MIDNIGHT, 1200),)
    assert len(evening.items) == 8
    assert isinstance(pings.when, RandomWindow) and pings.when.count == 3 and pings.optional
    assert plan.people[0].settings == (Settings(takes=()),)


SWAPS = [
    ('zone = "Europe/Zurich"', 'zone = "Europe/Zurch"', "Did you mean 'Europe/Zurich'"),
    ('zone = "Europe/Zurich"', "", "zone is missing"),
    ('schema = "unspiral.schedule/1"', "", "schema is missing"),
    ("unspiral.schedule/1", "unspiral.schedule/2", "this version reads 'unspiral.schedule/1'"),
    ('times = ["20:00", "sleep-00:30"]', 'times = ["25:00"]', "is on no clock"),
    ('times = ["20:00", "sleep-00:30"]', "times = [20:00]", "stands without quotes"),
    ('times = ["20:00", "sleep-00:30"]', "times = []", "times is missing or empty"),
    ('times = ["20:00", "sleep-00:30"]', "", "times is missing or empty"),
    ("from = 2026-03-01\nto = 2026-03-31", "from = 2026-02-30", "line 11: the date is on no calendar"),
    ("from = 2026-03-01\nto = 2026-03-31", 'from = "2026-02-30"', "not a day on the calendar"),
    ("to = 2026-03-31", "to = 2026-02-28", "lies before from"),
    ("to = 2026-03-31", "to = 2026-04-01", "versions 1 and 2 overlap"),
    ("from = 2026-04-01\n", "from = 2026-03-01\n", "versions 1 and 2 overlap"),
    ("from = 2026-04-01\n", "", "version 2: from is missing"),
    ("number = 2", "number = 1", "not in the order of their numbers"),
    ("count = 3", "count = 12", "3 prompts|12 prompts"),
    ("count = 3", "count = 0", "not between 1 and 60"),
    ("count = 3", "count = 3.5", "should be a whole number and is a number"),
    ('gap = "90 min"', "", "gap is missing"),
    ('gap = "90 min"', 'gap = "20 h"', "with a gap of 20 h need 3600"),
    ('kind = "event"', 'kind = "evnt"', "none of: fixed, random, interval, event"),
    ('kind = "event"', "", "kind is missing"),
    ('every = "2 d"', 'every = "36 h"', "not a whole number of days"),
    ('every = "4 h"', 'every = "90 min"', "not a whole number of hours"),
    ('every = "3 d"', 'every = "3 d"\nwindow = ["08:00", "09:00"]', "window goes with hours"),
    ('weekdays = ["sun", "mon"]', 'weekdays = ["sonntag"]', "weekdays holds 'sonntag'"),
    ('window = ["08:00", "22:00"]', 'window = ["08:00"]', "holds 1 times"),
    ('window = ["08:00", "22:00"]', 'window = ["08:00", "08:00"]', "starts and ends at the same time"),
    ("first_day = 1", "first_day = 15", "last_day = 14 lies before first_day = 15"),
    ("first_day = 1", "from = 2026-03-01", "by dates and by days"),
    ("to = 2026-03-07", "to = 2026-02-07", "to = 2026-02-07 lies before"),
    ("to = 2026-04-26", "to = 2026-04-19", "person 'P1', pause 1: to = 2026-04-19 lies before"),
    ('reason = "holiday"', 'reason = "with my sister in Rome"', "is no name"),
    ('takes = ["pings"]', 'takes = ["ping"]', "Did you mean 'pings'"),
    ("[person.P1]\n", '[person." P1"]\n', "without blanks around it"),
    ("seed = 9", "seed = -1", "not between 0"),
    ("seed = 9", "sead = 9", "Did you mean 'seed'"),
    ("cap = 2", "cap = 2\ncount = 2", "'count' means nothing here"),
    ("id = \"all\"", "id = \"all\"\nid = \"all\"", "this is not TOML"),
    ('id = "flare"', 'id = "days"', "two rules are called 'days'"),
    ("seed = 9", "seed = " + "9" * 5000, "a number too long"),
    ("[[version]]\nnumber = 1", "[version]\nnumber = 1", "this is not TOML"),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "said"), SWAPS)
def test_wrong_plans(old: str, new: str, said: str) -> None:
    assert WHOLE.count(old) >= 1
    with pytest.raises(SpecError, match=said) as caught:
        parse_schedule(WHOLE.replace(old, new, 1), "my.toml")
    assert caught.value.what.startswith("'my.toml'")
    assert caught.value.fix


def test_files(tmp_path: Path) -> None:
    file = tmp_path / "plan.toml"
    file.write_bytes(b"\xef\xbb\xbf" + WHOLE.replace("\n", "\r\n").encode())
    assert read_schedule(file) == parse_schedule(WHOLE)
    file.write_bytes(b"id = '\xff'")
    with pytest.raises(SpecError, match="not UTF-8"):
        read_schedule(file)
    file.write_bytes(b"")
    with pytest.raises(SpecError, match="is empty"):
        read_schedule(file)
    with pytest.raises(DataError, match="There is no file"):
        read_schedule(tmp_path / "other.toml")
    with pytest.raises(DataError, match="is a folder, not a plan") as caught:
        read_schedule(tmp_path)
    assert caught.value.fix == f"unspiral measure schedule {min(tmp_path.glob('*.toml'))}"
    (tmp_path / "none").mkdir()
    with pytest.raises(DataError, match="is a folder, not a plan") as caught:
        read_schedule(tmp_path / "none")
    assert caught.value.fix == "unspiral measure schedule --example > plan.toml"


LINES = [line for line in WHOLE.splitlines() if line.strip()]


@given(st.lists(st.sampled_from(LINES), max_size=40), st.text(max_size=20), st.integers(0, 2000), st.integers(0, 60))
@example([], "[" * 3000, 0, 0)
@example([], "x = " + "[" * 3000, 0, 0)
@example([], "\0", 5, 5)
def test_whatever_is_written_there_is_a_plan_or_a_sentence(lines: list[str], junk: str, place: int, length: int) -> None:
    for text in ("\n".join(lines), WHOLE[:place] + junk + WHOLE[place + length :], junk):
        try:
            found: object = parse_schedule(text)
            assert isinstance(found, Schedule)
            person = found.people[0].person if found.people else "x"
            assert due(found, person, date(2026, 3, 28), date(2026, 4, 2)) is not None
            assert parse_schedule(schedule_toml(found)) == found
        except SpecError as problem:
            found = problem
            assert problem.what and problem.fix
        assert isinstance(found, (Schedule, SpecError))
