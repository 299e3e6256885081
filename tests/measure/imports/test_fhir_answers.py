from __future__ import annotations

from typing import Any

import pytest

from unspiral.measure.exports.fhir_names import LOINC
from unspiral.measure.imports.fhir_answers import Answers
from unspiral.measure.imports.fhir_fields import Malformed
from unspiral.measure.imports.fhir_gathered import Gathered
from unspiral.measure.imports.fhir_meaning import Meaning
from unspiral.measure.imports.fhir_said import Said

pytestmark = pytest.mark.unit


def read(resource: dict[str, Any], gathered: Gathered | None = None) -> tuple[list[tuple[str, ...]], Said]:
    said = Said()
    rows = list(Answers(Meaning(), gathered or Gathered(), said).rows(resource, "P1", "fhir: x", "fallback"))
    return rows, said


def answer(link: str, code: str) -> dict[str, Any]:
    return {"linkId": link, "answer": [{"valueCoding": {"system": LOINC, "code": code}}]}


def test_another_systems_phq9() -> None:
    resource = {
        "id": "r1",
        "questionnaire": "http://example.org/Questionnaire/a|1",
        "authored": "2024-03-09T21:30:00Z",
        "item": [
            {"linkId": "g", "item": [answer("/44250-9", "LA6569-3"), answer("/44260-8", "LA6568-5"), {"linkId": "/44255-8"}]},
            {"linkId": "/44261-6", "answer": [{"valueDecimal": 1}]},
        ],
    }
    rows, said = read(resource)
    assert [(row[3], row[4], row[5], row[6]) for row in rows] == [
        ("phq9", "r1", "phq1", "1"),
        ("phq9", "r1", "phq9", "0"),
        ("phq9", "r1", "phq2", ""),
        ("phq9", "r1", "phq9.score", "1"),
    ]
    assert {row[1] for row in rows} == {"2024-03-09T21:30:00Z"}
    assert {row[8] for row in rows} == {"fhir: x"}
    assert said.guessed == {("http://example.org/Questionnaire/a", "phq9"): 1}


def test_items_whose_codes_stand_in_the_questionnaire() -> None:
    gathered = Gathered()
    options = [
        {"valueCoding": {"code": "b", "extension": [{"url": "http://hl7.org/fhir/StructureDefinition/itemWeight", "valueDecimal": 2}]}}
    ]
    items = [{"linkId": "q1", "code": [{"system": LOINC, "code": "44260-8"}], "answerOption": options}]
    gathered.questionnaire({"url": "http://x/q", "item": items})
    rows, _ = read({"questionnaire": "http://x/q", "item": [{"linkId": "q1", "answer": [{"valueCoding": {"code": "b"}}]}]}, gathered)
    assert [(row[3], row[4], row[5], row[6]) for row in rows] == [("phq9", "fallback", "phq9", "2")]


def test_what_nobody_knows_keeps_its_address_and_words() -> None:
    item = {
        "linkId": "1",
        "answer": [{"valueString": "a", "item": [{"linkId": "1.1", "answer": [{"valueBoolean": True}]}]}, {"valueString": "b"}],
    }
    rows, said = read({"id": "r", "questionnaire": "http://x/q|1", "authored": "2024-07", "item": [item]})
    assert [(row[1], row[3], row[5], row[6]) for row in rows] == [
        ("2024-07-XX", "http://x/q", "1", "a"),
        ("2024-07-XX", "http://x/q", "1", "b"),
        ("2024-07-XX", "http://x/q", "1.1", "true"),
    ]
    assert said.counts["part of a date"] == 1
    assert said.counts["multiple"] == 1


def test_values_that_cannot_be_held_are_counted() -> None:
    rows, said = read({"item": [{"linkId": "1", "answer": [{"valueAttachment": {}}]}]})
    assert rows == []
    assert said.left_out == {"Attachment": 1}
    assert said.counts["no time"] == 1


def test_groups_without_end() -> None:
    item: dict[str, Any] = {"linkId": "x", "answer": [{"valueInteger": 1}]}
    for _ in range(60):
        item = {"linkId": "g", "item": [item]}
    with pytest.raises(Malformed):
        read({"item": [item]})
