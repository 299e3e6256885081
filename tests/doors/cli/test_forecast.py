"""``unspiral forecast``: the document, the text, the options, and what is refused."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from tests.doors.cli.calling import Called, call
from tests.show.diary import LOOP

from unspiral.evidence.example import example_diary_path
from unspiral.records.outlook import ForecastScore

pytestmark = pytest.mark.unit


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A fit of the packaged diary."""
    file = tmp_path_factory.mktemp("kept") / "fit.json"
    assert call("learn", example_diary_path(), "--loop", LOOP, "--no-error", "--starts", 1, "-o", file, "-q").code == 0
    return file


def ask(kept: Path, *words: object) -> Called:
    return call("forecast", kept, example_diary_path(), *words)


def test_the_document(kept: Path) -> None:
    called = ask(kept, "--ahead", 1, "--ahead", 28, "--draws", 20, "--json", "-q")
    assert (called.code, called.err) == (0, "")
    found = json.loads(called.out)
    assert list(found) == ["schema", "unit", "level", "draws", "indicators", "persons", "assumptions", "turned", "scores", "cautions"]
    assert (found["schema"], found["unit"], found["level"], found["indicators"]) == (
        "unspiral.forecast/1",
        "day",
        0.9,
        ["pain", "depression"],
    )
    person = found["persons"][0]
    assert list(person) == ["name", "last", "time", "ahead", "forecast"] and person["ahead"] == [1.0, 28.0]
    pain = person["forecast"]["pain"]
    assert list(pain) == ["mean", "low", "high", "low_given", "high_given", "sd_state", "sd_error", "sd_parameters"]
    assert all(low <= given < mean < high for low, given, mean, high in zip(pain["low"], pain["low_given"], pain["mean"], pain["high"]))
    assert found["scores"] == found["cautions"] == [] and pain["sd_error"] == [0.0, 0.0]


def test_the_text_says_when_how_much_and_what_it_takes_for_granted(kept: Path) -> None:
    called = ask(kept, "--steps", 2, "--score")
    assert called.code == 0
    assert "Expected answers, in points, with 90 % bands" in called.out
    assert "days ahead  pain" in called.out and "This takes for granted:" in called.out
    assert "pain, 3 ahead" in called.out and "of last answer" in called.out
    assert "Every number: add --json" in called.err


def test_a_table_in_other_units_is_noticed(kept: Path, tmp_path: Path) -> None:
    rows = [line.split(",") for line in Path(example_diary_path()).read_text(encoding="utf-8").splitlines()]
    at = rows[0].index("pain")
    table = [rows[0], *([*r[:at], f"{10 * float(r[at])}" if r[at] else "", *r[at + 1 :]] for r in rows[1:])]
    (tmp_path / "tens.csv").write_text("\n".join(",".join(r) for r in table) + "\n", encoding="utf-8")
    called = call("forecast", kept, tmp_path / "tens.csv", "--steps", 1, "--draws", 0)
    assert called.code == 0
    assert "Caution: The answers of 'pain' lie far from what the fit expects" in called.err
    found = json.loads(call("forecast", kept, tmp_path / "tens.csv", "--steps", 1, "--draws", 0, "--json", "-q").out)
    assert found["cautions"][0].startswith("The answers of 'pain' lie far")


def test_a_score_that_is_bad_is_said(kept: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    bad = ForecastScore("pain", 1, 100, -1.0, 0.5, 1.3, 1.5, 1.2, 0.7, 0.9)
    monkeypatch.setattr("unspiral.learn.forecast_score.score_held_out", lambda *_a, **_k: (bad,))
    called = ask(kept, "--steps", 1, "--draws", 0, "--score")
    assert "Caution: These forecasts did worse than saying “the same as the last answer”: pain, 1 ahead." in called.err
    assert "Caution: The bands are too narrow" in called.err
    monkeypatch.setattr("unspiral.learn.forecast_score.score_held_out", lambda *_a, **_k: ())
    assert "Nothing could be scored" in json.loads(ask(kept, "--draws", 0, "--score", "--json", "-q").out)["cautions"][0]


def test_trusting_the_fit_leaves_the_third_reason_out(kept: Path) -> None:
    pain = json.loads(ask(kept, "--draws", 0, "--json", "-q").out)["persons"][0]["forecast"]["pain"]
    assert len(pain["mean"]) == 7 and set(pain["sd_parameters"]) == {0.0} and pain["low"] == pain["low_given"]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--steps", 3, "--ahead", 2), "both say how far"),
        (("--ahead", -1), "above 0"),
        (("--level", 1.5), "not between 0 and 1"),
        (("--who", "Bob"), "There is no person 'Bob'"),
    ],
)
def test_what_is_refused(kept: Path, words: tuple[object, ...], said: str) -> None:
    called = ask(kept, *words, "--json")
    assert called.code == 2 and called.out == "" and said in called.err


def test_a_table_without_the_columns_is_bad_input(kept: Path, tmp_path: Path) -> None:
    other = tmp_path / "other.csv"
    other.write_text("day,pain\n1,2\n2,3\n", encoding="utf-8")
    called = call("forecast", kept, other)
    assert called.code == 2 and "depression" in called.err
