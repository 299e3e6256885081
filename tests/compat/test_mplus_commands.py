"""What an Mplus input says outside MODEL is taken over, or said."""

from __future__ import annotations

import pytest
from tests.compat.test_mplus import INPUT

from unspiral.compat.moved import Moved
from unspiral.compat.mplus import from_mplus
from unspiral.compat.mplus_commands import read_commands
from unspiral.errors import SpecError

pytestmark = pytest.mark.unit


def moved(variable: str = "", before: str = "") -> Moved:
    return from_mplus(INPUT.replace("MODEL:", f"{variable}\n{before}\nMODEL:"))


def missing(found: Moved) -> dict[str, tuple[str, ...]]:
    assert found.waves is not None
    return found.waves.missing


def test_codes_of_no_answer_reach_the_mapping() -> None:
    assert missing(moved("MISSING = ALL (-999);")) == {"x": ("-999",), "y": ("-999",)}
    assert missing(moved("missing are x1-x4 (-9 -99) y1 (98-102) ! a comment; with signs (1)\n;")) == {
        "x": ("-9", "-99"),
        "y": ("98..102",),
    }
    assert missing(moved("MISSING = .;")) == {}


@pytest.mark.parametrize("codes", ["ALL (low)", "x1-y4 (9)", "(9)", "x1 y1 (9) 7"])
def test_codes_that_are_not_read_are_refused_and_never_passed_over(codes: str) -> None:
    with pytest.raises(SpecError, match="codes of missing answers"):
        moved(f"MISSING = {codes};")


def test_covariances_of_mplus_itself_are_nil_where_the_input_says_so() -> None:
    free = INPUT.replace("  RI_x RI_y WITH wx1@0 wy1@0;\n", "")
    assert from_mplus(free).t0 == "joint"
    nil = from_mplus(free.replace("MODEL:", "ANALYSIS: MODEL = NOCOV; ! no covariances\nMODEL:"))
    assert nil.t0 == "centred"
    assert not any("sem()" in note.text or "by itself" in note.text for note in nil.notes)


def test_persons_come_from_the_input() -> None:
    assert moved("IDVARIABLE = who;").person == "who"
    assert moved().person is None


@pytest.mark.parametrize(
    ("variable", "before", "became", "words"),
    [
        ("USEOBSERVATIONS = sex EQ 1;", "", "left out", "Only some rows"),
        ("WEIGHT IS w;", "", "left out", "weighted"),
        ("CLUSTER = school;", "ANALYSIS: TYPE = COMPLEX;", "left out", "clusters"),
        ("GROUPING = sex (1 = men 2 = women);", "", "left out", "Groups"),
        ("CATEGORICAL = y1-y4;", "", "changed", "--family COLUMN=ordinal"),
        ("", "DEFINE: x1 = x1 / 10;", "left out", "DEFINE"),
        ("", "ANALYSIS: ESTIMATOR = BAYES;", "changed", "posterior"),
    ],
)
def test_what_changes_numbers_is_said_with_its_line(variable: str, before: str, became: str, words: str) -> None:
    note = next(note for note in moved(variable, before).notes if words in note.text)
    assert note.became == became
    assert note.line in (5, 6)


def test_classes_are_refused() -> None:
    with pytest.raises(SpecError, match="classes"):
        moved("CLASSES = c(2);")
    with pytest.raises(SpecError, match="classes"):
        moved("", "ANALYSIS: TYPE = MIXTURE;")


def test_a_model_alone_says_nothing_else() -> None:
    said = read_commands("x2 ON x1; MISSING;")
    assert (said.missing, said.person, said.without_covariances, said.notes) == ({}, None, False, [])
