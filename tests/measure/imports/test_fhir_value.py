from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from unspiral.measure.exports.fhir_names import AS_GIVEN, LOINC, ORDINAL, UNIT
from unspiral.measure.exports.fhir_text import extension
from unspiral.measure.imports.fhir_fields import Malformed
from unspiral.measure.imports.fhir_value import Reading, value_of
from unspiral.measure.questionnaires.library import instrument

pytestmark = pytest.mark.unit


@pytest.mark.parametrize(
    ("element", "told"),
    [
        ({}, ("", "")),
        ({"valueInteger": 3}, ("3", "")),
        ({"valueDecimal": Decimal("3.00")}, ("3.00", "")),
        ({"valueBoolean": False}, ("false", "")),
        ({"valueString": " x "}, (" x ", "")),
        ({"valueDate": "2024-03-09"}, ("2024-03-09", "")),
        ({"valueTime": "21:30:00"}, ("21:30:00", "")),
        ({"valueQuantity": {"value": Decimal("7.50"), "unit": "h"}}, ("7.50", "h")),
        ({"valueQuantity": {"value": 5, "code": "min"}}, ("5", "min")),
        ({"valueQuantity": {"comparator": "<", "value": 5}}, ("<5", "")),
        ({"valueQuantity": {"unit": "h"}}, ("", "h")),
        ({"valueCoding": {"code": "c", "display": "Often"}}, ("Often", "")),
        ({"valueCoding": {"code": "c"}}, ("c", "")),
        ({"valueCoding": {"code": "c", "extension": [{"url": ORDINAL, "valueDecimal": Decimal("4")}]}}, ("4", "")),
        ({"valueCodeableConcept": {"text": "words", "coding": [{"code": "c"}]}}, ("words", "")),
        ({"valueCodeableConcept": {"coding": [{"code": "c", "extension": [{"url": ORDINAL, "valueDecimal": 2}]}]}}, ("2", "")),
        ({"valueInteger": 3, "extension": [*extension(AS_GIVEN, "03"), *extension(UNIT, "x")]}, ("03", "x")),
    ],
)
def test_every_kind_of_value(element: dict[str, Any], told: tuple[str, str]) -> None:
    assert value_of(element, Reading()) == told


@pytest.mark.parametrize("kind", ["Range", "Ratio", "Period", "SampledData", "Attachment", "Reference"])
def test_kinds_that_a_diary_cannot_hold(kind: str) -> None:
    reading = Reading()
    assert value_of({f"value{kind}": {}}, reading) is None
    assert reading.left_out == kind


@pytest.mark.parametrize(
    "element",
    [
        {"valueInteger": 1, "valueString": "x"},
        {"valueInteger": "1"},
        {"valueString": 1},
        {"valueQuantity": []},
        {"valueQuantity": {"value": "3"}},
        {"valueNothing": 1},
        {"valueCodeableConcept": {"coding": {}}},
    ],
)
def test_what_contradicts_itself(element: dict[str, Any]) -> None:
    with pytest.raises(Malformed):
        value_of(element, Reading())


def test_our_file_of_the_questionnaire_decides() -> None:
    phq = instrument("phq9")

    def told(coding: dict[str, Any], weights: dict[tuple[str, str], str] | None = None) -> tuple[tuple[str, str] | None, bool]:
        reading = Reading(phq.items[0], "phq9", weights)
        return value_of({"valueCoding": coding}, reading), reading.disagrees

    answer = {"system": LOINC, "code": "LA6570-1", "display": "More than half the days"}
    assert told(answer) == (("2", ""), False)
    assert told({**answer, "extension": [{"url": ORDINAL, "valueDecimal": Decimal("2.0")}]}) == (("2", ""), False)
    assert told({**answer, "extension": [{"url": ORDINAL, "valueDecimal": 3}]}) == (("More than half the days", ""), True)
    other = {"system": "s", "code": "b", "display": "b"}
    assert told(other, {("s", "b"): "2.0"}) == (("2", ""), False)
    assert told(other, {("s", "b"): "7"}) == (("b", ""), True)
    assert told(other) == (("b", ""), False)
