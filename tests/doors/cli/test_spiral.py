from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from tests.act.made import full_loop, made_fit, pair_fit, random_drift
from tests.doors.cli.asking import RUNAWAY, Ask, asking

from unspiral.act.spiral import spiral
from unspiral.doors.cli.spiral import document
from unspiral.store.fit_json import write_fit

pytestmark = pytest.mark.unit


@pytest.fixture
def ask(kept: Path, capsys: pytest.CaptureFixture[str]) -> Ask:
    return asking("spiral", kept, capsys)


def test_the_document(ask: Ask) -> None:
    code, out, err = ask("--json")
    assert (code, err) == (0, "")
    found = json.loads(out)
    assert list(found) == [
        "schema", "unit", "level", "threshold", "lag", "standardised", "words", "gain", "amplification", "radius", "shares", "recovery",
        "slowing", "effects", "centrality", "assumptions", "verdicts",
    ]  # fmt: skip
    assert (found["schema"], found["unit"], found["threshold"], found["lag"]) == ("unspiral.spiral/1", "day", 0.05, 1.0)
    assert set(found["gain"]) == {"estimate", "low", "high", "threshold", "beyond", "word", "above_zero"}
    assert found["gain"]["estimate"] == pytest.approx(0.24)
    assert list(found["shares"]) == ["pain->depression", "depression->pain"]
    assert found["slowing"]["most"] == ["pain->depression", "depression->pain"]
    effect = found["effects"]["pain->depression"]
    assert set(effect) == {"declared", "at_lag", "lags", "total", "direct", "indirect", "through"}
    assert len(effect["total"]["low"]) == len(effect["lags"]) == 33
    assert set(found["centrality"]["pain"]) == {"at_lag", "lags", "total", "indirect", "controllability"}
    assert found["verdicts"] == []


def test_it_says_what_the_room_found(ask: Ask, tmp_path: Path) -> None:
    fit = made_fit(full_loop(("pain", "depression", "sleep")), random_drift(np.random.default_rng(4), 3))
    file = tmp_path / "three.json"
    write_fit(fit, file)
    found = json.loads(ask("--lag", "2", "--threshold", "0.1", "--json", fit=file)[1])
    wanted = document(spiral(fit, lag=2.0, threshold=0.1))
    assert (found["lag"], found["threshold"]) == (2.0, 0.1)
    assert found["gain"] == wanted["gain"]
    at = found["effects"]["pain->sleep"]["at_lag"]
    assert at["total"]["estimate"] == pytest.approx(at["direct"]["estimate"] + at["indirect"]["estimate"], abs=1e-12)
    assert set(at["through"]) == {"depression"}


def test_text_for_a_reader(ask: Ask) -> None:
    code, out, err = ask()
    assert code == 0
    assert out.startswith("Does the loop feed itself?\n")
    assert "That it feeds back more than 5 % of a push is clear." in " ".join(out.split())
    assert "add --json" in err
    assert ask("--quiet")[2] == ""


def test_a_runaway_is_refused_and_still_prints(ask: Ask, tmp_path: Path) -> None:
    file = tmp_path / "runaway.json"
    write_fit(made_fit("pain <-> depression", RUNAWAY), file)
    code, out, err = ask("--json", fit=file)
    found = json.loads(out)
    assert (code, err) == (3, "")
    assert (found["gain"], found["shares"], found["effects"]) == (None, {}, {})
    assert [(v["code"], v["level"]) for v in found["verdicts"]] == [("unstable", "refuse")]
    code, out, _ = ask(fit=file)
    assert code == 3
    assert "Refused (unstable)" in out


def test_a_fit_that_carries_nothing_is_refused_in_words(ask: Ask, tmp_path: Path) -> None:
    file = tmp_path / "stuck.json"
    write_fit(replace(pair_fit(), converged=False), file)
    code, out, err = ask("--json", fit=file)
    found = json.loads(out)
    assert code == 3
    assert found["verdicts"][0]["code"] == "converged"
    assert (found["gain"], found["lag"], found["effects"]) == (None, 1.0, {})
    assert err.startswith("NotIdentified: ")
    assert set(found) == set(json.loads(ask("--json")[1]))


def test_one_process_is_no_loop_and_no_fault(ask: Ask, tmp_path: Path) -> None:
    file = tmp_path / "one.json"
    write_fit(made_fit("pain by pain", np.array([[-0.5]])), file)
    code, out, _ = ask(fit=file)
    assert code == 0
    assert "One process alone makes no loop." in out
    assert json.loads(ask("--json", fit=file)[1])["gain"] is None


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--threshold", "0"), "--threshold 0.05"),
        (("--threshold", "1.5"), "--threshold 0.05"),
        (("--threshold", "nan"), "--threshold 0.05"),
        (("--lag", "-1"), "--lag 1"),
        (("--lag", "inf"), "--lag 1"),
        (("--lag", "1e9"), "at most"),
        (("--lag", "tomorrow"), "lag"),
        (("--horizon", "3"), "horizon"),
    ],
)
def test_slips(ask: Ask, words: tuple[str, ...], said: str) -> None:
    code, out, err = ask(*words, "--json")
    assert (code, out) == (2, "")
    assert said in err
    assert "Traceback" not in err


def test_no_file(ask: Ask, tmp_path: Path) -> None:
    code, out, err = ask(fit=tmp_path / "none.json")
    assert (code, out) == (2, "")
    assert "none.json" in err
