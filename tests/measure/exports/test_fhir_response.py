from __future__ import annotations

from typing import Any

import pytest

from unspiral.measure.exports.fhir_names import AS_GIVEN, SOURCE, TIME, UNIT
from unspiral.measure.exports.fhir_response import Form, Key, Row, numbers, response, timed
from unspiral.measure.exports.fhir_written import Tally
from unspiral.measure.questionnaires.library import instrument

pytestmark = pytest.mark.unit


def row(item: str, value: str, *, time: str = "2024-03-09", unit: str = "", source: str = "app") -> Row:
    return ("P1", time, "", "phq9", "f1", item, value, unit, source)


def filled(*rows: Row) -> tuple[dict[str, Any], Tally, Form]:
    form, tally = Form("r1", "p1", "http://loinc.org/q/44249-1|1", rows, False), Tally()
    return response(form, Key(instrument("phq9")), tally), tally, form


def test_a_form() -> None:
    made, tally, form = filled(row("phq1", "1"), row("phq2", ""), row("phq3", "0"))
    assert made["authored"] == "2024-03-09"
    assert made["questionnaire"] == "http://loinc.org/q/44249-1|1"
    assert made["subject"] == {"reference": "urn:uuid:p1"}
    assert [item["linkId"] for item in made["item"]] == ["phq1", "phq2", "phq3"]
    assert made["item"][0]["answer"][0]["valueCoding"]["code"] == "LA6569-3"
    assert made["item"][1] == {"linkId": "phq2"}
    assert not tally.as_given
    found = numbers(form, instrument("phq9"), Key(instrument("phq9")))
    assert found is not None
    assert (found["phq1"], found["phq2"], found["phq3"], found["phq9"]) == (1.0, None, 0.0, None)
    assert "phq10_difficulty" not in found


def test_what_is_no_answer_stands_beside_and_is_counted() -> None:
    made, tally, form = filled(row("phq1", "often", unit="x"))
    assert "answer" not in made["item"][0]
    assert made["item"][0]["extension"] == [{"url": AS_GIVEN, "valueString": "often"}, {"url": UNIT, "valueString": "x"}]
    assert tally.as_given == {("phq9", "phq1"): 1}
    assert numbers(form, instrument("phq9"), Key(instrument("phq9"))) is None


def test_items_that_differ_from_the_form_say_so() -> None:
    made, _, _ = filled(row("phq1", "1"), row("phq2", "1", time="2024-03-10", source="paper"))
    assert "extension" not in made["item"][0]
    assert made["item"][1]["extension"] == [{"url": TIME, "valueString": "2024-03-10"}, {"url": SOURCE, "valueString": "paper"}]


def test_times_that_fhir_cannot_say() -> None:
    tally = Tally()
    element: dict[str, Any] = {}
    for name, time in (("a", "2024-03-09T21:30:00"), ("b", "12.5"), ("c", ""), ("d", "2024-03-09T21:30:00Z")):
        timed(element, name, time, tally)
    assert (tally.times["date"], tally.times["none"]) == (1, 1)
    assert element["a"] == "2024-03-09"
    assert element["_a"]["extension"][0]["valueString"] == "2024-03-09T21:30:00"
    assert "b" not in element
    assert element["d"] == "2024-03-09T21:30:00Z"


def test_the_kinds_that_were_seen() -> None:
    key = Key({"a": "integer", "b": "string"})
    assert key.answer("a", "3") == {"valueInteger": 3}
    assert key.answer("a", "3") is key.answer("a", "3")
    assert key.answer("b", "3") == {"valueString": "3"}
