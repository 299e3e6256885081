"""Faults planted into sound resources, and which judge catches which. None catches all; together they do."""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any

import pytest
from tests.measure.fhir.diaries import evening
from tests.measure.fhir.invariants import broken_rules
from tests.measure.fhir.test_validators import as_read
from tests.measure.fhir.validators import Judge, fhir_resources, medplum, needed, r4_schema

pytestmark = pytest.mark.unit

Bundle = dict[str, Any]


def one(bundle: Bundle, kind: str, which: int = 0) -> dict[str, Any]:
    """One of a bundle's resources."""
    return [entry["resource"] for entry in bundle["entry"] if entry["resource"]["resourceType"] == kind][which]


def coded(bundle: Bundle) -> dict[str, Any]:
    """The first answer of the first form."""
    return one(bundle, "QuestionnaireResponse")["item"][0]["answer"][0]


def invalid_status(bundle: Bundle) -> None:
    one(bundle, "QuestionnaireResponse")["status"] = "done"


def unknown_field(bundle: Bundle) -> None:
    one(bundle, "QuestionnaireResponse")["mood"] = "low"


def missing_status(bundle: Bundle) -> None:
    del one(bundle, "QuestionnaireResponse")["status"]


def two_values(bundle: Bundle) -> None:
    coded(bundle)["valueInteger"] = 1


def bad_date(bundle: Bundle) -> None:
    one(bundle, "QuestionnaireResponse")["authored"] = "2024-13-09"


def link_that_is_not_asked(bundle: Bundle) -> None:
    one(bundle, "QuestionnaireResponse")["item"][0]["linkId"] = "phq99"


def answer_that_is_no_option(bundle: Bundle) -> None:
    coded(bundle)["valueCoding"]["code"] = "LA6572-7"


def weight_of_another_answer(bundle: Bundle) -> None:
    coded(bundle)["valueCoding"]["extension"][0]["valueDecimal"] = 3


def answer_out_of_range(bundle: Bundle) -> None:
    one(bundle, "QuestionnaireResponse", 1)["item"][0]["answer"][0]["valueInteger"] = 11


def total_that_is_not_the_mean(bundle: Bundle) -> None:
    one(bundle, "Observation", 1)["valueQuantity"]["value"] = 6.2


def reference_into_nothing(bundle: Bundle) -> None:
    one(bundle, "Observation")["subject"]["reference"] = "urn:uuid:00000000-0000-0000-0000-000000000000"


def time_without_an_offset(bundle: Bundle) -> None:
    one(bundle, "QuestionnaireResponse")["authored"] = "2024-03-09T21:30:00"


def day_that_does_not_exist(bundle: Bundle) -> None:
    one(bundle, "QuestionnaireResponse")["authored"] = "2024-02-30"


def wrong_check_digit(bundle: Bundle) -> None:
    one(bundle, "Observation")["code"]["coding"][0]["code"] = "44261-7"


def code_that_nobody_saw(bundle: Bundle) -> None:
    one(bundle, "Observation")["code"]["coding"][0]["code"] = "40443-4"


def score_before_help(bundle: Bundle) -> None:
    answers = one(bundle, "QuestionnaireResponse")["item"]
    last = next(item for item in answers if item["linkId"] == "phq9")
    other = next(item for item in answers if item.get("answer", [{}])[0].get("valueCoding", {}).get("code") == "LA6569-3")
    last["answer"] = copy.deepcopy(other["answer"])


Fault = Callable[[Bundle], None]
# Which judge catches it: fhir.resources, the R4 schema, Medplum, our own rules.
TABLE: list[tuple[Fault, str]] = [
    (invalid_status, "schema"),
    (unknown_field, "fhir.resources schema medplum"),
    (missing_status, "fhir.resources medplum"),
    (two_values, "fhir.resources ours"),
    (bad_date, "fhir.resources schema medplum ours"),
    (link_that_is_not_asked, "ours"),
    (answer_that_is_no_option, "ours"),
    (weight_of_another_answer, "ours"),
    (answer_out_of_range, "ours"),
    (total_that_is_not_the_mean, "ours"),
    (reference_into_nothing, "ours"),
    (time_without_an_offset, "fhir.resources schema ours"),
    (day_that_does_not_exist, "fhir.resources ours"),
    (wrong_check_digit, "ours"),
    (code_that_nobody_saw, "ours"),
    (score_before_help, "ours"),
]
JUDGES: dict[str, Judge] = {"fhir.resources": fhir_resources, "schema": r4_schema, "medplum": medplum}


def planted(fault: Fault) -> Bundle:
    """A sound bundle with one fault."""
    bundle = copy.deepcopy(as_read(evening()))
    fault(bundle)
    return bundle


@pytest.mark.parametrize("name", JUDGES)
def test_what_each_validator_catches(name: str) -> None:
    needed(JUDGES[name])
    sound = [entry["resource"] for entry in as_read(evening())["entry"]]
    resources = [*sound, *(entry["resource"] for fault, _ in TABLE for entry in planted(fault)["entry"])]
    found = JUDGES[name](resources)
    assert found[: len(sound)] == [""] * len(sound)
    caught = [fault.__name__ for n, (fault, _) in enumerate(TABLE, 1) if any(found[n * len(sound) : (n + 1) * len(sound)])]
    assert caught == [fault.__name__ for fault, by in TABLE if name in by.split()]


@pytest.mark.parametrize(("fault", "by"), TABLE, ids=[fault.__name__ for fault, _ in TABLE])
def test_what_our_own_rules_catch(fault: Fault, by: str) -> None:
    assert broken_rules(as_read(evening())) == []
    assert bool(broken_rules(planted(fault))) == ("ours" in by.split())


def test_together_they_catch_every_fault() -> None:
    assert {fault.__name__ for fault, _ in TABLE[:5]} == {"invalid_status", "unknown_field", "missing_status", "two_values", "bad_date"}
    assert [fault.__name__ for fault, by in TABLE if not by] == []
