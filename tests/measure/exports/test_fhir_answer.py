from __future__ import annotations

import pytest

from unspiral.measure.exports.fhir_answer import answered, kind_of, option_coding, plain_answer, score_text, text_answer, with_unit
from unspiral.measure.exports.fhir_names import AS_GIVEN, ORDINAL, UNIT
from unspiral.measure.questionnaires.library import instrument

pytestmark = pytest.mark.unit


def test_a_chosen_answer_has_its_code_and_weight() -> None:
    phq = instrument("phq9")
    assert answered(phq, phq.items[0], "2") == {
        "valueCoding": {
            "extension": [{"url": ORDINAL, "valueDecimal": 2}],
            "system": "http://loinc.org",
            "code": "LA6570-1",
            "display": "More than half the days",
        }
    }


def test_codes_that_nobody_saw_give_way_to_ours() -> None:
    phq = instrument("phq9")
    difficulty = next(item for item in phq.items if item.id == "phq10_difficulty")
    assert difficulty.options[1].loinc
    found = option_coding("phq9", difficulty.options[1])
    assert found == {"system": "https://unspiral.org/fhir/CodeSystem/phq9-answer", "code": "1", "display": "Somewhat difficult"}


@pytest.mark.parametrize("text", ["4", "-1", "1.5", "often", "2,0", "nan", "1e400"])
def test_no_number_is_made_of_what_is_no_answer(text: str) -> None:
    phq = instrument("phq9")
    assert answered(phq, phq.items[0], text) is None


def test_other_spellings_of_a_number_are_kept_beside() -> None:
    phq, peg = instrument("phq9"), instrument("peg")
    chosen = answered(phq, phq.items[0], "2.0")
    assert chosen is not None
    assert chosen["extension"] == [{"url": AS_GIVEN, "valueString": "2.0"}]
    assert answered(peg, peg.items[0], "10") == {"valueInteger": 10}
    assert answered(peg, peg.items[0], "7.00") == {"extension": [{"url": AS_GIVEN, "valueString": "7.00"}], "valueInteger": 7}
    for beyond in ("11", "-1", "7.5"):
        assert answered(peg, peg.items[0], beyond) is None


def test_numbers_and_words_of_the_diary() -> None:
    items = {item.id: item for item in instrument("daily_diary").items}
    assert answered(instrument("daily_diary"), items["sleep_h"], "7.25") == {"valueDecimal": 7.25}
    assert answered(instrument("daily_diary"), items["sleep_h"], "25") is None
    assert answered(instrument("daily_diary"), items["medicines"], "2") == {"valueString": "2"}


def test_what_nobody_described() -> None:
    assert kind_of(["1", "", "-2"]) == "integer"
    assert kind_of(["1", "2.50"]) == "decimal"
    assert kind_of(["1", "01"]) == "string"
    assert kind_of(["", ""]) == "string"
    assert plain_answer("integer", "3") == {"valueInteger": 3}
    assert plain_answer("decimal", "2.5") == {"valueDecimal": 2.5}
    assert plain_answer("string", "3") == {"valueString": "3"}
    assert text_answer(" ") == {"extension": [{"url": AS_GIVEN, "valueString": '" "'}], "valueString": "\ufffd"}


def test_units_and_scores() -> None:
    assert with_unit({"valueInteger": 1}, "") == {"valueInteger": 1}
    assert with_unit({"valueInteger": 1}, "min") == {"valueInteger": 1, "extension": [{"url": UNIT, "valueString": "min"}]}
    assert [score_text(score) for score in (0, 1.0, 0.5)] == ["0", "1", "0.5"]
