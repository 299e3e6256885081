"""The door of the ranking: its document, its refusals, and that a person is never ranked for."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from tests.act.made import made_fit, pair_fit
from tests.doors.cli.asking import Ask, asking

from unspiral.act.targets import processes_as_targets, targets
from unspiral.doors.cli.targets import document
from unspiral.store.fit_json import write_fit

pytestmark = pytest.mark.unit


@pytest.fixture
def ask(kept: Path, capsys: pytest.CaptureFixture[str]) -> Ask:
    return asking("targets", kept, capsys)


def test_the_document_holds_every_number_and_every_source(ask: Ask) -> None:
    code, out, err = ask("--json")
    assert (code, err) == (0, "")
    found = json.loads(out)
    assert found["schema"] == "unspiral.targets/1"
    assert sum(entry["best"] for entry in found["ranked"]) == pytest.approx(1.0)
    assert found["weights"] == {"pain": 0.5, "depression": 0.5}
    assert all(e["row"] and e["source"] and e["certainty"] for entry in found["ranked"] for e in entry["acts_on"])
    assert {"reported", "counted"} <= set(found["ranked"][0]["acts_on"][0])
    assert found["left_out"] and found["assumptions"]
    assert all(set(verdict) == {"code", "level", "reason", "remedy"} for verdict in found["verdicts"])


def test_it_says_what_the_room_found(ask: Ask) -> None:
    plain = json.loads(ask("--processes", "--effect", "0.3", "--weight", "pain=3", "--weight", "depression=1", "--days", "28", "--json")[1])
    fit = pair_fit()
    wanted = document(targets(fit, {"pain": 3.0, "depression": 1.0}, 28.0, candidates=processes_as_targets(fit, 0.3)))
    assert plain == json.loads(json.dumps(wanted))


def test_the_text_begins_with_the_answer_and_ends_with_what_it_is_not(ask: Ask) -> None:
    code, out, _ = ask()
    assert code == 0
    assert out.startswith("For clinicians and researchers, not for choosing a treatment of one's own.")
    assert out.split("\n\n")[1].startswith("Cannot tell which does most over 56 days")
    assert "P(best)" in out
    assert "counted as" in out
    assert "not advice" in " ".join(out.split("\n\n")[0].split())
    assert "will " not in out


def test_nothing_is_ranked_for_a_person(ask: Ask) -> None:
    code, out, err = ask("--for", "person")
    assert (code, out) == (3, "")
    assert "not ranked for a person" in err
    assert "unspiral pathway" in err
    code, out, _ = ask("--for", "person", "--json")
    assert code == 3
    assert (json.loads(out)["ranked"], json.loads(out)["verdicts"][0]["code"]) == ([], "not-for-a-person")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--weight", "pain"), "not a name, '=' and a value"), (("--weight", "pain=much"), "not a number"),
        (("--effect", "0.3"), "--effect belongs to --processes"), (("--called", "pain=pian"), "no word of the tables"),
        (("--weight", "pian=1"), "Did you mean"), (("--weight", "pain=1", "--weight", "pain=2"), "twice"), (("--days", "0"), "not above 0"),
        (("--better", "pain=down"), "neither"), (("--spread", "pain=-1"), "above 0"), (("--effect", "nan"), "not above 0"),
        (("--days", "1e300"), "looks further"),
        (("--treated", "1e9"), "looks further"),
    ],
)  # fmt: skip
def test_slips_are_told_and_end_with_2(ask: Ask, words: tuple[str, ...], said: str) -> None:
    code, out, err = ask(*words)
    assert (code, out) == (2, "")
    assert said in err
    assert "Traceback" not in err


def test_a_loop_that_runs_away_has_no_ranking(ask: Ask, tmp_path: Path) -> None:
    file = tmp_path / "away.json"
    write_fit(made_fit("pain <-> depression", np.array([[-0.2, 0.5], [0.4, -0.2]])), file)
    code, out, err = ask("--json", fit=file)
    assert code == 3
    found = json.loads(out)
    assert found["ranked"] == []
    assert found["verdicts"][0]["code"] == "unstable"
    assert "runs away" in err


def test_other_words_of_the_loop(ask: Ask, tmp_path: Path) -> None:
    file = tmp_path / "mood.json"
    write_fit(made_fit("ache <-> low_mood", np.array([[-0.5, 0.3], [0.2, -0.5]])), file)
    code, _, err = ask(fit=file)
    assert code == 2
    assert "--called low_mood=depression" in err
    code, out, _ = ask("--called", "low_mood=depression", "--called", "ache=pain", "--json", fit=file)
    assert code == 0
    assert "cbt" in {entry["name"] for entry in json.loads(out)["ranked"]}
