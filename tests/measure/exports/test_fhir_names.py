from __future__ import annotations

import uuid

import pytest

from unspiral.measure.exports.fhir_names import HOME, answers_system, concept, record_id, reference

pytestmark = pytest.mark.unit


def test_identifiers_are_the_same_on_every_run_and_different_for_different_things() -> None:
    assert record_id("form", "P1", "phq9", "f1", 0) == "9e1fd149-4f52-5c74-a084-5d193de7cf5a"
    assert uuid.UUID(record_id("x")).version == 5
    different = [("a", "b"), ("ab", ""), ("a", "b", 0), ("a", "b", "0"), ("a\0b",), ("\ud800",)]
    assert len({record_id(*parts) for parts in different}) == len(different)


def test_references_and_codes() -> None:
    assert reference("1") == {"reference": "urn:uuid:1"}
    assert concept("s", "c", "words") == {"coding": [{"system": "s", "code": "c"}], "text": "words"}
    assert answers_system("phq9") == f"{HOME}/CodeSystem/phq9-answer"
