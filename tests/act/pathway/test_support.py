"""The support level tells low only where nothing that was left out could change it."""

from __future__ import annotations

from itertools import product

import pytest

from unspiral.act.pathway.answers import answers_of, values_of
from unspiral.act.pathway.support import support_level
from unspiral.records.pathway import SupportLevel

pytestmark = pytest.mark.unit


def level(**told: object) -> SupportLevel:
    return support_level(values_of(answers_of(told)))


def test_a_measured_result_is_passed_on() -> None:
    found = level(start_risk="high", phq9=0)
    assert (found.level, found.measured, found.parts) == ("high", True, ())


def test_nothing_told_is_no_low_level() -> None:
    found = level()
    assert found.level == "unknown"
    assert {part.met for part in found.parts[:-1]} == {None}


def test_levels_of_the_file() -> None:
    full = {"phq9": 3, "gad7": 2, "fear": "low", "worry_pain_14d": 1, "peg": 2, "rmdq": 3}
    assert level(**full).level == "low"
    assert level(**{**full, "peg": 4}).level == "medium"
    assert level(**{**full, "phq9": 10, "gad7": 10, "fear": "high", "worry_pain_14d": 6}).level == "high"
    assert level(**{**full, "phq9": 10, "gad7": 10, "fear": "high"}).level == "medium"
    assert level(**full, start_risk="unknown").level == "low"


def test_unknown_exactly_where_the_answers_left_open_leave_low_open() -> None:
    """Against every way to fill in what was left out, at both sides of each threshold."""
    ways = {"phq9": (9, 10), "gad7": (9, 10), "fear": ("low", "high"), "worry_pain_14d": (5, 6), "peg": (3, 4, 7), "rmdq": (6, 7)}
    for told in product(*[(None, each[0], each[-1]) for each in ways.values()]):
        given = dict(zip(ways, told, strict=True))
        found = level(**given).level
        open_ways = [ways[name] if value is None else (value,) for name, value in given.items()]
        filled = {level(**dict(zip(ways, each, strict=True))).level for each in product(*open_ways)}
        if "low" in filled:
            assert found == ("low" if filled == {"low"} else "unknown")
        else:
            assert found in filled
            assert found == ("high" if filled == {"high"} else "medium")


def test_its_parts_are_shown_and_the_tool_is_not_claimed() -> None:
    found = level(phq9=12)
    assert ("PHQ-9 at least 10", True) in [(part.said, part.met) for part in found.parts]
    assert "unvalidated proxy" in found.status
    assert found.evidence == "project_convention"
