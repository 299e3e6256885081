"""A file becomes an instrument as the how-to page says."""

from __future__ import annotations

import math
import tomllib

import pytest
from tests.measure.questionnaires.my_scale import TEXT

from unspiral.measure.questionnaires.definition import define

pytestmark = pytest.mark.unit


def test_every_part_arrives() -> None:
    faults: list[str] = []
    made = define(tomllib.loads(TEXT), faults)
    assert faults == []
    assert (made.id, made.version, made.recall_days, made.stem) == ("my_scale", "1", 7, "In the past week:")
    assert [option.text for option in made.items[0].options] == ["Never", "Sometimes", "Often"]
    assert (made.scoring.method, made.scoring.missing.way, made.scoring.missing.most) == ("sum", "prorate", 1)
    assert (made.scoring.subscales, made.scoring.subscale_ranges) == ({"morning": ("c",)}, {"morning": (0.0, 2.0)})
    assert [(band.low, band.high, band.label) for band in made.bands] == [(0, 2, "little"), (3, 6, "much")]
    assert (made.cutoffs[0].value, made.cutoffs[0].support.sources) == (3, ("me2026",))
    assert (made.changes[0].points, made.changes[0].share) == (2, 0.3)
    assert made.sources == {"me2026": "Me. My scale. 2026."}
    assert made.notes == ("made up for tests",)
    assert len(made.examples) == 3


def test_answer_serves_every_item_that_has_none_of_its_own() -> None:
    document = tomllib.loads(TEXT)
    del document["options"]
    document["answer"] = {"low": 0, "high": 10, "anchor_low": "none"}
    document["items"] = [
        {"id": "a", "text": "x"},
        {"id": "b", "text": "y", "low": 1, "high": 5},
        {"id": "c", "text": "z", "kind": "number", "low": 0, "high": 24},
    ]
    faults: list[str] = []
    first, second, third = define(document, faults).items
    assert faults == []
    assert (first.kind, first.low, first.high, first.anchor_low) == ("integer", 0, 10, "none")
    assert (second.low, second.high, second.anchor_low) == (1, 5, "")
    assert (third.kind, third.high) == ("number", 24)


def test_nothing_at_all() -> None:
    faults: list[str] = []
    made = define({}, faults)
    assert math.isnan(made.recall_days)
    assert {
        'schema: it is missing. Fix: write a text in double quotes, such as "sum" there',
        "scoring: it is missing. Fix: write a part [scoring] there",
    } <= set(faults)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"bands_from": None}, "bands_from: nothing says where the bands come from."),
        ({"options": None}, "items 1: nothing says how this item is answered."),
        ({"changes": [{"kind": "x", "evidence": "unverified"}]}, "changes 1.points: a change is a number of points"),
        ({"examples": [{"answers": [1]}]}, "examples 1: an example has answers"),
        ({"answer": {"kind": "choice", "low": 0, "high": 1}}, "answer.kind: choices are given as [[options]]."),
    ],
)
def test_faults(change: dict[str, object], said: str) -> None:
    document = {key: value for key, value in {**tomllib.loads(TEXT), **change}.items() if value is not None}
    faults: list[str] = []
    define(document, faults)
    assert any(fault.startswith(said) for fault in faults), faults
