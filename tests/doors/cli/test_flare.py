"""``unspiral flare``: a person's own record, described and not judged."""

from __future__ import annotations

import json
import random
from datetime import date, timedelta
from pathlib import Path

import pytest
from tests.doors.cli.calling import call
from tests.house.test_never_say import offences

pytestmark = pytest.mark.unit

START = date(2024, 1, 20)


@pytest.fixture(scope="module")
def diary(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A made-up diary of 120 days with eight spells of two to five days."""
    chance = random.Random(3)
    bad = {
        start + day
        for start, days in ((20, 3), (30, 2), (41, 4), (55, 2), (66, 5), (80, 3), (92, 2), (119, 1), (105, 4))
        for day in range(days)
    }
    lines = ["day,pain,mood,heat,never"]
    for day in range(120):
        pain = 7 if day in bad else chance.choice((2, 3))
        lines.append(f"{day},{pain},{9 - pain + chance.choice((0, 1))},{int(day in bad and chance.random() < 0.5)},0")
    place = tmp_path_factory.mktemp("flare") / "diary.csv"
    place.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return place


def test_words(diary: Path) -> None:
    called = call("flare", diary, "--mood", "mood", "--tried", "heat,never", "--time-unit", "day")
    assert called.code == 0, called.err
    out = " ".join(called.out.split())
    assert out.startswith("8 bad spells in this record (120 of 120 days answered).")
    assert "Half of the spells lasted 3 days or less (95 % interval" in out
    assert "day 21 to 23: 3 days" in out
    assert "1 run too short so far, of which the beginning or the end was not seen" in out
    assert "pain, from a bad day to the 3 days after: with heat:" in out and "mood, from a bad day" in out
    assert "never Never recorded." in out and "with never:" not in out
    assert "differ from other days for other reasons" in out
    assert "it is no rank" in out and "no advice" in out
    assert offences(called.out) == []
    assert "you should" not in out.casefold() and " will " not in out
    assert max(map(len, called.out.splitlines())) <= 88


def test_document(diary: Path) -> None:
    called = call("flare", diary, "--tried", "heat", "--for-days", 3, "--after", 1, "--fewest", 3, "--json")
    found = json.loads(called.out)
    assert (called.code, found["schema"]) == (0, "unspiral.flare/1")
    assert [spell["days"] for spell in found["spells"]] == [3, 4, 5, 3, 4]
    assert found["rule"] == {"points": 2.0, "sds": 1.0, "days": 3, "gap": 1, "after": 1, "fewest": 3}
    assert found["length"]["median"] == 4
    assert found["things"][0]["compared"][0]["tried"]["days"] + found["things"][0]["compared"][0]["not_tried"]["days"] == 19


def test_too_few_is_said(diary: Path) -> None:
    out = " ".join(call("flare", diary, "--tried", "heat", "--fewest", 50).out.split())
    assert "How long they last: too few to say" in out
    assert "with heat: too few (" in out and "at least 50 are needed" in out


def test_no_spell(diary: Path) -> None:
    out = call("flare", diary, "--points", 9).out
    assert out.startswith("No bad spell in this record")
    assert "as bad as this definition asks for" in " ".join(out.split())


def test_a_threshold_is_never_shown_too_low(diary: Path) -> None:
    found = json.loads(call("flare", diary, "--points", 0, "--sds", 1, "--json").out)
    shown = float(call("flare", diary, "--points", 0, "--sds", 1).out.partition("pain of ")[2].split()[0])
    assert found["threshold"] - 1e-6 <= shown < found["threshold"] + 0.01


def test_a_scale_that_runs_the_other_way(diary: Path, tmp_path: Path) -> None:
    rows = [line.split(",") for line in diary.read_text(encoding="utf-8").splitlines()]
    turned = [["day", "comfort"], *([row[0], str(10 - int(row[1]))] for row in rows[1:])]
    (tmp_path / "turned.csv").write_text("\n".join(map(",".join, turned)) + "\n", encoding="utf-8")
    straight = json.loads(call("flare", diary, "--json").out)
    other = json.loads(call("flare", tmp_path / "turned.csv", "--pain", "comfort", "--reverse", "comfort=10", "--json").out)
    assert [spell["first"] for spell in other["spells"]] == [spell["first"] for spell in straight["spells"]]


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("--pain", "pane"), 2, "Fix: --pain pain"),
        (("--mood", "mod"), 2, "Fix: --mood mood"),
        (("--also", "modo"), 2, "Fix: --also mood"),
        (("--time", "dya"), 2, "Fix: --time day"),
        (("--tried", "haet"), 2, "Fix: --tried heat"),
        (("--tried", ""), 2, "--tried was given without a name"),
        (("--also", ","), 2, "--also was given without a name"),
        (("--mood", ""), 2, "--mood was given without a name"),
        (("--pain", " "), 2, "--pain was given without a name"),
        (("--tried", "heat,heat"), 2, "named twice"),
        (("--gap", -1), 2, "Fix: --gap 1"),
        (("--after", 0), 2, "Fix: --after 3"),
        (("--fewest", 0), 2, "Fix: --fewest 5"),
        (("--sds", "-1"), 2, "Fix: --sds 1"),
        (("--points", 0, "--sds", 0), 2, "Fix: --points 2"),
        (("--mood", "pain"), 2, "named twice"),
        (("--for-days", 0), 2, "Fix: --for-days 2"),
        (("--who", "zed"), 2, "Fix: --who 1"),
        (("--tried", "heet"), 2, "heet"),
        (("--points", "nan"), 2, "Fix: --points 2"),
        (("--reverse", "pain=x"), 2, "reverse"),
        (("--points", "1,5"), 2, "'1,5' is no number"),
        (("--for-days", "1.5"), 2, "'1.5' is no whole number"),
    ],
)
def test_bad_input(diary: Path, words: tuple[object, ...], code: int, said: str) -> None:
    called = call("flare", diary, *words, "--json")
    assert (called.code, called.out) == (code, "")
    assert said in called.err
    assert "Fix:" in called.err
    assert "in the loop" not in called.err  # no loop is meant here


def dated(diary: Path, folder: Path) -> Path:
    """The same diary with dates in place of day numbers, from 20 January 2024 on."""
    rows = [line.split(",") for line in diary.read_text(encoding="utf-8").splitlines()]
    made = [
        ",".join(["date", *rows[0][1:]]),
        *(",".join([(START + timedelta(days=int(row[0]))).isoformat(), *row[1:]]) for row in rows[1:]),
    ]
    (folder / "dated.csv").write_text("\n".join(made) + "\n", encoding="utf-8")
    return folder / "dated.csv"


def test_a_table_with_dates_is_told_in_dates(diary: Path, tmp_path: Path) -> None:
    plain = json.loads(call("flare", diary, "--json").out)
    found = json.loads(call("flare", dated(diary, tmp_path), "--json").out)
    assert (plain["start"], found["start"]) == ("", START.isoformat())
    assert [spell["first"] for spell in found["spells"]] == [spell["first"] for spell in plain["spells"]]
    for spell in found["spells"]:
        assert spell["first_date"] == (START + timedelta(days=spell["first"] - 1)).isoformat()
        assert spell["last_date"] == (START + timedelta(days=spell["last"] - 1)).isoformat()
    assert {spell["first_date"] for spell in plain["spells"]} == {None}
    out = " ".join(call("flare", tmp_path / "dated.csv").out.split())
    assert "2024-02-09 to 2024-02-11: 3 days" in out and "day 21" not in out  # the table's own day 20, in dates


def test_remedies_that_name_people_can_be_pasted(tmp_path: Path) -> None:
    rows = [f"{who},{day},{day % 5}" for who in ("ann b", "bob") for day in range(20)]
    (tmp_path / "two.csv").write_text("\n".join(["id,day,pain", *rows]) + "\n", encoding="utf-8")
    assert "Fix: --who 'ann b' (or --who bob)" in call("flare", tmp_path / "two.csv").err
    assert "Fix: --who 'ann b'" in call("flare", tmp_path / "two.csv", "--who", "ann").err
    assert call("flare", tmp_path / "two.csv", "--who", "ann b").code == 0


def test_refused_with_a_document(tmp_path: Path) -> None:
    (tmp_path / "short.csv").write_text("day,pain\n0,1\n1,2\n2,1\n", encoding="utf-8")
    called = call("flare", tmp_path / "short.csv", "--json")
    assert called.code == 3
    assert json.loads(called.out)["verdicts"][0]["code"] == "flare-few-days"
