"""Conditions hold, do not hold, or are open; what was not told never makes one hold."""

from __future__ import annotations

from itertools import product

import pytest

from unspiral.act.pathway.condition import Comparison, Counted, condition, spoken
from unspiral.errors import SpecError

pytestmark = pytest.mark.unit


@pytest.mark.parametrize(
    ("op", "value", "told", "wanted"),
    [
        (">=", 10, 10, True),
        (">=", 10, 9, False),
        ("<", 12, 11.9, True),
        ("<", 12, 12, False),
        ("<=", 3, 3, True),
        (">", 3, 3, False),
        ("==", "none", "none", True),
        ("==", True, False, False),
        ("!=", "low", "high", True),
        (">=", 10, None, None),
        ("==", "high", "unknown", None),
        ("==", "unknown", "unknown", True),
        ("contains", "opioid", ("opioid", "surgery"), True),
        ("contains", "opioid", (), False),
        ("contains_at_least", 2, ("cbt", "exercise"), True),
        ("contains_at_least", 2, ("cbt",), False),
    ],
)
def test_comparison(op: str, value: object, told: object, wanted: bool | None) -> None:
    assert condition({"var": "x", "op": op, "value": value}).truth({"x": told}) is wanted  # type: ignore[dict-item]


def by_file(parts: tuple[bool | None, ...], at_least: int) -> bool:
    """The file's own rule: a comparison with a missing input is false."""
    return sum(part is True for part in parts) >= at_least


@pytest.mark.parametrize("kind", ["all", "any", "of"])
def test_groups_agree_with_the_rule_of_the_file_and_with_every_way_to_fill_in(kind: str) -> None:
    at_least = {"all": 3, "any": 1, "of": 2}[kind]
    told = [{"var": name, "op": "==", "value": True} for name in "abc"]
    group = condition({"at_least": 2, "of": told} if kind == "of" else {kind: told})
    for values in product((True, False, None), repeat=3):
        truth = group.truth(dict(zip("abc", values, strict=True)))
        assert (truth is True) == by_file(values, at_least)
        filled = {by_file(each, at_least) for each in product(*[(v,) if v is not None else (True, False) for v in values])}
        assert truth is (None if len(filled) == 2 else filled.pop())


def test_always_and_else_hold() -> None:
    assert condition({"always": True}).truth({}) is True
    assert condition({"else": True}).truth({}) is True
    assert condition({"always": True}).words() == ""


def test_words() -> None:
    told = {
        "all": [
            {"any": [{"var": "considering", "op": "contains", "value": "laser_surgery"}, {"var": "fear", "op": "==", "value": "high"}]},
            {"var": "phq9", "op": ">=", "value": 10},
            {"var": "tried", "op": "contains_at_least", "value": 2},
        ]
    }
    assert (
        condition(told).words()
        == "(asked about: laser surgery or fear of moving: high) and PHQ-9 at least 10 and options tried: at least 2"
    )
    assert condition({"at_least": 1, "of": [{"var": "sleep", "op": "!=", "value": "poor"}]}).words() == "sleep: not poor"
    assert spoken(True) == "yes"


def test_unreadable_conditions_are_refused() -> None:
    with pytest.raises(SpecError, match="compares by"):
        condition({"var": "x", "op": "~", "value": 1})
    with pytest.raises(SpecError, match="nobody can read"):
        condition({"none": []})


def test_comparisons_are_all_found() -> None:
    group = Counted((Comparison("a", "==", 1), Counted((Comparison("b", "==", 1),), 1, " or ")), 2, " and ")
    assert [each.var for each in group.comparisons()] == ["a", "b"]
