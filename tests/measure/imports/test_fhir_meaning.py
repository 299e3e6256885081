from __future__ import annotations

from decimal import Decimal

import pytest

from unspiral.measure.exports.fhir_names import LOINC, ORDINAL
from unspiral.measure.imports.fhir_meaning import (
    Meaning,
    chosen,
    code_in,
    is_total,
    item_by_code,
    item_codes,
    loinc_code,
    option_weights,
    same_number,
    total_name,
    weight,
)
from unspiral.measure.questionnaires.library import instrument

pytestmark = pytest.mark.unit

PHQ9 = ["44250-9", "44255-8", "44259-0", "44254-1", "44251-7", "44258-2", "44252-5", "44253-3", "44260-8"]


def named(*codes: str) -> str:
    found = Meaning().by_items(codes)
    return "" if found is None else found.id


def test_questionnaires_by_the_codes_of_their_items() -> None:
    assert named(*PHQ9) == "phq9"
    assert named(*PHQ9[:8]) == "phq8"
    assert named("44260-8") == "phq9"
    assert named(*PHQ9[:2]) == "phq2"
    assert named("69725-0", "68509-9", "69733-4", "69734-2", "69735-9", "69689-8", "69736-7") == "gad7"
    assert named("75893-8") == "peg"
    assert named("72514-3") == ""
    assert named("12345-5") == ""
    assert named() == ""
    assert named("44260-8", "75893-8") == ""


def test_by_address() -> None:
    meaning = Meaning()
    for address, name in [
        ("http://loinc.org/q/44249-1", "phq9"),
        ("http://loinc.org/q/44249-1|2.74", "phq9"),
        ("https://loinc.org/q/44249-1", "phq9"),
        ("https://unspiral.org/fhir/Questionnaire/gad7|1", "gad7"),
    ]:
        found = meaning.by_address(address)
        assert found is not None
        assert found.id == name
    assert meaning.by_address("http://loinc.org/q/69737-5") is None  # recalled, not seen
    assert meaning.by_address("http://example.org/Questionnaire/phq9") is None


def test_scores_and_items() -> None:
    meaning, phq = Meaning(), instrument("phq9")
    total = meaning.total("44261-6")
    assert total is not None
    assert total_name(total) == "phq9.score"
    assert meaning.total("72514-3") is None
    assert meaning.total("89205-9") is None  # recalled, not seen
    assert is_total(phq, "44261-6")
    assert not is_total(phq, "")
    item = item_by_code(phq, "44260-8")
    assert item is not None
    assert item.id == "phq9"
    assert item_by_code(phq, "") is None
    assert item_by_code(phq, "69722-7") is None
    assert meaning.knows("44250-9")
    assert not meaning.knows("69722-7")


def test_link_ids_that_end_in_a_code() -> None:
    assert [code_in(link) for link in ("/44250-9", "44249-1/44250-9", "44250-9", "q1", "x-1", "")] == [
        "44250-9",
        "44250-9",
        "44250-9",
        "",
        "",
        "",
    ]


def test_answers() -> None:
    phq = instrument("phq9")
    assert chosen({"system": LOINC, "code": "LA6570-1"}, phq.items[0], "phq9") == "2"
    assert chosen({"system": "other", "code": "LA6570-1"}, phq.items[0], "phq9") == ""
    assert chosen({"system": "https://unspiral.org/fhir/CodeSystem/phq9-answer", "code": "3"}, phq.items[0], "phq9") == "3"
    assert chosen({"system": LOINC, "code": "LA6570-1"}, None, "") == ""
    weighed = {"extension": [{"url": "http://hl7.org/fhir/StructureDefinition/itemWeight", "valueDecimal": Decimal("2.0")}]}
    assert weight({}, weighed) == "2.0"
    assert weight({}) == ""
    assert same_number("2.0", "2")
    assert not same_number("2.5", "2")
    assert loinc_code([{"system": "x", "code": "1"}, {"system": LOINC, "code": "2"}]) == "2"


def test_what_a_questionnaire_says() -> None:
    option = {"valueCoding": {"system": "s", "code": "c", "extension": [{"url": ORDINAL, "valueDecimal": 4}]}}
    inner = {"linkId": "q1", "code": [{"system": LOINC, "code": "44250-9"}], "answerOption": [option, {"valueString": "x"}]}
    made = {"item": [{"linkId": "g", "item": [inner]}]}
    assert option_weights(made) == {("q1", "s", "c"): "4"}
    assert item_codes(made) == {"q1": "44250-9"}
