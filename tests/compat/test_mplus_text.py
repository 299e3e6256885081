"""The MODEL of an Mplus input as terms."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from unspiral.compat.mplus_text import read_input
from unspiral.errors import SpecError

pytestmark = pytest.mark.unit


def terms(text: str) -> list[tuple[str, str, str, float | None, str]]:
    return [(p.left, p.sign, p.right, p.fixed, p.label) for p in read_input(text).paths]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("RI BY x1@1 x2@1;", [("RI", "=~", "x1", 1.0, ""), ("RI", "=~", "x2", 1.0, "")]),
        ("RI BY x1-x3@1;", [("RI", "=~", f"x{k}", 1.0, "") for k in (1, 2, 3)]),
        ("f BY x1 x2;", [("f", "=~", "x1", 1.0, ""), ("f", "=~", "x2", None, "")]),
        ("f BY x1* x2;", [("f", "=~", "x1", None, ""), ("f", "=~", "x2", None, "")]),
        ("wx2 ON wx1 wy1 (a b);", [("wx2", "~", "wx1", None, "a"), ("wx2", "~", "wy1", None, "b")]),
        ("wx2 wy2 ON wx1 (s);", [("wx2", "~", "wx1", None, "s"), ("wy2", "~", "wx1", None, "s")]),
        ("wx2-wx3 PON wx1-wx2 (c);", [("wx2", "~", "wx1", None, "c"), ("wx3", "~", "wx2", None, "c")]),
        ("x WITH y@0;", [("x", "~~", "y", 0.0, "")]),
        ("x1-x2@0;", [("x1", "~~", "x1", 0.0, ""), ("x2", "~~", "x2", 0.0, "")]),
        ("x1 x2 (v);", [("x1", "~~", "x1", None, "v"), ("x2", "~~", "x2", None, "v")]),
        ("[x1-x2] (m);", [("x1", "~1", "", None, "m"), ("x2", "~1", "", None, "m")]),
        ("[x1 x2] (m1-m2);", [("x1", "~1", "", None, "m1"), ("x2", "~1", "", None, "m2")]),
        ("[x1@0];", [("x1", "~1", "", 0.0, "")]),
        ("x2 ON x1*0.5;", [("x2", "~", "x1", None, "")]),
        ("x WITH y@-1;", [("x", "~~", "y", -1.0, "")]),
        ("MODEL: x2 ON x1; ! why\nOUTPUT: TECH1;", [("x2", "~", "x1", None, "")]),
        ("VARIABLE: NAMES = x1-x2 y1-y2;\nMODEL: RI BY x1@1 x2@1;\nx1-y2@0;",
         [("RI", "=~", "x1", 1.0, ""), ("RI", "=~", "x2", 1.0, ""), *[(n, "~~", n, 0.0, "") for n in ("x1", "x2", "y1", "y2")]]),
    ],
)  # fmt: skip
def test_statements(text: str, found: list[tuple[str, str, str, float | None, str]]) -> None:
    assert terms(text) == found


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("x2 ON x1", "not closed"),
        ("MODEL: %WITHIN%\ny ON y&1;", "is not read"),
        ("ANALYSIS: TYPE = TWOLEVEL RANDOM;\nMODEL: y ON x;", "several levels"),
        ("MODEL g2: y ON x;", "'MODEL G2:' is the model of a group"),
        ("DATA: FILE = d.dat;", "no MODEL"),
        ("x2 ON x1 y2 ON y1;", "A second 'ON'"),
        ("x2 ON;", "Names are missing after ON"),
        ("x-z ON y;", "Which names lie from x to z"),
        ("x2 ON x1 (a b);", "2 labels do not fit 1 names"),
        ("x2 y2 ON x1 y1 (a b);", "2 labels do not fit 2 names"),
        ("x1-x2 PON y1-y3;", "pairs 2 names with 3"),
        ("x1@;", "A number is missing behind '@'"),
        ("[x1;", "Brackets of means"),
        ("x2 ON x1 (a;", "parenthesis is not closed"),
        ("x2 ON x1 = 3;", "'=' cannot stand here"),
        ("x § y;", "is not a sign of Mplus"),
    ],
)
def test_what_is_not_read_is_told(text: str, said: str) -> None:
    with pytest.raises(SpecError) as problem:
        read_input(text)
    assert said in problem.value.what
    assert problem.value.what.startswith("Line ")
    assert problem.value.fix


def test_constraints_are_named() -> None:
    assert [said for said, _ in read_input("MODEL: x2 ON x1;\nMODEL CONSTRAINT: a = b;\n").others] == ["MODEL CONSTRAINT"]


@pytest.mark.property
@given(st.text(alphabet=st.sampled_from("xyBONWITH12@*()[];-: \n!aRI.%^"), max_size=70) | st.text(max_size=40))
def test_any_text_is_read_or_ends_in_words(text: str) -> None:
    try:
        found = read_input(text)
    except SpecError as problem:
        assert problem.what.startswith("Line ")
        return
    assert all(path.left for path in found.paths)
