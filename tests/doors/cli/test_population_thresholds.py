"""Thresholds from a fit and from assumptions; every slip is told before anything runs."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from tests.act.made import pair_fit
from tests.act.population.example import FILE, one_effect
from tests.doors.cli.calling import call

from unspiral.store.fit_json import write_fit

pytestmark = pytest.mark.unit
LOOP = (
    "--loop", "pain <-> depression", "--prior", "level:pain=3", "--prior", "within:pain=1.5", "--prior", "level:depression=6",
    "--prior", "within:depression=3",
)  # fmt: skip
SCALES = ("--scale", "pain=0:10", "--scale", "depression=0:27")
SPREADS = ("--spread", "pain=1.5", "--spread", "depression=4")
SMALL = ("--persons", 200, "--years", 1, "--before", 0.5)


@pytest.fixture(scope="module")
def fit(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("fit") / "fit.json"
    write_fit(pair_fit(), file)
    return file


@pytest.fixture(scope="module")
def quick(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("quick") / "quick.toml"
    file.write_text(one_effect(), encoding="utf-8")
    return file


def test_a_fit_is_read_and_the_gap_is_shown(fit: Path, quick: Path) -> None:
    rule = "pain:chronic >= 5 on 0:10 in 10 of 12 weeks, ends after 4"
    shown = call(
        "population", "thresholds", fit, "--rule", rule, *SPREADS, "--together", "pain,depression=0.3", "--episodes", quick, *SMALL
    )
    assert shown.code == 0
    assert "symptoms say" in shown.out and "episodes say" in shown.out and "chronic pain now" in shown.out
    assert "These are two models" in shown.out and "FROM ASSUMPTIONS" not in shown.out


def test_assumptions_say_so_and_the_document_holds_everything(quick: Path) -> None:
    words = ("population", "thresholds", *LOOP, *SCALES, *SPREADS, "--episodes", quick, *SMALL, "--seed", 3)
    found = json.loads(call(*words, "--json").out)
    assert found["schema"] == "unspiral.population_thresholds-from-priors/1" and found["manifest"]["seed"] == 3
    assert [rule["state"] for rule in found["rules"]] == ["pain:chronic", "depression:episode"]
    assert len(found["readings"]) == 19 and set(found["prevalence"]["state"]) == {"pain:chronic", "depression:episode"}
    assert len(found["prevalence"]["week"]) == len(found["prevalence"]["state"]["pain:chronic"])
    assert any("two models" in line for line in found["said"]) and found["compared"] == "back-pain-depression"
    assert "FROM ASSUMPTIONS ALONE" in call(*words).out


@pytest.mark.parametrize(("words", "told"), [
    ((), "Neither a fit nor a loop"),
    (LOOP, "Nothing says what scale pain is answered on"),
    ((*LOOP, *SCALES), "how far people's usual levels of pain lie apart"),
    ((*LOOP, *SCALES, *SPREADS, "--spread", "sleep=1"), "'sleep' is no process"),
    ((*LOOP, *SCALES, *SPREADS, "--together", "pain=0.3"), "does not name two processes"),
    ((*LOOP, *SCALES, *SPREADS, "--together", "pain,depression=1.3"), "cannot be taken"),
    ((*LOOP, *SCALES, *SPREADS, "--rule", "pain"), "is not read"),
    ((*LOOP, *SCALES, *SPREADS, "--rule", "pain:chronic >= 40 in 10 of 12 weeks, ends after 4"), "The threshold of 'pain:chronic' is 40"),
    ((*LOOP, *SCALES, *SPREADS, "--called", "depression=low_mood"), "which this loop does not have"),
    ((*LOOP, *SCALES, *SPREADS, "--persons", 5), "5 persons are too few"),
    ((*LOOP, *SCALES, *SPREADS, "--years", "nan"), "cannot be simulated"),
    ((*LOOP, *SCALES, *SPREADS, "--share", 0.5), "causal share is 0.5"),
    (("--loop", "pain <-> sleep", "--prior", "level:pain=3", "--prior", "within:pain=1", "--prior", "level:sleep=3",
      "--prior", "within:sleep=1",
      *SCALES, "--spread", "pain=1", "--spread", "sleep=1"), "belongs to the process 'depression', which this loop does not have"),
])  # fmt: skip
def test_a_slip_is_told(words: tuple[object, ...], told: str) -> None:
    found = call("population", "thresholds", *words, "--episodes", FILE)
    assert found.code == 2 and found.out == "" and "Traceback" not in found.err
    assert told in " ".join(found.err.split()) and "Fix:" in found.err


def test_files_that_are_none_are_told(tmp_path: Path) -> None:
    found = call("population", "thresholds", tmp_path / "none.json", *SCALES, "--episodes", FILE)
    assert found.code == 2 and "Traceback" not in found.err
    found = call("population", "thresholds", *LOOP, *SCALES, *SPREADS, "--episodes", "none.toml")
    assert found.code == 2 and "neither a file nor a packaged" in found.err


def test_a_loop_that_nobody_placed_is_refused_with_a_document() -> None:
    words = ("population", "thresholds", "--loop", "pain <-> depression", *SCALES, *SPREADS, "--episodes", FILE)
    found = call(*words, "--json")
    assert found.code == 3 and json.loads(found.out)["verdicts"][0]["code"] == "no-zero"
    assert call(*words).code == 3
