"""``unspiral learn --skips``: what is typed, what is read, what is printed."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from tests.doors.cli.calling import Called, call
from tests.learn.made_skipping import made
from tests.learn.skip_panels import skipping
from tests.store.made_fit import made_fit

from unspiral.doors.cli.skipping_text import skipping_lines
from unspiral.learn.skip_words import slider_note
from unspiral.store.fit_json import read_fit

pytestmark = pytest.mark.unit
QUICK = ("--no-traits", "--no-error", "--t0", "stationary", "--starts", "1")


@pytest.fixture(scope="module")
def table(tmp_path_factory: pytest.TempPathFactory) -> Path:
    panel = skipping(12, 12, slope=0.6, seed=3)
    rows = ["id,day,pain,depression,answered"]
    for person in panel.persons:
        assert person.skipped is not None
        for time, answers, skipped in zip(person.time, person.values, person.skipped, strict=True):
            cells = ("" if np.isnan(x) else f"{x:.4f}" for x in answers)
            rows.append(",".join([person.name, f"{time:g}", *cells, f"{1 - skipped:g}"]))
    path = tmp_path_factory.mktemp("skips") / "beeps.csv"
    path.write_text("\n".join(rows) + "\n", encoding="utf-8")
    return path


def test_the_slider_is_a_table_below_what_was_counted() -> None:
    held = made(turned=True)
    fit = replace(made_fit(), processes=("pain", "depression"), skipping=replace(held, note=slider_note(held, learned=True)))
    lines, rows = skipping_lines(fit)
    assert lines[0] == "Skipped prompts: 25 of 100 prompts that count were skipped (25 %)."
    assert lines[1].startswith("skip:pain: +0.01 probits per point, interval")
    assert [row[0] for row in rows] == [
        "slope of skipping", "skips ignored", "pain -0.25", "pain +0.25", "depression -0.25", "depression +0.25", "depression +0.5",
        "learned: pain +0.02, depression +0.10",
    ]  # fmt: skip
    assert rows[1][1].startswith("● +0.30")
    assert rows[5][1].startswith("◐ +0.20")
    assert skipping_lines(replace(fit, skipping=None)) == ([], [])


@pytest.fixture(scope="module")
def learned(table: Path) -> tuple[Called, Path]:
    kept = table.with_name("fit.json")
    return call("learn", table, "--skips", *QUICK, "--json", "-o", kept), kept


def test_skips_are_learned_kept_and_printed(learned: tuple[Called, Path]) -> None:
    called, kept = learned
    assert called.code == 0, called.err
    document = json.loads(called.out)
    assert {"skip:pain", "skip:depression", "level:skip"} <= {p["name"] for p in document["parameters"]}
    assert document["skipping"]["prompts"] > document["skipping"]["skipped"] > 20
    assert len(document["skipping"]["slider"]) == 10
    assert document["state"]["choices"]["skips"] is True
    again = read_fit(kept)
    assert again.skipping is not None
    assert again.skipping.note == document["skipping"]["note"]
    assert "prompts, of which" in called.err


def test_slopes_may_be_assumed_and_prompts_named(table: Path) -> None:
    called = call("learn", table, "--skips", "pain=0,depression=0.5", "--answered", "answered", "--after-last", *QUICK)
    assert called.code == 0, called.err
    assert "Assumed, not learned: +0 for pain, +0.5 for depression" in " ".join(called.out.split())
    assert "Under assumed slopes" in called.out


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--skips", "depression"), "--skips 'depression' does not say a process and the slope"),
        (("--skips", "depression=a"), "does not say a process and the slope"),
        (("--skips", "depression=0.5,depression=0.2"), "--skips names 'depression' twice"),
        (("--skips", "mood=0.5"), "'mood', which is no process of the loop"),
        (("--answered", "answered"), "--answered is about skipped prompts, and these were not asked about"),
        (("--after-last",), "--after-last is about skipped prompts"),
        (("--skips", "--trend"), "--trend does not go with --skips"),
        (("--skips", "--ci", "bootstrap"), "--ci bootstrap does not go with --skips"),
        (("--skips", "--answered", "pain", "--loop", "pain <-> depression"), "Column 'pain' was given two roles"),
    ],
)
def test_slips_are_answered_in_words(table: Path, words: tuple[str, ...], said: str) -> None:
    called = call("learn", table, *words)
    assert called.code == 2
    assert said in called.err
    assert "Fix:" in called.err


def test_a_file_behind_skips_is_taken_for_what_it_is(table: Path) -> None:
    called = call("learn", "--skips", table)
    assert called.code == 2
    assert f"unspiral learn {table} --skips" in called.err


def test_a_table_in_which_nobody_skipped_is_refused(table: Path, tmp_path: Path) -> None:
    full = tmp_path / "full.csv"
    rows = table.read_text(encoding="utf-8").splitlines()
    full.write_text("\n".join(row for row in rows if ",,," not in row) + "\n", encoding="utf-8")
    called = call("learn", full, "--skips", *QUICK)
    assert called.code == 3
    assert "No prompt that counts was skipped" in called.err


def test_what_a_fit_with_skips_cannot_do_is_said(table: Path, learned: tuple[Called, Path]) -> None:
    _, kept = learned
    for verb in (("forecast", kept, table), ("learn", table, "--from", kept)):
        called = call(*verb)
        assert called.code == 2
        assert "skip" in called.err
        assert "Traceback" not in called.err
    assert call("whatif", kept, "--cut", "pain->depression").code == 0
