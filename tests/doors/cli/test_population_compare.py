"""unspiral population compare, as a reader and as a script call it."""

from __future__ import annotations

import json
import re
import shlex
import sys
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
from tests.doors.cli.calling import call
from tests.doors.cli.population_stand_in import stand_in

from unspiral.doors.cli.population_compare import TORNADO
from unspiral.errors import SpecError
from unspiral.loop.episodes import Episodes

pytestmark = pytest.mark.unit
ASKED = ("population", "compare", "--policy", "mood-care", "--years", "1")


@pytest.fixture(autouse=True)
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    stand_in(monkeypatch)


def test_the_answer_comes_first_and_every_number_at_three_shares() -> None:
    shown = call(*ASKED)
    assert shown.code == 0
    said = " ".join(shown.out.split())
    assert said.startswith("Depression is cared for in people with chronic back pain: fewer weeks with depression would be expected")
    for share in (0, 50, 100):
        assert len(re.findall(rf"\b{share} % causal: ", said)) >= 9
    assert "never about one person" in said and "which is no rank" in said and "0.0 to 3.8 %" in said and "8.3 to 16.8 %" in said
    assert "Caution (policy-no-cost)" in said
    assert "add --report page.html" in shown.err


def test_the_document_is_that_of_the_contract(tmp_path: Path) -> None:
    page, picture = tmp_path / "page.html", tmp_path / "pictures.svg"
    shown = call(*ASKED, "--policy", "exercise", "--start", "2027-01-01", "--json", "--report", page, "--svg", picture, "--quiet")
    assert (shown.code, shown.err) == (0, "")
    found = json.loads(shown.out)
    assert (found["schema"], found["weeks"], found["persons"], found["draws"]) == ("unspiral.population/1", 52, 0, 3)
    assert found["exact"]["week"] == list(range(53)) and len(found["exact"]["state"]["pain:chronic"]) == 53
    assert set(found["shares"]) == {"0", "0.5", "1"} and found["shares"]["1"]["exact"]["state"] == found["exact"]["state"]
    one, two = found["policies"]
    assert (one["name"], two["name"]) == ("mood-care", "exercise")
    for share in ("0", "0.5", "1"):
        row = one["differences"][share]["weeks:depression:episode"]
        assert row["low"] < row["high"] < 0.0 and row["estimate"] < 0.0 and row["word"] == "fewer"  # three draws need not surround it
    assert two["words"]["weeks:pain:chronic"]["word"] == "cannot tell"
    assert {each["measure"] for each in one["tornado"]} == set(TORNADO)
    assert page.read_text(encoding="utf-8").startswith("<!DOCTYPE html>") and picture.read_text(encoding="utf-8").startswith("<svg")


def test_policies_are_listed_with_every_source() -> None:
    shown = call("population", "compare", "--list")
    assert shown.code == 0 and all(
        name in shown.out for name in ("mood-care", "exercise", "sleep-therapy", "combined-care", "T033", "E122")
    )
    assert "ln(1 − 2.26 × 0.1654)" in " ".join(shown.out.split())
    assert {each["name"] for each in json.loads(call("population", "compare", "--list", "--json").out)["policies"]} >= {"exercise"}


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--policy", "mood-car"), "Did you mean 'mood-care'"),
        ((), "No policy was named"),
        (("--policy", "exercise", "--share", "1"), "leaves out 0, 0.5"),
        (("--policy", "exercise", "--share", "0,0.5,2"), "no share from 0 to 1"),
        (("--policy", "exercise", "--share", "0,0.25,0.5,1"), "where the causal share is 0.25"),
        (("--policy", "exercise", "--years", "0"), "is no horizon"),
        (("--policy", "exercise", "--years", "1000"), "100 years at most"),
        (("--policy", "exercise", "--start", "tomorrow"), "is no day"),
        (("--policy", "exercise", "--policies", "nowhere.toml"), "There is no file"),
        (("nowhere.toml", "--policy", "exercise"), "neither a file nor a packaged population"),
        (("--policy", "exercise", "--report", "page.txt"), "the report is an HTML page"),
    ],
)
def test_slips_are_refused_with_a_remedy(words: tuple[str, ...], said: str) -> None:
    shown = call("population", "compare", *words)
    assert (shown.code, shown.out) == (2, "")
    assert said in shown.err and "Fix:" in shown.err


def test_a_file_without_a_policy_is_no_file_of_policies(tmp_path: Path) -> None:
    own = tmp_path / "own.toml"
    own.write_text("x = 1\n", encoding="utf-8")
    assert "holds no policy" in call(*ASKED, "--policies", own).err
    own.write_bytes(b"\xff\xfe\x00")
    assert "not text in UTF-8" in call(*ASKED, "--policies", own).err
    assert "is a folder" in call(*ASKED, "--policies", tmp_path).err


def test_draws_that_cannot_be_had_are_said_and_never_made_up(monkeypatch: pytest.MonkeyPatch) -> None:
    def none(text: str, share: float, count: int, seed: int) -> None:
        raise SpecError("'x' was not calibrated.")

    monkeypatch.setattr("unspiral.act.population.uncertain.draws_of", none)
    shown = call(*ASKED, "--draws", "4", "--json")
    assert "Intervals leave out what is not known of the population itself: 'x' was not calibrated." in shown.err
    assert "policy-own-numbers" in {verdict["code"] for verdict in json.loads(shown.out)["verdicts"]}
    bare = json.loads(call(*ASKED, "--draws", "0", "--json", "--quiet").out)
    assert "policy-no-interval" in {verdict["code"] for verdict in bare["verdicts"]}
    row = bare["policies"][0]["differences"]["1"]["weeks:depression:episode"]
    assert (row["low"], row["high"], row["word"]) == (None, None, "cannot tell")


def test_persons_stand_beside_the_exact_numbers_with_their_own_error(monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[tuple[int, int, int, bool]] = []

    def run_population(episodes: Episodes, persons: int, weeks: int, seed: int, policies: tuple, *, workers: int, exact: bool, nodes: int):
        told.append((persons, weeks, seed, exact))
        names = tuple(outcome.name for outcome in episodes.outcomes)
        return SimpleNamespace(
            outcomes=names, apart=np.array([[0.0] * len(names), [-0.5] * len(names)]), apart_se=np.full((2, len(names)), 0.01)
        )

    monkeypatch.setitem(sys.modules, "unspiral.act.population.run", SimpleNamespace(run_population=run_population))
    found = json.loads(call(*ASKED, "--persons", "1000", "--seed", "4", "--json", "--quiet").out)
    assert told == [(1000, 52, 4, False)] * 3 and found["persons"] == 1000
    rows = found["policies"][0]["differences"]
    for share in ("0", "0.5", "1"):
        assert rows[share]["weeks:pain:chronic"]["simulated"] == {"change": -50_000.0, "error": 1000.0, "persons": 1000}
        assert rows[share]["end:pain:chronic"]["simulated"] is None


def test_the_commands_of_the_how_to_work_as_printed(root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    page = (root / "docs" / "how-to" / "population.md").read_text(encoding="utf-8")
    (own,) = re.findall(r"```toml\n(.*?)```", page, flags=re.DOTALL)
    (tmp_path / "mine.toml").write_text(own, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    commands = [
        line
        for kind, block in re.findall(r"^```(\w*)\n(.*?)^```", page, flags=re.DOTALL | re.MULTILINE)
        for line in block.splitlines()
        if kind == "" and line.startswith("unspiral ")
    ]
    assert len(commands) == 4 and all(line.startswith("unspiral population compare") for line in commands)
    for line in commands:
        shown = call(*shlex.split(line)[1:], "--quiet")
        assert shown.code == 0, (line, shown.err)
    assert (tmp_path / "page.html").exists() and (tmp_path / "pictures.svg").exists()
    assert "Cost, EUR" in shown.out and "from week 53 on" in shown.out
