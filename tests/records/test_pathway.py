"""Records of the pathway: nothing told is nothing assumed, and where lines disagree is seen."""

from __future__ import annotations

from dataclasses import FrozenInstanceError, fields

import pytest

from unspiral.records.pathway import Answers, Option, Position

pytestmark = pytest.mark.unit


def option(net: str, *strengths: str, kind: str = "guideline") -> Option:
    return Option(
        "x", "X", "self", net, tuple(Position("s", "S", "2020", kind, each, "p", "", "unverified") for each in strengths), "", False
    )


def test_nothing_is_told_at_first() -> None:
    assert all(getattr(Answers(), each.name) in (None, (), False, "person") for each in fields(Answers))
    with pytest.raises(FrozenInstanceError):
        Answers().phq9 = 3  # type: ignore[misc]


def test_where_lines_disagree() -> None:
    assert option("conflict", "for", "against").disagree
    assert not option("for", "for", "against").disagree
    assert option("for", "strong_for", "conditional_against").mixed
    assert not option("for", "for", "silent").mixed
    assert option("for", "silent", "conditional_for").backed
    assert not option("for", "for", kind="study").backed
