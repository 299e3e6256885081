"""Terms are ticked off, and equal ones are known by labels and constraints."""

from __future__ import annotations

import pytest

from unspiral.compat.lavaan_text import read_syntax
from unspiral.compat.panel_terms import Terms
from unspiral.compat.path import Equations
from unspiral.errors import SpecError

pytestmark = pytest.mark.unit


def terms(text: str) -> Terms:
    written = read_syntax(text)
    return Terms(Equations("lavaan", text, written.paths, written.equal, written.others))


def test_what_is_not_taken_is_left() -> None:
    found = terms("x2 ~ x1\nx1 ~~ y1\nx1 ~ 1")
    taken = found.take(found.of("~"))
    assert [path.right for path in taken] == ["x1"]
    assert [path.sign for path in found.left()] == ["~~", "~1"]


def test_equal_by_label_by_constraint_and_by_number() -> None:
    found = terms("x2 ~ a*x1\nx3 ~ b*x2\nx4 ~ d*x3\nx5 ~ 0.5*x4\nx6 ~ 0.5*x5\nx7 ~ x6\na == c\nc == b")
    a, b, d, half, same, free = found.of("~")
    assert found.all_equal([a, b])
    assert not found.all_equal([a, d])
    assert found.all_equal([half, same])
    assert not found.all_equal([half, free])
    assert found.all_equal([free])


def test_constraints_in_a_circle_end() -> None:
    found = terms("x2 ~ a*x1\nx3 ~ b*x2\na == b\nb == a")
    assert found.all_equal(found.of("~"))


def test_lines_are_said_in_runs() -> None:
    found = terms("x2 ~ x1\nx3 ~ x2\nx4 ~ x3\n\nx6 ~ x5\nx7 ~ x6")
    assert found.where(found.of("~")) == " (lines 1 to 3, 5 and 6)"
    assert found.where(found.of("~")[:1]) == ""


def test_a_place_can_be_complained_of() -> None:
    with pytest.raises(SpecError, match="Line 1, column 3: No"):
        terms("x2 ~ x1").fail(2, "No.")
