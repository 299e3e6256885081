"""``unspiral forecast``: the document, the text, the options, and what is refused."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from tests.doors.cli.calling import Called, call
from tests.show.diary import LOOP

from unspiral.evidence.example import example_diary_path

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
    assert list(found) == ["schema", "unit", "level", "draws", "indicators", "persons", "assumptions", "scores"]
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
    assert found["scores"] == [] and pain["sd_error"] == [0.0, 0.0]


def test_the_text_says_when_how_much_and_what_it_takes_for_granted(kept: Path) -> None:
    called = ask(kept, "--steps", 2, "--score")
    assert called.code == 0
    assert "Expected answers, in points, with 90 % bands" in called.out
    assert "days ahead  pain" in called.out and "This takes for granted:" in called.out
    assert "pain, 3 ahead" in called.out and "of last answer" in called.out
    assert "Every number: add --json" in called.err


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
