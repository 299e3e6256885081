from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.act.made import made_fit, pair_fit
from tests.doors.cli.asking import RUNAWAY, Ask, asking

from unspiral.act.whatif import cut, hold, policy, press, pulse, schedule, weaken
from unspiral.doors.cli.whatif import document
from unspiral.records import Fit, WhatIf
from unspiral.records.whatif import Piece, Rule
from unspiral.store.fit_json import write_fit

pytestmark = pytest.mark.unit

ARROW = ("pain", "depression")


@pytest.fixture
def ask(kept: Path, capsys: pytest.CaptureFixture[str]) -> Ask:
    return asking("whatif", kept, capsys)


def test_the_document_is_that_of_the_contract(ask: Ask) -> None:
    code, out, err = ask("--cut", "pain->depression", "--json")
    assert (code, err) == (0, "")
    found = json.loads(out)
    assert list(found) == [
        "schema", "verb", "horizon", "unit", "long_run", "path", "half_time", "area", "whole_area", "levels", "monte_carlo", "share_on",
        "adherence", "assumptions", "verdicts",
    ]  # fmt: skip
    assert found["monte_carlo"]["runs"] == 0
    assert set(found["monte_carlo"]["path"]["pain"]) == {0.0}
    assert found["levels"]["without"]["pain"]["estimate"] == [pytest.approx(5.0)] * 57
    assert found["levels"]["with"]["depression"]["estimate"][-1] == pytest.approx(2.0)
    assert (found["schema"], found["verb"], found["horizon"], found["unit"]) == ("unspiral.whatif/1", "cut", 56, "day")
    assert list(found["long_run"]) == ["pain", "depression"]
    assert set(found["long_run"]["pain"]) == set(found["half_time"]["pain"]) == {"estimate", "low", "high"}
    assert list(found["path"]) == ["time", "pain", "depression"]
    assert found["path"]["time"] == [float(day) for day in range(57)]
    assert {len(found["path"]["depression"][key]) for key in ("estimate", "low", "high")} == {57}
    assert found["long_run"]["depression"]["estimate"] == pytest.approx(-2.0)
    assert all(isinstance(said, str) and said for said in found["assumptions"])
    assert all(set(verdict) == {"code", "level", "reason", "remedy"} for verdict in found["verdicts"])


def test_it_says_what_the_room_found(ask: Ask) -> None:
    plain = json.loads(ask("--press", "pain=0.5", "--press", "depression = -1", "--days", "28", "--json")[1])
    wanted = document(press(pair_fit(), {"pain": 0.5, "depression": -1.0}, 28.0))
    assert plain["long_run"] == wanted["long_run"]
    assert plain["path"]["time"][-1] == 28.0
    severed = json.loads(ask("--cut", " pain -> depression ", "--reference", "pain=1", "--json")[1])
    assert severed["long_run"] == document(cut(pair_fit(), ("pain", "depression"), {"pain": 1.0}))["long_run"]


def test_days_are_days_whatever_the_unit_of_the_fit(ask: Ask, tmp_path: Path) -> None:
    file = tmp_path / "months.json"
    write_fit(pair_fit(unit="month", interval=6.0, span=24.0, clock=6.0), file)
    found = json.loads(ask("--press", "pain=0.1", "--days", "365.25", "--json", fit=file)[1])
    assert (found["horizon"], found["unit"]) == (pytest.approx(12.0), "month")


def test_what_has_no_value_is_null(ask: Ask) -> None:
    found = json.loads(ask("--press", "pain=0", "--json")[1])
    assert found["half_time"]["pain"] == {"estimate": None, "low": None, "high": None}


def test_a_refusal_still_prints_the_document(ask: Ask, tmp_path: Path) -> None:
    file = tmp_path / "runaway.json"
    write_fit(made_fit("pain <-> depression", RUNAWAY), file)
    code, out, err = ask("--press", "pain=1", "--json", fit=file)
    found = json.loads(out)
    assert code == 3
    assert [(v["code"], v["level"]) for v in found["verdicts"]] == [("unstable", "refuse")]
    assert (found["long_run"], found["path"], found["horizon"]) == ({}, {"time": []}, 56)
    assert err.startswith("NotIdentified: The estimated loop does not return to a level")
    code, out, err = ask("--cut", "pain->depression", fit=file)
    assert (code, out) == (3, "")
    assert "runs away" in err


@pytest.mark.parametrize(
    ("words", "said", "fix"),
    [
        ([], "No change is given", "--press walking=1"),
        (["--press", "pain=1", "--cut", "pain->depression"], "Two changes at once", "one of"),
        (["--press", "pain=1", "--hold", "pain=4", "--pulse", "pain=1"], "3 changes at once", "one of"),
        (["--cut", "pain->depression", "--cut", "pain->depression"], "given twice", "give it once"),
        (["--press", "pain=1", "--reference", "pain=1"], "--reference belongs to --cut", "leave --reference out"),
        (["--hold", "pain=4", "--adherence", "0.7"], "--adherence belongs to a push", "nearer to its usual level"),
        (["--cut", "pain->depression", "--adherence", "0.7"], "--adherence belongs to a push", "--weaken 'pain->depression=0.7' in its"),
        (["--weaken", "pain->depression=0.5", "--adherence", "0.7"], "belongs to a push", "--weaken 'pain->depression=0.35' in its place"),
        (["--cut", "pain->depression", "--adherence", "0.5:0.8"], "belongs to a push", "=0.5' in its place, and once more --weaken"),
        (["--cut", "pain->depression", "--adherence", "much"], "neither a share nor a range", "--adherence 0.7"),
        (["--press", "pain=1", "--adherence", "much"], "neither a share nor a range", "--adherence 0.7"),
        (["--press", "pain=1", "--adherence", "1.4"], "not a share between 0 and 1", "--adherence 0.7"),
        (["--press", "pain=1", "--adherence", "0.8:0.5"], "runs backwards", "--adherence 0.5:0.8"),
        (["--press", "pain=1", "--seed", "3"], "--seed belongs to --policy", "leave --seed out"),
        (["--policy", "while pain >= 6 press pain=-1", "--seed", "-3"], "-3", "--seed N"),
        (["--policy", "if pain is bad press pain=-1"], "is not a rule", "--policy 'while pain >= 6"),
        (["--policy", "while pain >= 6 press pain"], "is not a name", "--policy 'while pain >= 6"),
        (["--policy", "while pain >= 6 press pain=-1 stop above 7"], "stops below a value", "stop below 7"),
        (["--policy", "while pain >= 6 press pain=-1 stop below 8"], "would end before it begins", "--policy"),
        (["--policy", "while pian >= 6 press pain=-1"], "Did you mean 'pain'", "pain, depression"),
        (["--policy", "while pain >= 6 press pain=-1", "--policy", "while pain >= 7 press pain=-1"], "A policy is one rule", "in one rule"),
        (["--schedule", "pain=1 during may"], "and when", "--schedule 'walking=1 from 0 to 28'"),
        (["--schedule", "pain=1 from 28 to 7"], "is no stretch of time", "from 0 to 28"),
        (["--weaken", "pain->depression"], "by how much", "=0.5"),
        (["--weaken", "pain->depression=half"], "is no number", "0.5"),
        (["--weaken", "pain->depression=2"], "cannot lose 2", "--cut"),
        (["--weaken", "pain->depression=0.2", "--weaken", "pain->depression=0.2"], "given twice", "give it once"),
        (["--press", "pain=1e300"], "and larger than 1,000,000,000", "give a number such as 1"),
        (["--hold", "pain"], "'--hold pain' is not a name", "--hold pain=4"),
        (["--hold", "pain=4", "--hold", "pain=5"], "held twice", "give it once"),
        (["--pulse", "pain=x"], "'--pulse pain=x' is not a name", "--pulse pain=2"),
        (["--press", "pain"], "'--press pain' is not a name", "--press walking=1"),
        (["--press", "pain=much"], "'--press pain=much' is not a name", "--press walking=1"),
        (["--press", "pain=nan"], "'--press pain=nan' is not a name", "--press walking=1"),
        (["--press", "pain=1", "--press", "pain=2"], "pressed twice", "the sum"),
        (["--press", "pian=1"], "Did you mean 'pain'", "pain, depression"),
        (["--cut", "pain-"], "'--cut pain-' is not one link", "in quotes"),
        (["--cut", "pain->depression->pain"], "is not one link", "in quotes"),
        (["--cut", "pain->depresion"], "Did you mean 'depression'", "pain, depression"),
        (["--cut", "pain->depression", "--reference", "pain"], "'--reference pain' is not a name", "--reference pain=1"),
        (["--cut", "pain->depression", "--reference", "sleep=1"], "'sleep' is not a process", "pain, depression"),
        (["--press", "pain=1", "--days", "0"], "not a positive time", "--days 56"),
        (["--press", "pain=1", "--days", "inf"], "not a positive time", "--days 56"),
    ],
)
def test_bad_input_says_what_and_how_to_mend_it(ask: Ask, words: list[str], said: str, fix: str) -> None:
    code, out, err = ask(*words, "--json")
    assert (code, out) == (2, "")
    assert said in err
    assert fix in err.partition("Fix:")[2]
    assert "Traceback" not in err


def test_the_shell_took_the_arrow(ask: Ask) -> None:
    assert "Without quotes a shell reads >" in ask("--cut", "pain-")[2]


def test_other_files_are_named(ask: Ask, tmp_path: Path) -> None:
    code, out, err = ask("--press", "pain=1", fit=tmp_path / "none.json")
    assert (code, out) == (2, "")
    assert "There is no file" in err
    (tmp_path / "table.csv").write_text("pain,depression\n1,2\n")
    assert ask("--press", "pain=1", fit=tmp_path / "table.csv")[0] == 2


@pytest.mark.parametrize(
    ("words", "same"),
    [
        (["--pulse", "pain=2"], lambda fit: pulse(fit, {"pain": 2.0})),
        (["--hold", "pain=4"], lambda fit: hold(fit, {"pain": 4.0})),
        (["--weaken", "pain->depression=0.5", "--reference", "pain=1"], lambda fit: weaken(fit, {ARROW: 0.5}, {"pain": 1.0})),
        (["--cut", "pain->depression", "--cut", "depression->pain"], lambda fit: cut(fit, [ARROW, ARROW[::-1]])),
        (["--schedule", "pain=-0.1 from 0 to 28"], lambda fit: schedule(fit, [Piece("pain", -0.1, 0.0, 28.0)])),
        (["--press", "pain=1", "--adherence", "0.5:0.8"], lambda fit: press(fit, {"pain": 1.0}, adherence=(0.5, 0.8))),
        (["--press", "pain=1", "--adherence", "0.7"], lambda fit: press(fit, {"pain": 1.0}, adherence=0.7)),
        (
            ["--policy", "while pain >= 5.5 press depression=-1 stop below 5", "--days", "7", "--seed", "4"],
            lambda fit: policy(fit, Rule("pain", True, 5.5, 5.0), {"depression": -1.0}, 7.0, seed=4),
        ),
    ],
)
def test_every_verb_says_what_the_room_found(ask: Ask, words: list[str], same: Callable[[Fit], WhatIf]) -> None:
    code, out, err = ask(*words, "--json")
    assert (code, err) == (0, "")
    found, wanted = json.loads(out), document(same(pair_fit()))
    for key in ("verb", "long_run", "area", "whole_area", "share_on", "assumptions", "adherence"):
        assert found[key] == wanted[key], key
    assert found["path"]["pain"]["low"] == list(wanted["path"]["pain"]["low"])  # type: ignore[index]


def test_days_of_a_schedule_are_days_whatever_the_unit_of_the_fit(ask: Ask, tmp_path: Path) -> None:
    file = tmp_path / "months.json"
    write_fit(pair_fit(unit="month", interval=6.0, span=24.0, clock=6.0), file)
    found = json.loads(ask("--schedule", "pain=0.1 from 0 to 182.625", "--json", fit=file)[1])
    wanted = schedule(pair_fit(unit="month", interval=6.0, span=24.0, clock=6.0), [Piece("pain", 0.1, 0.0, 6.0)])
    assert found["whole_area"]["pain"]["estimate"] == pytest.approx(wanted.whole_area["pain"].estimate)


def test_people_get_a_table_and_sentences(ask: Ask) -> None:
    code, out, err = ask("--press", "pain=-0.1")
    assert code == 0
    assert "Pain pressed by -0.1 per day" in out
    assert "Every number: add --json" in err
    assert ask("--press", "pain=-0.1", "--quiet")[2] == ""
