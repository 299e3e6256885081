"""A plan as plain values."""

from __future__ import annotations

from dataclasses import replace

import pytest
from tests.records.test_design import made

from unspiral.doors.cli.design_document import SCHEMA, document, refusal
from unspiral.errors import NotIdentified
from unspiral.records.design import Assigned

pytestmark = pytest.mark.unit


def test_every_part_of_a_plan_is_there() -> None:
    found = document(made())
    assert found["schema"] == SCHEMA == "unspiral.design/1"
    assert list(found) == [
        "schema", "link", "value", "unit", "standardised", "given", "level", "wanted", "vary", "truth", "draws", "designs", "chosen",
        "people_needed", "days_needed", "curves", "confirmed", "seed", "assumptions", "verdicts",
    ]  # fmt: skip
    (row,) = found["designs"]  # type: ignore[misc]
    assert row["power"] == 0.8  # type: ignore[index]
    assert row["power_monte_carlo"] == 0.001  # type: ignore[index]
    assert found["confirmed"]["power_monte_carlo"] == 0.03  # type: ignore[index]


def test_what_is_assigned_and_what_is_taken_stand_apart() -> None:
    assert document(made())["given"] is None
    found = document(replace(made(), given=Assigned("walking", 7, 0.5, 0.8, -0.6)))["given"]
    assert isinstance(found, dict)
    assert (found["input"], found["timetable"], found["block"]) == ("walking", "blocks", 7)
    assert (found["adherence"], found["effect_taken"]) == ([0.5, 0.8], -0.6)
    assert "intention to treat" in found["value_is"]


def test_a_refusal_has_the_same_head_and_no_numbers() -> None:
    found = refusal(("a", "b"), NotIdentified("No.", why="Because.", fix="do", code="unstable"))
    assert (found["schema"], found["link"], found["designs"]) == (SCHEMA, "a->b", [])
    assert found["verdicts"] == [{"code": "unstable", "level": "refuse", "reason": "No. Because.", "remedy": "do"}]
