from __future__ import annotations

import csv
import json
from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pytest
from tests.doors.cli.calling import Called, call

from unspiral.records.trial import ALWAYS
from unspiral.store.trial_json import read_plan

pytestmark = pytest.mark.unit
START = date(2026, 12, 1)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    at = tmp_path_factory.mktemp("trial")
    made = call(
        "trial", "plan", "--noise", 1.0, "--autocorrelation", 0.3, "--on", "yoga", "--outcome", "pain", "--effect", -2, "--days", 84,
        "--block", 7,
        "--start", START, "--simulations", 0, "--seed", 1, "-o", at / "plan.json",
    )  # fmt: skip
    assert made.code == 0, made.err
    on = read_plan(at / "plan.json").on
    random, state = np.random.default_rng(1), 0.0
    with (at / "diary.csv").open("w", newline="", encoding="utf-8") as out:
        rows = csv.writer(out)
        rows.writerow(["date", "pain", "yoga"])
        for k, today in enumerate(on):
            state = 0.3 * state + random.normal() * 0.95 - 1.4 * today
            if k not in (4, 30, 31):
                rows.writerow([START + timedelta(days=k), round(5.0 + state, 2), today])
    return at


def analysed(folder: Path, *words: object) -> Called:
    return call("trial", "analyse", *words, "--replicates", 199)


def test_a_planned_diary(folder: Path) -> None:
    found = analysed(folder, folder / "plan.json", folder / "diary.csv", "--chart", folder / "t.svg", "--report", folder / "t.html")
    assert found.code == 0, found.err
    assert found.out.startswith("Clear: pain was lower on days with yoga")
    assert "81 of 84 days were answered" in " ".join(found.out.split())
    assert "Does yoga change pain?" in (folder / "t.html").read_text(encoding="utf-8")
    assert ALWAYS in " ".join(found.out.split())
    assert (folder / "t.svg").read_text(encoding="utf-8").startswith("<svg")


def test_a_first_day_that_nobody_named_is_said(folder: Path) -> None:
    held = json.loads((folder / "plan.json").read_text(encoding="utf-8"))
    (folder / "open.json").write_text(json.dumps(held | {"start": ""}), encoding="utf-8")
    found = analysed(folder, folder / "open.json", folder / "diary.csv", "--json")
    assert found.code == 0, found.err
    assert "start-assumed" in [v["code"] for v in json.loads(found.out)["verdicts"]]


def test_without_a_plan(folder: Path) -> None:
    found = analysed(folder, folder / "diary.csv", "--on", "yoga", "--outcome", "pain", "--json")
    assert found.code == 0, found.err
    document = json.loads(found.out)
    assert (document["schema"], document["word"], document["test"]) == ("unspiral.trial/1", "clear", "bootstrap")
    assert document["effects"]["pain"]["on_days"]["high"] < 0.0
    assert len(document["course"]["pain"]["answer"]) == 84
    assert "no-plan" in [v["code"] for v in document["verdicts"]]


def _diary(folder: Path, rows: Sequence[tuple[object, object, object]]) -> Path:
    path = folder / "bad.csv"
    path.write_text("date,pain,yoga\n" + "\n".join(",".join(map(str, row)) for row in rows) + "\n", encoding="utf-8")
    return path


def test_bad_diaries_are_refused(folder: Path) -> None:
    twice = _diary(folder, [(f"{START}T08:00", 1, 0), (f"{START}T20:00", 2, 0), (f"{START + timedelta(days=1)}T20:00", 2, 1)])
    assert "more than one row" in analysed(folder, folder / "plan.json", twice).err
    early = _diary(folder, [(START - timedelta(days=1), 1, 0), (START, 2, 0)])
    found = analysed(folder, folder / "plan.json", early)
    assert (found.code, found.out) == (2, "")
    assert "1 of 2 rows of 'bad.csv' lie outside the 84 days" in found.err
    short = _diary(folder, [(START + timedelta(days=k), 1 + k % 3, k % 2) for k in range(6)])
    found = analysed(folder, folder / "plan.json", short, "--stopped", "--json")
    assert found.code == 3
    assert json.loads(found.out)["verdicts"][0]["code"] == "few-answers"
    assert "--stopped is for a trial with a plan" in analysed(folder, short, "--on", "yoga", "--outcome", "pain", "--stopped").err


def test_a_reading_before_its_day_is_refused_and_harm_is_said_all_the_same(folder: Path) -> None:
    plan = read_plan(folder / "plan.json")
    rows = [(START + timedelta(days=k), 5 + k % 2 + (9 if k > 46 else 0), 0) for k in range(50)]
    found = analysed(folder, folder / "plan.json", _diary(folder, rows), "--json")
    assert found.code == 3
    document = json.loads(found.out)
    assert [v["code"] for v in document["verdicts"]] == ["no-look", "stop-harm"]
    assert "after day 84" in document["verdicts"][0]["reason"]
    assert document["said"] == [ALWAYS]
    plain = analysed(folder, folder / "plan.json", _diary(folder, rows), "--quiet")
    assert (plain.code, plain.out) == (3, "")
    assert "Harm: if pain" in plain.err
    assert plan.stop.direction == 1


def test_a_last_day_that_was_missed_is_a_row_without_an_answer(folder: Path) -> None:
    text = (folder / "diary.csv").read_text(encoding="utf-8").strip().splitlines()
    (folder / "last.csv").write_text("\n".join([*text[:-1], f"{START + timedelta(days=83)},,0"]) + "\n", encoding="utf-8")
    (folder / "cut.csv").write_text("\n".join(text[:-1]) + "\n", encoding="utf-8")
    assert analysed(folder, folder / "plan.json", folder / "cut.csv").code == 3
    found = analysed(folder, folder / "plan.json", folder / "last.csv", "--json")
    assert found.code == 0, found.err
    document = json.loads(found.out)
    assert "start-assumed" not in [v["code"] for v in document["verdicts"]]  # this plan names its first day
    assert (document["reading"], document["answered"], document["days"]) == ("final", 80, 84)
    ended = analysed(folder, folder / "plan.json", folder / "cut.csv", "--stopped", "--json")
    assert ended.code == 0, ended.err
    document = json.loads(ended.out)
    assert (document["reading"], document["p"], document["word"]) == ("stopped", None, "cannot tell")
    assert document["effects"]["pain"]["on_days"]["level"] == 0.95


@pytest.mark.parametrize(("words", "said"), [
    (("diary.csv",), "nothing says which days were on"), (("plan.json", "diary.csv", "--on", "yoga"), "The plan says what was on"),
    (("plan.json", "diary.csv", "--seed", "1"), "leave out --seed"), (("plan.json", "diary.csv", "--onset", "0"), "leave out --onset"),
    (("diary.csv", "--on", "nope", "--outcome", "pain"), "--on COLUMN"),
    (("diary.csv", "--on", "pain", "--outcome", "pain"), "both what is switched and what is judged"),
    (("plan.json", "diary.csv", "more.csv"), "3 files"), (("diary.csv", "diary.csv"), "cannot be read as a plan"),
])  # fmt: skip
def test_bad_words_are_refused(folder: Path, words: tuple[str, ...], said: str) -> None:
    found = analysed(folder, *(folder / word if "." in word else word for word in words))
    assert found.code == 2
    assert said in " ".join(found.err.split())
    assert "Fix:" in found.err


def test_a_slip_in_a_date_is_told_and_makes_no_years(folder: Path) -> None:
    last = "2062-12-05"
    rows = [(START + timedelta(days=k), 1 + k % 3, k % 2) for k in range(4)]
    found = analysed(folder, _diary(folder, [*rows, (last, 2, 1)]), "--on", "yoga", "--outcome", "pain")
    assert (found.code, found.out) == (2, "")
    assert f"Row 5 of 'bad.csv' in order of time, {last}, is" in " ".join(found.err.split())
    assert "at most 400 days" in " ".join(found.err.split())
