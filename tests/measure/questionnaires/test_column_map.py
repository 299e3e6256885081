"""Columns are told or guessed, and half a guess is none."""

from __future__ import annotations

import pytest

from unspiral.errors import DataError, SpecError
from unspiral.measure.questionnaires.column_map import map_columns, told_columns
from unspiral.measure.questionnaires.library import instrument

pytestmark = pytest.mark.unit

PHQ2, PHQ9 = instrument("phq2"), instrument("phq9")
NINE = range(1, 10)


@pytest.mark.parametrize(
    "names",
    [
        [f"phq{n}" for n in NINE],
        [f"PHQ9_{n}" for n in NINE],
        [f"phq9_{n:02}" for n in NINE],
        [f"phq_{n}" for n in NINE],
        [f"phq9.q{n}" for n in NINE],
        [f"Q{n}" for n in NINE],
        [f"item_{n}" for n in NINE],
    ],
)
def test_usual_names_are_guessed_and_said(names: list[str]) -> None:
    found = map_columns(PHQ9, ["id", *reversed(names), "date"])
    assert list(found.columns.items()) == [(f"phq{n}", name) for n, name in zip(NINE, names)]
    assert found.said.startswith("Guessed from the names: phq1 from ")
    assert "--map" in found.said


def test_items_by_number() -> None:
    assert map_columns(instrument("odi"), [f"odi{n}" for n in range(1, 11)]).columns["10"] == "odi10"
    assert map_columns(instrument("peg"), ["peg_g", "peg_p", "peg_e"]).columns["peg_p"] == "peg_p"


@pytest.mark.parametrize(
    ("names", "said"),
    [
        (["a", "b"], r"cannot be told from their names\.\n"),
        ([f"phq{n}" for n in range(1, 9)], "Not found: phq9"),
        ([*(f"phq{n}" for n in NINE), *(f"q{n}" for n in NINE)], "Two sets of columns could be the items"),
        ([*(f"phq{n}" for n in NINE), "phq1"], "cannot be told"),
    ],
)
def test_what_cannot_be_guessed(names: list[str], said: str) -> None:
    with pytest.raises(DataError, match=said):
        map_columns(PHQ9, names)


def test_numbered_questions_of_a_longer_questionnaire_are_not_taken_for_a_shorter_one() -> None:
    assert map_columns(instrument("gad7"), [f"q{n}" for n in range(1, 8)]).columns["gad7"] == "q7"
    with pytest.raises(DataError, match="cannot be told from their names"):
        map_columns(instrument("gad7"), [f"q{n}" for n in NINE])
    with pytest.raises(DataError, match="cannot be told from their names"):
        map_columns(instrument("odi"), [f"item{n}" for n in range(1, 12)])


def test_told_columns() -> None:
    assert told_columns(PHQ2, ["phq1=a,phq2=b"]) == {"phq1": "a", "phq2": "b"}
    assert told_columns(PHQ2, ["phq1=a, b", " phq2 = c=d "]) == {"phq1": "a, b", "phq2": "c=d"}


@pytest.mark.parametrize(
    ("text", "said"),
    [("phq1", "wants item=column"), ("phq1=", "wants item=column"), ("phq3=a", "no item 'phq3'. Did you mean"), ("phq1=a,phq1=b", "twice")],
)
def test_told_wrongly(text: str, said: str) -> None:
    with pytest.raises(SpecError, match=said):
        told_columns(PHQ2, [text])


@pytest.mark.parametrize(
    ("told", "names", "said"),
    [
        ({"phq1": "a"}, ["a", "b"], "No column is named for item 'phq2'"),
        ({"phq1": "a", "phq2": "bb"}, ["a", "b"], "no column 'bb'"),
        ({"phq1": "a", "phq2": "a"}, ["a", "b"], "named for several items"),
        ({"phq1": "a", "phq2": "b"}, ["a", "b", "b"], "several columns 'b'"),
    ],
)
def test_told_of_what_is_not_there(told: dict[str, str], names: list[str], said: str) -> None:
    with pytest.raises(DataError, match=said):
        map_columns(PHQ2, names, told)


@pytest.mark.parametrize(
    ("names", "said"),
    [
        (["phq1", "phq2", "phq2"], "The table has several columns 'phq2'"),
        (["phq1", "phq2", "PHQ_02"], "Columns 'phq2' and 'PHQ_02' could be the same item"),
    ],
)
def test_a_column_that_stands_twice_is_named(names: list[str], said: str) -> None:
    with pytest.raises(DataError, match=said):
        map_columns(instrument("phq2"), names)
