from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from unspiral.measure.exports.fhir_names import COMPUTED, LOINC, ORIGIN
from unspiral.measure.imports.fhir_meaning import Meaning
from unspiral.measure.imports.fhir_measured import BY_CODE, Measured, comes_from, is_computed
from unspiral.measure.imports.fhir_said import Said

pytestmark = pytest.mark.unit


def read(resource: dict[str, Any]) -> tuple[list[tuple[str, ...]], Said]:
    said = Said()
    return list(Measured(Meaning(), said).rows({"id": "o1", **resource}, "P1", "fhir: x")), said


def coded(code: str) -> dict[str, Any]:
    return {"coding": [{"system": LOINC, "code": code, "display": "As LOINC says"}]}


def test_codes_that_are_known() -> None:
    rows, _ = read({"code": coded("41950-7"), "effectiveDateTime": "2024-03-09", "valueQuantity": {"value": 5321, "unit": "steps"}})
    assert rows == [("P1", "2024-03-09", "", "", "", "steps", "5321", "steps", "fhir: x")]
    assert read({"code": coded("72514-3"), "valueInteger": 4})[0][0][5] == "pain_0_10"
    rows, _ = read({"code": coded("44261-6"), "effectiveDateTime": "2024-03-09", "valueInteger": 13})
    assert rows == [("P1", "2024-03-09", "", "phq9", "o1", "phq9.score", "13", "", "fhir: x")]
    assert "40443-4" not in BY_CODE


def answer(code: str) -> dict[str, Any]:
    return {"valueCodeableConcept": {"coding": [{"system": LOINC, "code": code, "display": "Several days"}], "text": "Several days"}}


def test_single_items_of_questionnaires() -> None:
    rows, said = read({"code": coded("44260-8"), "effectiveDateTime": "2024-03-09", **answer("LA6569-3")})
    assert rows == [("P1", "2024-03-09", "", "phq9", "", "phq9", "1", "", "fhir: x")]
    assert "1 single answer was taken for items of 'phq9'" in " ".join(said.sentences())
    assert read({"code": coded("44250-9"), **answer("LA6571-9")})[0][0][3:7] == ("phq9", "", "phq1", "3")
    assert read({"code": coded("69725-0"), "valueInteger": 2})[0][0][3:7] == ("gad7", "", "gad1", "2")
    assert read({"code": coded("91146-1"), "valueInteger": 6})[0][0][3:7] == ("peg", "", "peg_g", "6")
    parts = [{"code": coded("44250-9"), **answer("LA6568-5")}, {"code": coded("44260-8"), **answer("LA6570-1")}]
    rows, _ = read({"code": coded("44249-1"), "component": parts})
    assert [row[3:7] for row in rows] == [("phq9", "o1", "phq1", "0"), ("phq9", "o1", "phq9", "2")]
    weighed = {"url": "http://hl7.org/fhir/StructureDefinition/ordinalValue", "valueDecimal": 7}
    rows, said = read({"code": coded("44260-8"), "extension": [weighed], **answer("LA6569-3")})
    assert rows[0][6] == "Several days"
    assert "another weight" in " ".join(said.sentences())


def test_codes_that_are_not() -> None:
    assert read({"code": coded("12345-5"), "valueString": "x"})[0][0][5] == "As LOINC says"
    assert read({"code": {"text": "Mood"}, "valueString": "x"})[0][0][5] == "Mood"
    assert read({"code": {"coding": [{"code": "m"}]}, "valueString": "x"})[0][0][5] == "m"


def test_times() -> None:
    period = {"start": "2024-03-09T23:00:00Z", "end": "2024-03-10T07:00:00Z"}
    rows, _ = read({"code": coded("93832-4"), "effectivePeriod": period, "valueQuantity": {"value": Decimal("398.50"), "unit": "min"}})
    assert rows[0][1:3] == (period["start"], period["end"])
    assert rows[0][6] == "398.50"
    assert read({"code": {}, "effectiveInstant": "2024-03-09T23:00:00Z"})[0][0][1] == "2024-03-09T23:00:00Z"
    rows, said = read({"code": {}, "effectiveTiming": {}, "valueInteger": 1})
    assert rows[0][1] == ""
    assert said.counts["timing"] == 1
    assert read({"code": {}, "effectiveDateTime": "2024"})[1].counts["part of a date"] == 1
    assert read({"code": {}})[1].counts["no time"] == 1


def test_parts_are_rows_of_their_own() -> None:
    parts = [{"code": {"text": "high"}, "valueInteger": 120}, {"code": {"text": "low"}, "valueRange": {}}]
    rows, said = read({"code": {"text": "pressure"}, "component": parts})
    assert [(row[5], row[6]) for row in rows] == [("high", "120")]
    assert said.left_out == {"Range": 1}


def test_scores_of_ours() -> None:
    resource = {
        "meta": {"tag": [{"system": ORIGIN, "code": COMPUTED}]},
        "derivedFrom": [{"reference": "QuestionnaireResponse/9/_history/1"}],
    }
    assert is_computed(resource)
    assert comes_from(resource) == "9"
    assert comes_from({"derivedFrom": [{"reference": "urn:uuid:7"}]}) == "7"
    assert comes_from({}) == ""
    assert not is_computed({})
    code = {"coding": [{"system": "https://unspiral.org/fhir/CodeSystem/item", "code": "start_back/start_back.score"}]}
    part = {"coding": [{"system": "https://unspiral.org/fhir/CodeSystem/item", "code": "start_back/start_back.distress"}]}
    found = {**resource, "code": code, "valueQuantity": {"value": 3}, "component": [{"code": part, "valueQuantity": {"value": 0}}]}
    rows, _ = read(found)
    assert [(row[3], row[4], row[5], row[6]) for row in rows] == [
        ("start_back", "9", "start_back.score", "3"),
        ("start_back", "9", "start_back.distress", "0"),
    ]
