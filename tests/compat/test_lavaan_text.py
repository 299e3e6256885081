"""lavaan's model syntax as terms; held against what lavaan 0.6-14 itself read of the same lines."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from unspiral.compat.lavaan_text import read_syntax
from unspiral.errors import SpecError

pytestmark = pytest.mark.unit


def terms(text: str) -> list[tuple[str, str, str, float | None, str]]:
    return [(p.left, p.sign, p.right, p.fixed, p.label) for p in read_syntax(text).paths]


# Recorded from lavParseModelString of lavaan 0.6-14 (R 4.2.2, 2026-11-22): left, sign, right, fixed, label.
RECORDED = [
    ("RIx =~ 1*x1 + 1*x2", [("RIx", "=~", "x1", 1.0, ""), ("RIx", "=~", "x2", 1.0, "")]),
    (
        "wx2 + wy2 ~ wx1 + wy1",
        [("wx2", "~", "wx1", None, ""), ("wx2", "~", "wy1", None, ""), ("wy2", "~", "wx1", None, ""), ("wy2", "~", "wy1", None, "")],
    ),
    ("wx2 ~ a*wx1 +\n   start(0.3)*wy1 # it's lagged", [("wx2", "~", "wx1", None, "a"), ("wx2", "~", "wy1", None, "")]),
    ("x1 + x2 ~ mx*1", [("x1", "~1", "", None, "mx"), ("x2", "~1", "", None, "mx")]),
    ("x1 ~ 0*1; y1 ~ 5*1 ! why", [("x1", "~1", "", 0.0, ""), ("y1", "~1", "", 5.0, "")]),
    ('x ~~ label("q")*y', [("x", "~~", "y", None, "q")]),
    ("f =~ NA*x1 + -1*x2", [("f", "=~", "x1", None, ""), ("f", "=~", "x2", -1.0, "")]),
    ("x ~ start(0.3)*z + a*z", [("x", "~", "z", None, "a")]),
    ("x ~ b*z + 0.5*z", [("x", "~", "z", 0.5, "b")]),
    ("x ~~ c(a, a)*y", [("x", "~~", "y", None, "a")]),
]


@pytest.mark.peer
@pytest.mark.parametrize(("text", "found"), RECORDED, ids=[text for text, _ in RECORDED])
def test_as_lavaan_reads_it(text: str, found: list[tuple[str, str, str, float | None, str]]) -> None:
    assert sorted(map(str, terms(text))) == sorted(map(str, found))


def test_the_same_covariance_in_two_orders_is_one() -> None:
    assert terms("x ~~ y\ny ~~ a*x") == [("x", "~~", "y", None, "a")]


def test_constraints_and_definitions_are_kept_apart() -> None:
    found = read_syntax("x2 ~ a*x1\na == b\nind := a*b\na > 0")
    assert found.equal == (("a", "b"),)
    assert [said for said, _ in found.others] == ["ind := a * b", "a > 0"]


def test_groups_are_seen() -> None:
    assert [p.groups for p in read_syntax("x ~ c(a, b)*z + c(a, a)*u + c(1, 1)*v").paths] == [True, False, False]


def test_a_line_may_begin_with_its_sign() -> None:
    assert len(terms("x ~ a\n  + b\n  + c")) == 3


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("x1", "says nothing that lavaan could read"),
        ("level: 1\nx ~ y", "several levels or groups"),
        ("x | t1", "'|' (thresholds"),
        ("f <~ x1", "'<~' (thresholds"),
        ("x ~", "missing after '~'"),
        ("~ x", "missing before '~'"),
        ("x ~ y +", "missing beside a '+'"),
        ("a*x ~ y", "Left of the sign"),
        ("x ~ a*", "missing beside a '*'"),
        ("x ~ 3", "'3' is no name"),
        ("x =~ 1", "'1' is no name"),
        ("x ~ foo(2)*y", "before '*' here is not read"),
        ("x ~ y z", "A name was expected"),
        ("x ~ y § z", "is not a sign of lavaan"),
    ],
)
def test_what_lavaan_could_not_read_is_told_with_its_place(text: str, said: str) -> None:
    with pytest.raises(SpecError) as problem:
        read_syntax(text)
    assert said in problem.value.what
    assert problem.value.what.startswith("Line 1, column ")
    assert problem.value.fix


@pytest.mark.property
@given(st.text(alphabet=st.sampled_from("xyw12a=~*+-()\"'#!;\n ,.:<>|cNA0"), max_size=80))
def test_any_text_is_read_or_ends_in_words(text: str) -> None:
    try:
        found = read_syntax(text)
    except SpecError as problem:
        assert problem.what.startswith("Line ")
        return
    assert all(path.left for path in found.paths)
