"""A file's own examples are run, and one that does not come out is told."""

from __future__ import annotations

import tomllib
from typing import Any

import pytest
from tests.measure.questionnaires.my_scale import TEXT

from unspiral.measure.questionnaires.definition import define
from unspiral.measure.questionnaires.examples import broken_examples
from unspiral.measure.questionnaires.instrument import Instrument
from unspiral.measure.questionnaires.library import instrument, instruments

pytestmark = pytest.mark.unit


def made(example: dict[str, Any]) -> Instrument:
    return define({**tomllib.loads(TEXT), "examples": [example]}, [])


def test_packaged_ones_come_out() -> None:
    assert sum(len(instrument(name).examples) for name in instruments()) >= 30
    assert not any(list(broken_examples(instrument(name))) for name in instruments())


@pytest.mark.parametrize(
    ("example", "said"),
    [
        ({"answers": [2, 0, 1], "expect": {"score": 4}}, "'score' comes out as 5.0, and 4 is expected"),
        ({"answers": [2, 0, 1], "expect": {"band": "little"}}, "'band' comes out as much"),
        ({"answers": [2, 0, 1], "expect": {"imputed": 1}}, "'imputed' comes out as 0"),
        ({"answers": [2, 0, 1], "expect": {"none": True}}, "'none' comes out as False"),
        ({"answers": [2, 0, 1], "expect": {"safety": True}}, "does not call for help"),
        ({"answers": [2, 0, 1], "expect": {"evening": 1}}, "'evening' is nothing that comes out"),
        ({"answers": [2, 0, 1], "expect": {}}, "it expects nothing"),
        ({"answers": [2, 0], "expect": {"score": 4}}, "has 3 items, and 2 answers"),
        ({"answers": [2, 0, 7], "expect": {"score": 4}}, "7 is not an answer"),
        ({"answers": "201", "expect": {"score": 4}}, "cannot be read"),
        ({"answers": [2, 0, True], "expect": {"score": 4}}, "cannot be read"),
        ({"answers": [2, 0, 1], "expect": 5}, "cannot be read"),
        ({"before": 4, "after": 1, "expect": {"points": 2}}, "'points' comes out as 3.0"),
        ({"before": 40, "after": 1, "expect": {"points": 39}}, "40 is no score"),
    ],
)
def test_what_does_not_come_out(example: dict[str, Any], said: str) -> None:
    found = list(broken_examples(made(example)))
    assert len(found) == 1
    assert said in found[0]
    assert found[0].startswith("examples 1: ")


def test_what_comes_out() -> None:
    assert list(broken_examples(made({"before": 4, "after": 1, "expect": {"points": 3, "percent": 75}}))) == []
    assert list(broken_examples(made({"answers": {"a": 1, "c": 1}, "expect": {"score": 3, "imputed": 1}}))) == []
