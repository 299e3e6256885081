"""``unspiral learn``, as people and scripts call it."""

from __future__ import annotations

import errno
import json
import math
import os
import random
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from tests.doors.cli import contract, diary
from tests.doors.cli.calling import Called, call
from tests.store.made_fit import made_fit

from unspiral.errors import NotIdentified
from unspiral.records import Fit, Verdict
from unspiral.store.fit_json import fit_document, read_fit

QUICK = ("--starts", "2")
START = [sys.executable, "-W", "error", "-m", "unspiral.doors.cli.main"]


def learned(called: Called, code: int = 0) -> dict[str, Any]:
    """The one document on stdout."""
    assert called.code == code, called.err
    assert called.out.count("\n") == 1
    document = json.loads(called.out, parse_constant=pytest.fail)
    assert isinstance(document, dict)
    return document


def unhurried(document: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in document.items() if key != "seconds"}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("learn")


@pytest.fixture(scope="module")
def person(folder: Path) -> Called:
    """One person, learned once for many questions."""
    return call("learn", diary.one(folder, 60), "--no-error", *QUICK, "--json", "-o", folder / "one.json")


def test_one_person_follows_the_contract(person: Called) -> None:
    document = learned(person)
    contract.check(document)
    assert document["data"] | {"persons": 1, "occasions": 60, "cells": 120, "missing": 0, "time_unit": "day"} == document["data"]
    assert document["loop"]["links"] == [["pain", "depression"], ["depression", "pain"]]
    families = {"pain": "gaussian", "depression": "gaussian"}
    assert document["model"] == {"traits": False, "error": False, "t0": "stationary", "means": "constant", "families": families}
    names = [p["name"] for p in document["parameters"]]
    assert {"self:pain", "link:pain->depression", "diffusion:pain", "diffusion:pain,depression", "level:pain"} <= set(names)
    assert {p["unit"] for p in document["parameters"] if p["name"].startswith(("self", "link"))} == {"1/day"}
    k, loglik = document["n_parameters"], document["loglik"]
    assert document["aic"] == pytest.approx(2 * k - 2 * loglik)
    assert document["bic"] == pytest.approx(k * math.log(60) - 2 * loglik)  # one person: n = 60 occasions
    assert document["converged"] is True
    assert document["seconds"]["read"] > 0


def test_what_was_guessed_is_said_aloud_on_stderr(person: Called) -> None:
    assert "Read 1 person, 60 occasions, time in days, from diary.csv." in person.err
    assert "Column 'pain' was read as pain and 'depression' as depression." in person.err
    assert "No --loop was given, so it is: pain <-> depression" in person.err
    assert "one.json" in person.err


def test_the_kept_file_is_the_printed_document(person: Called, folder: Path) -> None:
    printed = learned(person)
    kept = json.loads((folder / "one.json").read_text())
    assert kept == printed
    assert fit_document(read_fit(folder / "one.json")) == printed
    (folder / "stdout.json").write_text(person.out)
    assert fit_document(read_fit(folder / "stdout.json")) == printed


def test_quiet_is_silent_and_the_answer_is_the_same_for_any_workers_and_row_order(person: Called, folder: Path) -> None:
    lines = (folder / "diary.csv").read_text().splitlines()
    shuffled = lines[1:]
    random.Random(4).shuffle(shuffled)
    (folder / "shuffled.csv").write_text("\n".join([lines[0], *shuffled]) + "\n")
    again = call("learn", folder / "shuffled.csv", "--no-error", *QUICK, "--json", "--quiet", "--workers", "2")
    assert again.err == ""
    first, second = unhurried(learned(person)), unhurried(learned(again))
    # The fingerprint is that of the file's bytes, and the seal covers it.
    for document in (first, second):
        document["data"] = {**document["data"], "sha256": "", "name": ""}
        del document["seal"]
    assert first == second


def test_another_seed_says_the_same_to_many_digits(person: Called, folder: Path) -> None:
    other = learned(call("learn", folder / "diary.csv", "--no-error", *QUICK, "--json", "--quiet", "--seed", "9"))
    first = learned(person)
    assert other["loglik"] == pytest.approx(first["loglik"], abs=1e-4)
    assert other["state"]["choices"]["seed"] == 9


@pytest.fixture(scope="module")
def people(folder: Path) -> Called:
    return call("learn", diary.panel(folder, 40, 3), "--starts", "1", "--json", "--lag", "2", "--level", "0.9")


def test_many_people_follow_the_contract(people: Called) -> None:
    document = learned(people)
    contract.check(document)
    assert (document["model"]["traits"], document["model"]["t0"]) == (True, "joint")
    assert {"trait:pain", "trait:pain,depression", "t0cov:pain,trait:depression"} <= {p["name"] for p in document["parameters"]}
    assert document["lagged"]["lag"] == 2.0
    assert [rung["label"] for rung in document["ladder"]] == ["without traits", "with traits", "with traits and wave means"]
    persons = 40
    assert document["bic"] - document["aic"] == pytest.approx(document["n_parameters"] * (math.log(persons) - 2.0))


def test_summary_statistics_follow_the_contract(folder: Path) -> None:
    path = diary.moments(folder)
    straight = learned(call("learn", "--moments", path, *QUICK, "--json"))
    contract.check(straight)
    assert straight["data"]["persons"] == 200
    assert straight["loglik"] is not None
    turned = learned(call("learn", "--moments", path, *QUICK, "--json", "--loop", "depression <-> pain"))
    assert turned["loop"]["processes"] == ["depression", "pain"]
    assert turned["loglik"] == pytest.approx(straight["loglik"], abs=1e-5)
    for key, effect in straight["lagged"]["matrix"].items():
        assert turned["lagged"]["matrix"][key]["estimate"] == pytest.approx(effect["estimate"], abs=1e-4), key


def test_two_stage_statistics_have_no_likelihood(folder: Path) -> None:
    table = json.loads(diary.moments(folder, "whole.json").read_text())
    size = len(table["mean"]) + len(table["mean"]) * (len(table["mean"]) + 1) // 2
    information = [[200.0 * (i == j) for j in range(size)] for i in range(size)]
    path = diary.moments(folder, "stages.json", information=information)
    document = learned(call("learn", "--moments", path, "--starts", "1", "--json", "-o", folder / "stages.fit"))
    contract.check(document)
    assert (document["loglik"], document["aic"], document["bic"]) == (None, None, None)
    assert "two-stage" in [verdict["code"] for verdict in document["verdicts"]]
    assert read_fit(folder / "stages.fit").loglik is None


def test_an_input_acts_on_every_process(folder: Path) -> None:
    document = learned(call("learn", diary.one(folder, 60), "--no-error", "--starts", "1", "--input", "walking:impulse", "--json"))
    contract.check(document)
    assert document["loop"]["inputs"] == ["walking"]
    assert "walking => pain + depression (impulse)" in document["loop"]["text"]
    found = {p["name"]: p for p in document["parameters"]}
    assert found["input:walking->pain"]["high"] < 0  # made up as -2
    assert "input:walking->depression" in found


def test_people_get_the_answer_first_then_the_numbers(folder: Path) -> None:
    shown = call(
        "learn", folder / "diary.csv", "--no-error", "--starts", "1", "--report", folder / "report.html", "-o", folder / "fit.json"
    )
    assert shown.code == 0
    lines = shown.out.splitlines()
    assert lines[0] == "Does pain drive depression, depression drive pain, or both?"
    assert len(lines) <= 45
    assert max(map(len, lines)) <= 110
    assert shown.out.index("self:pain") > shown.out.index("interval")
    page = (folder / "report.html").read_text(encoding="utf-8")
    assert page.lstrip().lower().startswith("<!doctype html")
    assert f"The report is in {folder / 'report.html'}." in shown.err


@pytest.fixture
def quick(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Fit:
    """What is learned from a diary, and what is expected from it, in no time."""
    fit = made_fit()
    diary.one(folder, 60)
    monkeypatch.setattr("unspiral.learn.fit_ml.fit_ml", lambda *_a, **_k: fit)
    monkeypatch.setattr("unspiral.show.expected.expected", lambda *_a: ((), None))
    return fit


def test_a_report_that_fails_leaves_the_answer_and_the_fit(folder: Path, quick: Fit, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*_a: object, **_k: object) -> str:
        raise RuntimeError("No page today.")

    monkeypatch.setattr("unspiral.show.report.report_html", fails)
    called = call("learn", folder / "diary.csv", "--json", "-o", folder / "kept.json", "--report", folder / "kept.html")
    assert "RuntimeError" in called.err
    assert learned(called, code=1)["loglik"] == quick.loglik
    assert read_fit(folder / "kept.json").loglik == quick.loglik


@pytest.mark.parametrize(("option", "name"), [("-o", "fit.json"), ("--report", "page.html")])
def test_a_folder_that_goes_away_meanwhile_leaves_the_answer(
    folder: Path, quick: Fit, monkeypatch: pytest.MonkeyPatch, option: str, name: str
) -> None:
    place = folder / "here"
    place.mkdir()
    monkeypatch.setattr("unspiral.learn.fit_ml.fit_ml", lambda *_a, **_k: (place.rmdir(), quick)[1])
    monkeypatch.setattr("unspiral.show.report.report_html", lambda *_a, **_k: "<!doctype html>")
    called = call("learn", folder / "diary.csv", "--json", option, place / name)
    assert f"The folder '{place}' does not exist" in called.err
    assert learned(called, code=2)["loglik"] == quick.loglik


def test_a_reader_who_leaves_early_leaves_the_fit(folder: Path, quick: Fit, monkeypatch: pytest.MonkeyPatch) -> None:
    def left(*_a: object) -> None:
        raise BrokenPipeError(errno.EPIPE, "Broken pipe")

    monkeypatch.setattr("unspiral.doors.cli.learn.print_json", left)
    call("learn", folder / "diary.csv", "--json", "-o", folder / "left.json")
    assert read_fit(folder / "left.json").loglik == quick.loglik


def test_a_refusal_before_fitting_prints_its_document_and_ends_with_3(folder: Path) -> None:
    path = diary.write(folder, diary.rows(20, 2), "two.csv")
    called = call("learn", path, "--traits", "--json", "-o", folder / "never.json", "--report", folder / "never.html")
    document = learned(called, code=3)
    contract.check(document, learned=False)
    assert [(v["code"], v["level"]) for v in document["verdicts"]] == [("traits-two-waves", "refuse")]
    assert document["verdicts"][0]["remedy"]
    assert (document["data"]["persons"], document["data"]["occasions"], document["loglik"]) == (20, 40, None)
    assert document["model"]["traits"] is True
    assert "Fix: --no-traits" in called.err
    assert not (folder / "never.json").exists()
    assert not (folder / "never.html").exists()
    plain = call("learn", path, "--traits", "--quiet")
    assert (plain.code, plain.out) == (3, "")
    assert plain.err.startswith("NotIdentified: ")


@pytest.mark.parametrize(("converged", "level", "code"), [(False, "refuse", 4), (True, "refuse", 3), (True, "caution", 0)])
def test_how_a_fit_ends(folder: Path, monkeypatch: pytest.MonkeyPatch, converged: bool, level: Any, code: int) -> None:
    fit = replace(made_fit(), converged=converged, verdicts=(Verdict("boundary", level, "At its edge.", "--no-error"),))
    monkeypatch.setattr("unspiral.learn.fit_ml.fit_ml", lambda *_a, **_k: fit)
    document = learned(call("learn", folder / "diary.csv", "--json"), code)
    assert document["converged"] is converged
    assert document["verdicts"][0]["level"] == level
    shown = call("learn", folder / "diary.csv", "--quiet")
    assert shown.code == code
    assert "At its edge." in shown.out
    assert "No answer." in shown.out or code == 0


def test_options_reach_the_search(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: dict[str, Any] = {}

    def look(data: object, loop: object, **asked: Any) -> None:
        seen.update(asked, loop=loop)
        raise NotIdentified("Seen.", fix="none")

    monkeypatch.setattr("unspiral.learn.fit_ml.fit_ml", look)
    words = ["--individual", "levels", "--error", "--t0", "separate", "--means", "wave", "--lag", "3", "--level", "0.8", "--starts", "4"]
    assert call("learn", folder / "diary.csv", *words, "--seed", "7", "--ci", "wald", "--family", "pain=gaussian").code == 3
    wanted = {"traits": True, "error": True, "t0": "separate", "means": "wave", "lag": 3.0, "level": 0.8, "starts": 4, "seed": 7}
    assert {key: seen[key] for key in wanted} == wanted
    assert call("learn", folder / "diary.csv").code == 3
    assert (seen["traits"], seen["error"], seen["t0"], seen["means"], seen["starts"], seen["seed"]) == (None, None, None, "constant", 5, 1)


def test_as_a_program_of_its_own(tmp_path: Path) -> None:
    path = diary.one(tmp_path, 60)
    words = [*START, "learn", str(path), "--no-error", "--starts", "1"]
    ran = subprocess.run(words, capture_output=True, timeout=120, env={**os.environ, "LC_ALL": "C", "PYTHONIOENCODING": "ascii"})
    assert ran.returncode == 0, ran.stderr
    assert b"Does pain drive depression" in ran.stdout
    assert b"\\u" not in ran.stdout
    assert b"\r" not in ran.stderr


def test_help_shows_what_exists_and_hides_what_does_not() -> None:
    shown = call("learn", "--help")
    assert shown.code == 0
    for name in ("--person", "--time-unit", "--moments", "--reverse", "--t0", "--report", "-o", "--workers", "--seed", "--json", "--quiet",
                 "--covariate", "--weekday", "--daytime", "--overnight", "--trend", "--weight", "--time-zone",
                 "--bayes", "--prior"):  # fmt: skip
        assert name in shown.out


def test_help_loads_no_numbers() -> None:
    code = (
        "import sys; from unspiral.doors.cli.main import main; main(['learn', '--help']);"
        "print('LOADED', sorted({'numpy', 'scipy', 'narwhals', 'jinja2'} & set(sys.modules)))"
    )
    ran = subprocess.run([sys.executable, "-W", "error", "-c", code], capture_output=True, text=True, timeout=60)
    assert "LOADED []" in ran.stdout, ran.stderr


@pytest.mark.parametrize("kind", ["profile", "bootstrap"])
def test_other_kinds_of_intervals_are_kept_said_and_the_same_for_any_number_of_workers(folder: Path, kind: str) -> None:
    words = ["--ci", kind, "--no-error", "--standardize", "--json", "--starts", "1"]
    words += ["--replicates", "50"] if kind == "bootstrap" else []
    kept = folder / f"{kind}.json"
    first = learned(call("learn", diary.one(folder, 60), *words, "-o", kept))
    contract.check(first)
    assert read_fit(kept).choices.ci == kind
    assert {a for a, e in first["standardised"]["matrix"].items() if e["low"] is not None} >= {"pain->depression"}
    assert ("intervals" if kind == "profile" else "bootstrap") in {v["code"] for v in first["verdicts"]}
    if kind == "bootstrap":  # profiles take longer; tests/learn/test_intervals.py asks them
        second = learned(call("learn", diary.one(folder, 60), *words, "--workers", "2"))
        assert unhurried(second) == unhurried(first)
