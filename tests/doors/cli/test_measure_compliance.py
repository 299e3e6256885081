"""``unspiral measure compliance``, as people and scripts call it."""

from __future__ import annotations

import json
from datetime import date, timedelta
from pathlib import Path

import pytest
from tests.doors.cli.calling import call
from tests.measure.prompts.made_plan import FIRST, made_plan

from unspiral.measure.prompts.log import offer, prompts_of, submit
from unspiral.measure.prompts.schedule import planned
from unspiral.measure.prompts.write_log import log_csv
from unspiral.records.schedule import Pause

pytestmark = pytest.mark.unit

NOW = "2026-03-08T00:00+01:00"


@pytest.fixture
def log(tmp_path: Path) -> Path:
    plan = made_plan(pauses=(Pause(date(2026, 3, 6), date(2026, 3, 6), "holiday"),))
    prompts = prompts_of(planned(plan, "P1", FIRST, date(2026, 3, 8)))
    for k in (0, 1, 2):
        one = prompts[k]
        prompts = submit(prompts, "P1", "made", one.id, f"c{k}", one.due + timedelta(hours=2 * k), ["pain"] if k else one.items).prompts
    prompts = (*prompts[:3], offer(prompts[3], prompts[3].due), *prompts[4:])
    (tmp_path / "log.csv").write_text(log_csv(prompts))
    return tmp_path / "log.csv"


def test_people_see_a_table(log: Path) -> None:
    called = call("measure", "compliance", log, "--now", NOW)
    assert called.code == 0
    assert called.out.splitlines() == [
        "Prompts by person; what is over was decided at 2026-03-08T00:00:00+01:00.",
        "person  answered  late  expired  not offered  paused  pending  partly           in time",
        "P1             2     1        1            2       1        1       2  33% (10% to 70%)",
        "",
        "Why not answered: never offered 2, offered, never opened 1, paused: holiday 1.",
        "",
        "Longest time without an answer:",
        "  P1: 4.0 days, 2026-03-04 00:00 to 2026-03-08 00:00, 3 unanswered, 1 paused",
    ]
    assert "rather too narrow" in called.err
    assert call("measure", "compliance", log, "--now", NOW, "--quiet").err == ""


def test_scripts_get_one_document(log: Path) -> None:
    called = call("measure", "compliance", log, "--now", NOW, "--by", "item", "--json")
    told = json.loads(called.out)
    assert list(told) == ["schema", "by", "now", "rows", "total", "gaps", "notes"]
    assert told["schema"] == "unspiral.compliance/1"
    assert [(row["key"], row["answered"], row["late"], row["blank"]) for row in told["rows"]] == [
        ("pain", 2, 1, 0),
        ("mood", 1, 0, 2),
        ("sleep", 1, 0, 2),
    ]
    assert told["total"]["rate"] == pytest.approx(1 / 3)
    assert told["total"]["low"] < 1 / 3 < told["total"]["high"]
    assert told["total"]["reasons"] == {"never offered": 2, "offered, never opened": 1, "paused: holiday": 1}
    assert told["gaps"][0]["prompts"] == 3


@pytest.mark.parametrize("by", ["person", "day", "item", "weekday", "hour", "kind", "rule"])
def test_every_way_of_counting(log: Path, by: str) -> None:
    called = call("measure", "compliance", log, "--by", by, "--now", NOW)
    assert called.code == 0
    assert called.out.startswith(f"Prompts by {by};")


def test_long_tables_are_cut_and_say_so(tmp_path: Path) -> None:
    prompts = prompts_of(planned(made_plan(), "P1", FIRST, date(2026, 5, 31)))
    (tmp_path / "log.csv").write_text(log_csv(prompts))
    called = call("measure", "compliance", tmp_path / "log.csv", "--by", "day", "--now", NOW)
    assert "... and 32 more: --json" in called.out
    assert "nothing over" in called.out


def test_now_is_now_when_left_out(log: Path) -> None:
    told = json.loads(call("measure", "compliance", log, "--json").out)
    assert told["total"]["pending"] == 0 or told["now"] < "2026-03-09"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--now", "2026-03-08"], "has no offset"),
        (["--now", "tomorrow"], "is no moment"),
        (["--by", "persn"], "'persn' is not one of"),
    ],
)
def test_bad_words(log: Path, words: list[str], said: str) -> None:
    called = call("measure", "compliance", log, *words)
    assert (called.code, called.out) == (2, "")
    assert said in called.err
    assert "Fix: " in called.err


@pytest.mark.parametrize("now", ["2026-03-08", "2026-03-08T00:00", "2026-03-08T21:30:15"])
def test_the_remedy_for_a_moment_is_taken(log: Path, now: str) -> None:
    fix = call("measure", "compliance", log, "--now", now).err.rpartition("Fix: ")[2].split()
    assert fix == ["--now", f"{now}{'' if 'T' in now else 'T00:00'}+02:00"]
    assert call("measure", "compliance", log, *fix).code == 0


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "is empty"),
        (b"a,b\n1,2\n", "has no column 'person'"),
        (b"person,prompt,due,expires\n", "has a header and no row"),
        (b"person,prompt,due,expires\nP1,a,x,y\n", "Row 2, column 'due'"),
        (b"\xff\xfe", "not UTF-8|UTF-16"),
        (b"PK\x03\x04", "an Excel workbook or a zip archive"),
    ],
)
def test_files_that_are_no_log(tmp_path: Path, content: bytes, said: str) -> None:
    (tmp_path / "log.csv").write_bytes(content)
    called = call("measure", "compliance", tmp_path / "log.csv")
    assert (called.code, called.out) == (2, "")
    assert any(part in called.err for part in said.split("|")), called.err
    assert "Fix: " in called.err
