from __future__ import annotations

from typing import Any

import pytest

from unspiral.measure.exports.fhir_response import Form, Key
from unspiral.measure.exports.fhir_score import calls, score_observation, software
from unspiral.measure.exports.fhir_written import Tally
from unspiral.measure.questionnaires.library import instrument
from unspiral.version import VERSION

pytestmark = pytest.mark.unit


def scored(name: str, answers: list[str], *, acknowledged: bool = False, again: bool = False) -> tuple[dict[str, Any] | None, Tally]:
    file = instrument(name)
    rows = [("P1", "2024-03-09", "", name, "f", item.id, text, "", "") for item, text in zip(file.items, answers)]
    tally = Tally()
    return score_observation(Form("r1", "p1", "q|1", rows, again), file, Key(file), acknowledged, tally), tally


def test_a_score_its_band_and_where_it_comes_from() -> None:
    found, tally = scored("phq9", list("223311100"))
    assert found is not None
    assert found["valueQuantity"] == {"value": 13, "unit": "points", "system": "http://unitsofmeasure.org", "code": "{score}"}
    assert found["interpretation"] == [{"text": "moderate"}]
    assert "not a diagnosis" in found["note"][-1]["text"] or any("not a diagnosis" in note["text"] for note in found["note"])
    assert found["derivedFrom"] == [{"reference": "urn:uuid:r1"}]
    assert found["code"]["coding"][0] == {"system": "http://loinc.org", "code": "44261-6"}
    assert software() in found["meta"]["tag"]
    assert software()["version"] == VERSION
    assert (tally.scores, tally.withheld) == (1, 0)


def test_help_comes_before_a_score() -> None:
    found, tally = scored("phq9", list("000000001"))
    assert found is not None
    assert "valueQuantity" not in found
    assert "interpretation" not in found
    assert found["dataAbsentReason"]["coding"][0]["code"] == "masked"
    assert "help" in found["note"][0]["text"]
    assert (tally.scores, tally.withheld) == (0, 1)
    told, seen = scored("phq9", list("000000001"), acknowledged=True)
    assert told is not None
    assert told["valueQuantity"]["value"] == 1
    assert (seen.scores, seen.withheld) == (1, 0)


@pytest.mark.parametrize("item_9", ["3", "1", "1.0", "7", "Several days", "nearly every day", "yes, often", "1,0"])
@pytest.mark.parametrize(("item_1", "again"), [("7", False), ("0", True), ("", False), ("0", False)])
def test_help_comes_before_an_answer_that_cannot_be_read(item_1: str, item_9: str, again: bool) -> None:
    found, tally = scored("phq9", [item_1, *"0000000", item_9], again=again)
    assert found is not None
    assert found["dataAbsentReason"]["coding"][0]["code"] == "masked"
    assert (tally.withheld, tally.no_score, tally.safety) == (1, 0, 1)
    seen, after = scored("phq9", ["7", *"0000000", item_9], acknowledged=True)
    assert seen is not None
    assert seen["dataAbsentReason"]["coding"][0]["code"] == "unknown"
    assert (after.withheld, after.no_score, after.safety) == (0, 1, 1)


@pytest.mark.parametrize(
    ("text", "loud"),
    [
        *(("0", None), ("", None), ("NA", None), (" . ", None), ("Not at all", None), ("0.5", None), ("-1", None)),
        *(("1", 1.0), ("3", 3.0), ("9e9", 9e9), ("Several days", 1.0), ("NEARLY EVERY DAY", 3.0), ("no idea", 1.0)),
    ],
)
def test_how_loudly_an_answer_calls(text: str, loud: float | None) -> None:
    assert calls(instrument("phq9"), "phq9", text) == loud
    assert calls(instrument("phq9"), "phq8", text) is None
    assert calls(instrument("phq8"), "phq8", text) is None


def test_filled_in_items_are_told() -> None:
    found, _ = scored("phq9", ["1", "1", "2", "2", "", "1", "1", "0", "0"])
    assert found is not None
    assert found["valueQuantity"]["value"] == 9
    notes = " ".join(note["text"] for note in found["note"])
    assert "filled in" in notes
    assert "Not verified in any source" in notes


@pytest.mark.parametrize(
    ("answers", "again"), [(["1", "1", "1", "", "", "", "0", "0", "0"], False), (list("99"), False), (list("223311100"), True)]
)
def test_no_score_says_why(answers: list[str], again: bool) -> None:
    found, tally = scored("phq9", answers, again=again)
    assert found is not None
    assert "valueQuantity" not in found
    assert len(found["dataAbsentReason"]["text"]) > 15
    assert (tally.scores, tally.no_score) == (0, 1)


def test_means_parts_and_tables() -> None:
    peg, _ = scored("peg", ["7", "5", "8"])
    assert peg is not None
    assert peg["valueQuantity"]["value"] == 6.7
    start_back, _ = scored("start_back", list("111000000"))
    assert start_back is not None
    assert start_back["valueQuantity"]["value"] == 3
    assert [part["code"]["text"] for part in start_back["component"]] == ["distress"]
    assert start_back["component"][0]["valueQuantity"]["value"] == 0
    promis, tally = scored("promis_depression_8a", ["1"] * 8)
    assert promis is not None
    assert "table" in promis["dataAbsentReason"]["text"]
    assert tally.no_score == 1


def test_a_diary_has_no_score() -> None:
    found, tally = scored("daily_diary", ["4"])
    assert found is None
    assert tally.no_score == 0
