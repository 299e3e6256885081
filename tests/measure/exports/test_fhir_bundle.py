from __future__ import annotations

from typing import Any
from urllib.parse import unquote

import pytest
from tests.measure.fhir.diaries import diary_of_rows, evening

from unspiral.errors import SpecError
from unspiral.measure.exports.fhir_bundle import Entries, head
from unspiral.measure.questionnaires.library import instrument

pytestmark = pytest.mark.unit


def kinds(entries: list[dict[str, Any]]) -> list[str]:
    return [entry["resource"]["resourceType"] for entry in entries]


def test_people_and_questionnaires_stand_before_what_needs_them() -> None:
    entries = list(Entries(evening(), "collection", None, False))
    assert kinds(entries)[:5] == ["Patient", "Questionnaire", "QuestionnaireResponse", "Observation", "Questionnaire"]
    assert kinds(entries).count("Patient") == 2
    assert [entry["resource"]["identifier"][0]["value"] for entry in entries if entry["resource"]["resourceType"] == "Patient"] == [
        "P1",
        "P2",
    ]
    assert all("request" not in entry for entry in entries)


def test_a_server_takes_each_once() -> None:
    entries = list(Entries(evening(), "transaction", None, False))
    conditions = [entry["request"]["ifNoneExist"] for entry in entries]
    assert len(set(conditions)) == len(entries)
    assert unquote(conditions[0]) == "identifier=https://unspiral.org/fhir/person|P1"
    assert unquote(conditions[1]) == "url=http://loinc.org/q/44249-1&version=1"
    assert all(entry["request"]["method"] == "POST" and entry["request"]["url"] == entry["resource"]["resourceType"] for entry in entries)


def test_signs_that_part_values_are_escaped() -> None:
    entries = list(Entries(diary_of_rows([("a|b,c", "", "", "", "", "x", "1", "", "")]), "transaction", None, False))
    assert entries[0]["request"]["ifNoneExist"].endswith("%7Ca%5C%7Cb%5C%2Cc")


def test_files_of_the_user_come_first() -> None:
    rows = [("P1", "", "", "mine", "f", "phq1", "3", "", "")]
    mine = {"mine": instrument("phq9")}
    with_file = Entries(diary_of_rows(rows), "collection", mine, False)
    assert "valueCoding" in list(with_file)[2]["resource"]["item"][0]["answer"][0]
    without = Entries(diary_of_rows(rows), "collection", None, False)
    assert "valueInteger" in list(without)[2]["resource"]["item"][0]["answer"][0]
    assert without.tally.unknown == {"mine"}


def test_another_bundle_is_refused() -> None:
    with pytest.raises(SpecError, match="There is no bundle 'batch'"):
        Entries(evening(), "batch", None, False)


def test_no_time_of_making() -> None:
    assert set(head("collection")) == {"resourceType", "meta", "type"}
