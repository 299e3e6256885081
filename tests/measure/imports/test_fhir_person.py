from __future__ import annotations

from typing import Any

import pytest

from unspiral.measure.exports.fhir_names import PERSON
from unspiral.measure.imports.fhir_person import NOBODY, People

pytestmark = pytest.mark.unit


def patient(record: str, **fields: Any) -> dict[str, Any]:
    return {"resourceType": "Patient", "id": record, **fields}


def key(people: People, reference: dict[str, Any], resource: dict[str, Any] | None = None, address: str = "") -> str:
    found = people.subject(reference, resource or {}, address)
    assert found is not None
    return found


def test_a_person_of_ours_keeps_the_name_of_the_diary() -> None:
    people = People()
    one = key(people, {"reference": "urn:uuid:1"})
    people.patient(patient("1", identifier=[{"system": PERSON, "value": "P1"}], name=[{"family": "Secret"}]), "urn:uuid:1")
    assert people.names() == {one: "P1"}


def test_ways_to_point_at_one_person() -> None:
    people = People()
    people.patient(patient("7", name=[{"family": "Secret"}], identifier=[{"system": "mrn", "value": "123-45"}]), "http://s/fhir/Patient/7")
    keys = [
        key(people, {"reference": "Patient/7"}),
        key(people, {"reference": "Patient/7/_history/2"}),
        key(people, {"reference": "http://s/fhir/Patient/7"}),
        key(people, {"reference": "Patient/7"}, address="http://s/fhir/Observation/9"),
    ]
    assert {people.names()[one] for one in keys} == {"7"}


def test_two_servers_never_make_one_person() -> None:
    people = People()
    one, other = key(people, {"reference": "http://a/Patient/7"}), key(people, {"reference": "http://b/Patient/7"})
    assert people.names() == {one: "http://a/Patient/7", other: "http://b/Patient/7"}
    people.patient(patient("7"), "http://a/Patient/7")
    people.patient(patient("7"), "http://b/Patient/7")
    short = key(people, {"reference": "Patient/7"})
    assert len(set(people.names().values())) == 3
    assert people.names()[short] == "Patient/7"


def test_a_contained_patient() -> None:
    people = People()
    inside = {"id": "r1", "contained": [patient("p", identifier=[{"system": "s", "value": "A7"}])]}
    assert people.names() == {}
    one = key(people, {"reference": "#p"}, inside)
    unnamed = [key(people, {"reference": "#p"}, {"id": record, "contained": [patient("p")]}) for record in ("r2", "r3")]
    names = people.names()
    assert names[one] == "A7"
    assert len({names[two] for two in unnamed}) == 2


def test_no_patient_at_all() -> None:
    people = People()
    assert people.subject({}, {}, "") == NOBODY
    assert people.names() == {NOBODY: ""}
    assert people.subject({"reference": "Group/1"}, {}, "") is None
    assert people.subject({"type": "Device"}, {}, "") is None
    assert people.subject({"reference": "#d"}, {"contained": [{"resourceType": "Device", "id": "d"}]}, "") is None
    logical = key(people, {"identifier": {"system": "s", "value": "B8"}})
    assert people.names()[logical] == "B8"
