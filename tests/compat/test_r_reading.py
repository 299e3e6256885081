"""What an expression stands for is what R makes of it: recorded from R, and refused where R would have to be run."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from unspiral.compat.r_code import Assign, Name, statements
from unspiral.compat.r_reading import Reading
from unspiral.compat.r_values import ListOf, Value, Vector, as_text
from unspiral.errors import SpecError

pytestmark = pytest.mark.unit

RECORDED: dict[str, Any] = json.loads((Path(__file__).parent / "r_values.json").read_text(encoding="utf-8"))


def value(text: str) -> Value:
    reading = Reading(text)
    for line in statements(text):
        if line.problem is not None:
            raise line.problem
        if isinstance(line.expression, Assign):
            assert isinstance(line.expression.target, Name)
            reading.known[line.expression.target.name] = reading.value(line.expression.value)
        else:
            assert line.expression is not None
            return reading.value(line.expression)
    raise AssertionError(text)


def as_recorded(found: Value) -> list[str]:
    assert isinstance(found, Vector)
    return [
        "NULL" if found.dim is None else f"{found.dim[0]}x{found.dim[1]}",
        *("NA" if a is None else str(as_text(a)) for a in found.atoms),
    ]


@pytest.mark.peer
@pytest.mark.parametrize(("text", "recorded"), RECORDED["expressions"], ids=[text for text, _ in RECORDED["expressions"]])
def test_as_in_r(text: str, recorded: list[str]) -> None:
    """Written by R 4.2.2: dimensions, then the cells column by column; ERR where R refuses."""
    if recorded[0] == "ERR":
        with pytest.raises(SpecError):
            value(text)
    else:
        assert as_recorded(value(text)) == recorded


def test_there_are_recorded_expressions() -> None:
    assert len(RECORDED["expressions"]) >= 60


def test_matrices_fill_column_by_column_unless_told_otherwise() -> None:
    by_column, by_row = value("matrix(c('a', 'b', 0, 'd'), 2, 2)"), value("matrix(c('a', 0, 'b', 'd'), 2, 2, byrow = TRUE)")
    assert isinstance(by_column, Vector) and isinstance(by_row, Vector)
    assert by_column.atoms == by_row.atoms == ("a", "b", "0", "d")
    assert [[atom for atom, _ in row] for row in by_column.rows()] == [["a", "0"], ["b", "d"]]


def test_variables_and_lists() -> None:
    found = value("n <- 2\nd <- c('a', 'b')\nlist(DRIFT = matrix(d, n, 1), n = n)")
    assert isinstance(found, ListOf)
    assert [name for name, _ in found.entries] == ["DRIFT", "n"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("x", "'x' is not set anywhere"),
        ("runif(2)", "'runif' is not read here"),
        ("matrix(1:3, 2, 2)", "3 cells do not fill 2 rows and 2 columns"),
        ("diag(c('a', 'b'))", "turns texts into NA"),
        ("diag(matrix(1, 2, 2))", "diag() of a matrix"),
        ("matrix(1:4, nrow = 'a')", "not a whole number"),
        ("matrix(1:4, 2, byrow = 'x')", "neither TRUE nor FALSE"),
        ("matrix(1:4, cols = 2)", "no argument 'cols'"),
        ("rep(rep('a', 200), 200)", "at most 10000"),
        ("1:1000000", "too long"),
        ("'a' + 1", "needs numbers on both sides"),
        ("c(1,,2)", "Two commas"),
        ("cbind(1:2, 1:3)", "not equally long"),
        ("function(x) x", "'function' is not followed"),
        ("c(y <- 2)", "An assignment is not followed"),
        ("structure()", "structure() holds nothing"),
        ("length()", "holds nothing"),
        ("paste0(list(1))", "needs texts"),
        ("1:'a'", "needs a number"),
    ],
)
def test_what_is_not_read_is_told_with_its_place(text: str, said: str) -> None:
    with pytest.raises(SpecError) as problem:
        value(text)
    assert said in problem.value.what
    assert problem.value.what.startswith("Line 1, column ")
    assert problem.value.fix


CALLS = st.recursive(
    st.sampled_from(["1", "0", "-1", "'a'", "NA", "TRUE", "2L", "1:3", "NULL", "x", "c()", "'auto'"]),
    lambda inner: st.builds(
        lambda name, parts, named: f"{name}({', '.join((named if i == 1 else '') + part for i, part in enumerate(parts))})",
        st.sampled_from(["c", "matrix", "diag", "rep", "cbind", "rbind", "t", "paste0", "list", "structure", "seq", "length", "I", "-"]),
        st.lists(inner, max_size=4),
        st.sampled_from(["", "nrow = ", "byrow = ", "times = ", "each = ", "dim = ", "collapse = "]),
    ),
    max_leaves=8,
)


@pytest.mark.property
@given(CALLS)
def test_any_expression_has_a_value_or_ends_in_words(text: str) -> None:
    try:
        found = value(text)
    except SpecError as problem:
        assert problem.what.startswith("Line 1, column ")
        return
    if isinstance(found, Vector):
        assert len(found.atoms) == len(found.places)
        assert found.dim is None or found.dim[0] * found.dim[1] == len(found.atoms)


def test_a_long_sum_ends_in_words() -> None:
    with pytest.raises(SpecError, match="too long to be followed"):
        value("+".join(["1"] * 500))
