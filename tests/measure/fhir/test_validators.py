"""Every resource that is exported passes three validators of different origin, and our own rules."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.measure.fhir.diaries import Row, diaries, diary_of_rows, evening, filled
from tests.measure.fhir.invariants import broken_rules
from tests.measure.fhir.validators import Judge, fhir_resources, medplum, needed, r4_schema

from unspiral.measure.exports.fhir_json import fhir_json
from unspiral.measure.exports.write_fhir import fhir_bundle
from unspiral.measure.questionnaires.library import instruments
from unspiral.records.diary import Diary

pytestmark = pytest.mark.property

JUDGES: list[Judge] = [fhir_resources, r4_schema, medplum]


def as_read(diary: Diary, **options: Any) -> dict[str, Any]:
    """The bundle as another program reads it from its file."""
    return json.loads(fhir_json(fhir_bundle(diary, **options)))


def resources_of(bundle: dict[str, Any]) -> list[dict[str, Any]]:
    """Its resources, and the bundle itself."""
    return [*(entry["resource"] for entry in bundle.get("entry", [])), bundle]


def every_questionnaire() -> Diary:
    """One answer to an item of every questionnaire that comes with unspiral."""
    from unspiral.measure.questionnaires.library import instrument

    rows: list[Row] = []
    for name in instruments():
        for item in instrument(name).items or ():
            rows.append(("P1", "2024-03-09", "", name, "f", item.id, "1", "", ""))
    return diary_of_rows(rows)


@pytest.mark.parametrize("judge", JUDGES)
def test_by_hand_and_every_questionnaire(judge: Judge) -> None:
    needed(judge)
    found = [
        *resources_of(as_read(evening())),
        *resources_of(as_read(evening(), bundle="transaction", acknowledged=True)),
        *resources_of(as_read(every_questionnaire())),
        *resources_of(as_read(diary_of_rows([]))),
    ]
    assert len(found) > 60
    wrong = [f"{resource['resourceType']}: {why}" for resource, why in zip(found, judge(found), strict=True) if why]
    assert wrong == []


@pytest.mark.parametrize("judge", [fhir_resources, r4_schema])
def test_whatever_a_diary_holds(judge: Judge) -> None:
    needed(judge)
    judged = 0

    @settings(max_examples=60)
    @given(rows=diaries)
    def check(rows: list[Row]) -> None:
        nonlocal judged
        found = resources_of(as_read(diary_of_rows(rows)))
        judged += len(found)
        assert [why for why in judge(found) if why] == []

    check()
    assert judged > 200


def test_whatever_a_diary_holds_by_medplum() -> None:
    """All of them in one go, as starting node takes longer than judging."""
    needed(medplum)
    found: list[dict[str, Any]] = []

    @settings(max_examples=60)
    @given(rows=diaries)
    def gather(rows: list[Row]) -> None:
        found.extend(resources_of(as_read(diary_of_rows(rows))))

    gather()
    assert len(found) > 200
    assert [(resource, why) for resource, why in zip(found, medplum(found), strict=True) if why] == []


@settings(max_examples=60)
@given(rows=st.one_of(diaries, filled()), bundle=st.sampled_from(["collection", "transaction"]))
def test_our_own_rules(rows: list[Row], bundle: str) -> None:
    assert broken_rules(as_read(diary_of_rows(rows), bundle=bundle)) == []


def test_our_own_rules_by_hand() -> None:
    for diary in (evening(), every_questionnaire()):
        made = as_read(diary)
        assert len(made["entry"]) > 10
        # One answer for every item of PHQ-9 calls for help: its score is not told, and so no rule is broken.
        assert broken_rules(made) == []
