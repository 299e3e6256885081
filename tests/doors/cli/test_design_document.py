"""A plan as plain values."""

from __future__ import annotations

import pytest
from tests.records.test_design import made

from unspiral.doors.cli.design_document import SCHEMA, document, refusal
from unspiral.errors import NotIdentified

pytestmark = pytest.mark.unit


def test_every_part_of_a_plan_is_there() -> None:
    found = document(made())
    assert found["schema"] == SCHEMA == "unspiral.design/1"
    assert list(found) == [
        "schema", "link", "value", "unit", "standardised", "level", "wanted", "vary", "truth", "draws", "designs", "chosen",
        "people_needed", "days_needed", "curves", "confirmed", "seed", "assumptions", "verdicts",
    ]  # fmt: skip
    (row,) = found["designs"]  # type: ignore[misc]
    assert row["power"] == 0.8  # type: ignore[index]
    assert row["power_monte_carlo"] == 0.001  # type: ignore[index]
    assert found["confirmed"]["power_monte_carlo"] == 0.03  # type: ignore[index]


def test_a_refusal_has_the_same_head_and_no_numbers() -> None:
    found = refusal(("a", "b"), NotIdentified("No.", why="Because.", fix="do", code="unstable"))
    assert (found["schema"], found["link"], found["designs"]) == (SCHEMA, "a->b", [])
    assert found["verdicts"] == [{"code": "unstable", "level": "refuse", "reason": "No. Because.", "remedy": "do"}]
