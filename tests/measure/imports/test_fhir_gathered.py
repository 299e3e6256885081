from __future__ import annotations

import pytest

from unspiral.measure.exports.fhir_names import LOINC, ORDINAL
from unspiral.measure.imports.fhir_gathered import Gathered

pytestmark = pytest.mark.unit


def test_questionnaires_are_found_by_address_version_aside() -> None:
    gathered = Gathered()
    option = {"valueCoding": {"system": "s", "code": "c", "extension": [{"url": ORDINAL, "valueDecimal": 4}]}}
    item = {"linkId": "1", "code": [{"system": LOINC, "code": "44250-9"}], "answerOption": [option]}
    gathered.questionnaire({"id": "q", "url": "http://x/Questionnaire/q1", "item": [item]})
    for address in ("http://x/Questionnaire/q1", "http://x/Questionnaire/q1|3", "Questionnaire/q", "http://server/Questionnaire/q"):
        assert gathered.about(address) == ({"1": "44250-9"}, {("1", "s", "c"): "4"})
    assert gathered.about("http://x/Questionnaire/other") == ({}, {})
    assert gathered.foreign is False


def test_a_questionnaire_without_a_name_is_not_everyones() -> None:
    gathered = Gathered()
    gathered.questionnaire({"item": []})
    assert gathered.codes == {}
