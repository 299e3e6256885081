from __future__ import annotations

import dataclasses
import json

import pytest

from unspiral.measure.exports.fhir_json import fhir_json
from unspiral.measure.exports.fhir_names import CALCULATED, LOINC_NOTICE
from unspiral.measure.exports.fhir_questionnaire import canonical, item_code, questionnaire, seen_questionnaire, total_item
from unspiral.measure.questionnaires.library import instrument, instruments

pytestmark = pytest.mark.unit


def test_phq9() -> None:
    made = questionnaire(instrument("phq9"))
    assert made["url"] == "http://loinc.org/q/44249-1"
    assert made["code"][0] == {"system": "http://loinc.org", "code": "44249-1"}
    assert "No permission required" in made["copyright"]
    assert LOINC_NOTICE in made["copyright"]
    items = {item["linkId"]: item for item in made["item"]}
    assert items["phq9.stem"]["type"] == "display"
    assert items["phq1"]["text"] == "Little interest or pleasure in doing things"
    assert items["phq1"]["code"][0]["code"] == "44250-9"
    assert [o["valueCoding"]["code"] for o in items["phq1"]["answerOption"]] == ["LA6568-5", "LA6569-3", "LA6570-1", "LA6571-9"]
    assert [o["extension"][0]["valueDecimal"] for o in items["phq1"]["answerOption"]] == [0, 1, 2, 3]
    # The item about difficulty has a LOINC code that nobody here has seen: ours alone goes out.
    assert [code["system"] for code in items["phq10_difficulty"]["code"]] == ["https://unspiral.org/fhir/CodeSystem/item"]
    total = items["phq9.score"]
    assert total["code"][0]["code"] == "44261-6"
    assert total["readOnly"] is True
    rule = total["extension"][0]
    assert rule["url"] == CALCULATED
    assert rule["valueExpression"]["language"] == "text/fhirpath"
    assert ".count() = 9" in rule["valueExpression"]["expression"]
    assert "value.ordinal().sum()" in rule["valueExpression"]["expression"]
    assert "phq10_difficulty" not in rule["valueExpression"]["expression"]


def test_codes_of_panels_that_nobody_saw_give_our_own_address() -> None:
    assert instrument("gad7").codes.panel
    assert canonical(instrument("gad7")) == "https://unspiral.org/fhir/Questionnaire/gad7"
    assert canonical(instrument("peg")) == "http://loinc.org/q/91148-7"


def test_numbers_have_bounds_and_words_at_their_ends() -> None:
    item = next(item for item in questionnaire(instrument("peg"))["item"] if item["linkId"] == "peg_p")
    found = {extension["url"].rsplit("/", 1)[-1]: extension for extension in item["extension"]}
    assert (found["minValue"]["valueInteger"], found["maxValue"]["valueInteger"]) == (0, 10)
    assert found["entryFormat"]["valueString"] == "0 = No pain; 10 = Pain as bad as you can imagine"
    assert item["type"] == "integer"
    assert "avg()" in fhir_json(questionnaire(instrument("peg")))


@pytest.mark.parametrize("name", instruments())
def test_texts_that_may_not_travel_do_not(name: str) -> None:
    file = instrument(name)
    made = questionnaire(file)
    shipped = file.licence.decision == "ship_text"
    texts = [item.get("text", "") for item in made["item"] if item["linkId"] in {one.id for one in file.items}]
    assert texts == [item.text for item in file.items]
    assert any(texts) == (shipped and bool(file.items))
    assert json.loads(fhir_json(made))["version"] == file.version
    assert ("LOINC is copyright" in made.get("copyright", "")) == ('"http://loinc.org"' in fhir_json(made))


def test_no_formula_where_items_are_turned_round() -> None:
    made = questionnaire(instrument("cesd20"))
    assert total_item("cesd20") not in [item["linkId"] for item in made["item"]]


def test_another_version_is_another_resource() -> None:
    phq = instrument("phq9")
    assert questionnaire(phq)["id"] == questionnaire(phq)["id"]
    assert questionnaire(phq)["id"] != questionnaire(dataclasses.replace(phq, version="2"))["id"]


def test_a_questionnaire_that_nobody_described() -> None:
    made = seen_questionnaire("my\0own", {"a": "integer", "\0": "string"})
    assert made["status"] == "unknown"
    assert [item["type"] for item in made["item"]] == ["integer", "string"]
    assert made["url"] != seen_questionnaire("my\0own", {"a": "string", "\0": "string"})["url"]
    assert "copyright" not in made


def test_our_own_codes() -> None:
    assert item_code("phq9", "phq1")[0]["code"] == "phq9/phq1"
    assert item_code("", "note")[0]["code"] == "note"
    assert item_code("", "a\0") == []
