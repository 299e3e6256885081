"""R code becomes expressions, statement by statement; what cannot be read keeps its error."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from unspiral.compat.r_code import Assign, Call, Literal, Name, Opaque, statements
from unspiral.errors import SpecError

pytestmark = pytest.mark.unit


def one(text: str) -> object:
    (found,) = statements(text)
    assert found.problem is None
    return found.expression


def shape(expression: object) -> str:
    """An expression with all its brackets."""
    if isinstance(expression, Literal):
        return repr(expression.value)
    if isinstance(expression, Name):
        return expression.name
    if isinstance(expression, Assign):
        return f"({shape(expression.target)} <- {shape(expression.value)})"
    if isinstance(expression, Call):
        inside = ", ".join((f"{n}=" if n else "") + ("" if e is None else shape(e)) for n, e in expression.arguments)
        return f"{expression.function}({inside})"
    assert isinstance(expression, Opaque)
    return f"<{expression.word}>"


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("x <- y <- 1", "(x <- (y <- 1.0))"),
        ("1 -> x", "(x <- 1.0)"),
        ("-2^2 + 3*4", "+(-(^(2.0, 2.0)), *(3.0, 4.0))"),
        ("-1:3", ":(-(1.0), 3.0)"),
        ("m$pars$indvarying[m$pars$matrix %in% 'DRIFT'] <- TRUE",
         "([($($(m, 'pars'), 'indvarying'), %in%($($(m, 'pars'), 'matrix'), 'DRIFT')) <- TRUE)"),
        ("x[1, ] = 0", "([(x, 1.0, ) <- 0.0)"),
        ("x[, 2] = 0", "([(x, , 2.0) <- 0.0)"),
        ("x[['a']]", "[(x, 'a')"),
        ("ctsem::ctModel(type = 'ct', LAMBDA=diag(2))", "ctModel(type='ct', LAMBDA=diag(2.0))"),
        ("matrix(c(1,\n2), # two\n  nrow = 1)", "matrix(c(1.0, 2.0), nrow=1.0)"),
        ("x <-\n  3", "(x <- 3.0)"),
        ("!a & b | c", "|(&(!(a), b), c)"),
        ("y ~ x + z", "~(y, +(x, z))"),
    ],
)  # fmt: skip
def test_brackets_stand_where_r_sets_them(text: str, meant: str) -> None:
    assert shape(one(text)) == meant


def test_code_that_is_not_followed_is_passed_over_whole() -> None:
    found = statements("for (i in 1:3) {\n  x <- i\n}\nif (a) b <- 1 else\n c <- 2\nf <- function(u, v = 2) {\n u }\ny <- 1\n")
    assert [shape(line.expression) for line in found] == ["<for>", "<if>", "(f <- <function>)", "(y <- 1.0)"]
    assert isinstance(found[0].expression, Opaque)
    assert {"x", "i"} <= found[0].expression.sets


def test_a_line_that_cannot_be_read_does_not_end_the_reading() -> None:
    found = statements("a <- 1\nplot(x,, y)) § 2\nb <- c(1, 2\n)\n")
    assert found[0].problem is None
    assert any(line.problem is not None for line in found)
    assert shape(found[-1].expression) == "(b <- c(1.0, 2.0))"


def test_a_bracket_that_is_not_closed_is_told_where_it_opens() -> None:
    (found,) = statements("x <- matrix(c(1, 2), 2")
    assert found.problem is not None
    assert "Line 1, column 12" in found.problem.what


def test_turned_quotes_are_named() -> None:
    (found,) = statements("x <- c(“a”)")
    assert found.problem is not None
    assert "word processor" in found.problem.why


def test_brackets_in_brackets_end_in_words() -> None:
    for text in ("(" * 5000, "-" * 5000, "c(" * 400 + "1" + ")" * 400, "a <- " * 3000 + "1"):
        found = statements(text)
        assert any(line.problem is not None and "brackets" in line.problem.what for line in found)


@pytest.mark.property
@given(st.text(alphabet=st.sampled_from("abcx(){}[]<-=,;:$@+*/^~!&|'\"#\n 0123.%?\\`if for function else"), max_size=120))
def test_any_text_ends_in_statements_or_words(text: str) -> None:
    try:
        found = statements(text)
    except SpecError as problem:
        assert problem.what.startswith("Line ")
        return
    assert all((line.expression is None) == (line.problem is not None) for line in found)
