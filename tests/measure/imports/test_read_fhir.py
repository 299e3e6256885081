from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any

import pytest
from tests.measure.fhir.diaries import evening

from unspiral.errors import DataError, SafetyStop
from unspiral.measure.exports.write_fhir import write_fhir
from unspiral.measure.imports.read_fhir import read_fhir
from unspiral.measure.questionnaires.scoring import score

pytestmark = pytest.mark.unit

LOINC = "http://loinc.org"
CODES = ["44250-9", "44255-8", "44259-0", "44254-1", "44251-7", "44258-2", "44252-5", "44253-3", "44260-8"]
LA = ["LA6568-5", "LA6569-3", "LA6570-1", "LA6571-9"]


def bundle(*resources: dict[str, Any], kind: str = "collection") -> str:
    return json.dumps({"resourceType": "Bundle", "type": kind, "entry": [{"resource": one} for one in resources]})


def write(folder: Path, text: str, name: str = "a.json") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def value(number: int, **fields: Any) -> dict[str, Any]:
    subject = {"reference": "Patient/7"}
    return {
        "resourceType": "Observation",
        "status": "final",
        "code": {"text": "mood"},
        "valueInteger": number,
        "subject": subject,
        **fields,
    }


def phq(record: str, answers: list[int | None], person: str = "Patient/7", **fields: Any) -> dict[str, Any]:
    items = [
        {"linkId": f"/{c}", "answer": [{"valueCoding": {"system": LOINC, "code": LA[a]}}]} for c, a in zip(CODES, answers) if a is not None
    ]
    subject = {"reference": person}
    return {
        "resourceType": "QuestionnaireResponse",
        "id": record,
        "status": "completed",
        "questionnaire": "http://clinic.example/Questionnaire/mood",
        "subject": subject,
        "authored": "2024-03-09",
        "item": items,
        **fields,
    }


def test_a_clinics_phq9_even_where_items_are_left_out(tmp_path: Path) -> None:
    """Its first form alone looks like a PHQ-2; the second tells what both are."""
    text = bundle(phq("r1", [1, 2, None, None, None, None, None, None, None]), phq("r2", [0, 1, 2, 3, 0, 1, 2, 3, 0]))
    diary = read_fhir(write(tmp_path, text))
    rows = list(diary.rows())
    assert {row[3] for row in rows} == {"phq9"}
    assert [row[6] for row in rows] == ["1", "2", "0", "1", "2", "3", "0", "1", "2", "3", "0"]
    assert [row[5] for row in rows][2:] == [f"phq{n}" for n in range(1, 10)]
    assert {row[0] for row in rows} == {"7"}
    assert any("2 forms" in sentence and "'phq9'" in sentence for sentence in diary.said)


def single(code: str, answer: str, record: str, **fields: Any) -> dict[str, Any]:
    coded = {"valueCodeableConcept": {"coding": [{"system": LOINC, "code": answer}]}}
    made = {**value(0), "id": record, "code": {"coding": [{"system": LOINC, "code": code}]}, "effectiveDateTime": "2024-03-09"}
    del made["valueInteger"]
    return {**made, **coded, **fields}


def test_answers_one_by_one_are_one_form_and_reach_the_safety_stop(tmp_path: Path) -> None:
    answers = [single(code, LA[1], f"o{n}") for n, code in enumerate(CODES)]
    rows = list(read_fhir(write(tmp_path, bundle(*answers))).rows())
    assert [row[3:7] for row in rows] == [("phq9", "", f"phq{n}", "1") for n in range(1, 10)]
    with pytest.raises(SafetyStop):
        score("phq9", {row[5]: float(row[6]) for row in rows})


@pytest.mark.parametrize("turn", [1, -1])
def test_an_answer_that_stands_in_its_form_too_counts_once(tmp_path: Path, turn: int) -> None:
    both = [phq("r1", [0] * 9), single(CODES[8], LA[0], "o1", derivedFrom=[{"reference": "QuestionnaireResponse/r1"}])][::turn]
    diary = read_fhir(write(tmp_path, bundle(*both)))
    assert len(diary) == 9
    assert any("1 answer stands by itself and in a form" in sentence for sentence in diary.said)
    assert [row[3:6] for row in read_fhir(write(tmp_path, bundle(both[turn > 0]))).rows()] == [("phq9", "r1", "phq9")]


def test_what_does_not_count_is_left_out_and_said(tmp_path: Path) -> None:
    text = bundle(
        value(1),
        value(2, status="entered-in-error"),
        value(3, status="cancelled"),
        value(4, status="preliminary"),
        {"resourceType": "Medication"},
        {"resourceType": "Medication"},
        value(5, subject={"reference": "Group/1"}),
    )
    diary = read_fhir(write(tmp_path, text))
    assert [row[6] for row in diary.rows()] == ["1", "4"]
    said = " ".join(diary.said)
    assert "1 resource is marked as entered in error" in said
    assert "1 resource is marked as cancelled" in said
    assert "1 value is marked as preliminary" in said
    assert "Medication (2)" in said
    assert "something other than a patient" in said


def test_doubles_count_once_and_contradictions_stop(tmp_path: Path) -> None:
    diary = read_fhir(write(tmp_path, bundle(value(1, id="o1"), value(1, id="o1"), value(1, id="o2"), value(1), value(1))))
    assert [row[6] for row in diary.rows()] == ["1", "1", "1", "1"]
    assert "1 resource stands in the file more than once, word for word, and counted once." in diary.said
    with pytest.raises(DataError) as caught:
        read_fhir(write(tmp_path, bundle(value(1, id="o1"), value(2, id="o1"))))
    assert "entry 2 of 'a.json': Observation 'o1' stands in the file twice, with different content." in caught.value.text()


@pytest.mark.parametrize("kind", ["collection", "searchset", "transaction", "batch"])
def test_kinds_of_bundles(tmp_path: Path, kind: str) -> None:
    assert len(read_fhir(write(tmp_path, bundle(value(1), kind=kind)))) == 1


def test_entries_that_ask_to_delete(tmp_path: Path) -> None:
    made = json.loads(bundle(value(1), value(2), kind="transaction"))
    made["entry"][1]["request"] = {"method": "DELETE", "url": "Observation/1"}
    made["entry"].append({"search": {"mode": "outcome"}})
    diary = read_fhir(write(tmp_path, json.dumps(made)))
    assert [row[6] for row in diary.rows()] == ["1"]
    assert "1 entry tells a server to delete something: left out." in diary.said
    assert "1 entry holds no resource." in diary.said


def test_one_person_by_name(tmp_path: Path) -> None:
    path = write(tmp_path, bundle(value(1)))
    assert [row[0] for row in read_fhir(path, person="me").rows()] == ["me"]
    two = write(tmp_path, bundle(value(1), value(2, subject={"reference": "Patient/8"})), "two.json")
    with pytest.raises(DataError, match="answers of 2 persons"):
        read_fhir(two, person="me")
    nobody = write(tmp_path, bundle(value(1, subject={})), "none.json")
    assert [row[0] for row in read_fhir(nobody, person="me").rows()] == ["me"]
    assert [row[0] for row in read_fhir(nobody).rows()] == [""]
    assert any("names no patient" in sentence for sentence in read_fhir(nobody).said)


def test_a_patient_that_comes_last_and_is_called_as_before(tmp_path: Path) -> None:
    patient = {"resourceType": "Patient", "id": "7", "identifier": [{"system": "https://unspiral.org/fhir/person", "value": "P1"}]}
    assert [row[0] for row in read_fhir(write(tmp_path, bundle(value(1), patient))).rows()] == ["P1"]


def test_nothing_in_it(tmp_path: Path) -> None:
    diary = read_fhir(write(tmp_path, '{"resourceType":"Bundle","type":"collection"}'))
    assert len(diary) == 0
    assert diary.said == ("The file holds no answers.",)
    assert len(read_fhir(write(tmp_path, bundle({"resourceType": "Patient", "id": "1"})), person="me")) == 0


def test_scores_of_ours_are_left_out_where_their_answers_are(tmp_path: Path) -> None:
    write_fhir(evening(), tmp_path / "a.json")
    made = json.loads((tmp_path / "a.json").read_text(encoding="utf-8"))
    later = copy.deepcopy(made)
    later["entry"].reverse()
    assert sorted(read_fhir(write(tmp_path, json.dumps(later))).rows()) == sorted(evening().rows())
    alone = copy.deepcopy(made)
    alone["entry"] = [entry for entry in made["entry"] if entry["resource"]["resourceType"] in ("Observation", "Patient")]
    found = [row for row in read_fhir(write(tmp_path, json.dumps(alone))).rows() if row[5].endswith(".score")]
    assert [(row[0], row[3], row[5], row[6]) for row in found] == [("P1", "phq9", "phq9.score", "10"), ("P1", "peg", "peg.score", "6")]


@pytest.mark.parametrize(
    ("resource", "said"),
    [
        ({"resourceType": "Observation", "code": []}, "Observation.code"),
        ({"resourceType": "Observation", "valueInteger": "1"}, "Observation.valueInteger"),
        ({"resourceType": "Observation", "status": 1}, "Observation.status"),
        ({"resourceType": "QuestionnaireResponse", "item": {}}, "QuestionnaireResponse.item"),
        ({"resourceType": "QuestionnaireResponse", "item": [{"answer": 5}]}, "QuestionnaireResponse.answer"),
        ({"resourceType": "Questionnaire", "item": 5}, "Questionnaire.item"),
        ({"resourceType": "Patient", "identifier": 5}, "Patient.identifier"),
        ({"id": "x"}, "no resourceType"),
        ({"resourceType": 7}, "Bundle.entry.resourceType"),
    ],
)
def test_fields_of_another_kind_are_named(tmp_path: Path, resource: dict[str, Any], said: str) -> None:
    with pytest.raises(DataError) as caught:
        read_fhir(write(tmp_path, bundle(value(1), resource)))
    assert "entry 2 of 'a.json'" in caught.value.text()
    assert said in caught.value.text()
