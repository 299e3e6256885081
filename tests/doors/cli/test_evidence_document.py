"""The document of a search: every row with its sentence, its standing and its source written out."""

from __future__ import annotations

import json
from typing import Any

import pytest

from unspiral.doors.cli.evidence_document import document
from unspiral.evidence.index import KINDS
from unspiral.evidence.search import search

pytestmark = pytest.mark.unit


def whole(*words: str) -> dict[str, Any]:
    return json.loads(json.dumps(document(search(words), KINDS, False, None, None), allow_nan=False))


def test_its_keys() -> None:
    assert list(whole("sleep")) == [
        "schema", "words", "left_out", "kinds", "verified_only", "source", "counts", "claims", "links", "treatments", "epidemiology",
        "sources", "cited", "alone", "did_you_mean", "said", "svg",
    ]  # fmt: skip


def test_every_row_is_there_with_its_source() -> None:
    found = whole()
    assert found["counts"] == {"claims": 165, "links": 93, "treatments": 79, "epidemiology": 156, "sources": 108}
    for kind in KINDS[:4]:
        for row in found[kind]:
            keys = row.get("source_ids", [row["source_id"]])
            assert keys and all(key in found["cited"] for key in keys), row["id"]
            assert row["status"] in {"verified", "derived", "unverified", "no number"}
            assert row["verified"] is (row["status"] == "verified")
            assert row["status"] == "verified" or row["standing"]
            assert row["certainty"] in {"high", "moderate", "low", "very_low"}


def test_a_row_holds_what_its_table_has() -> None:
    link = next(row for row in whole("pain depression")["links"] if row["id"] == "L001")
    assert (link["estimate"], link["low"], link["high"], link["measure"]) == (1.96, 1.41, 2.74, "PR")
    assert link["sentence"] == "From pain to depression, between people: more goes with more"
    claim = next(row for row in whole("sleep")["claims"] if row["id"] == "000-02")
    assert claim["verdict"] == "supported"
    assert claim["say"].startswith("Ongoing pain raises the odds")
    treatment = next(row for row in whole("exercise")["treatments"] if row["id"] == "T001")
    assert (treatment["benefit"], treatment["harms"]) == (0.33, "temporary minor increase of pain")
    target = next(row for row in whole("pinheiro twins")["epidemiology"] if row["id"] == "E053")
    assert target["level"] == "genetic_or_twin"


def test_nothing_found_is_empty_lists() -> None:
    found = whole("exersise")
    assert all(found[kind] == [] for kind in KINDS)
    assert found["did_you_mean"]["exersise"][0] == "exercise"
    assert found["said"] == []


@pytest.mark.parametrize("verified_only", [False, True])
def test_a_benefit_that_was_worked_out_says_so(verified_only: bool) -> None:
    found = document(search(verified_only=verified_only), KINDS, verified_only, None, None)
    everything = json.loads(json.dumps(found))["treatments"]
    derived = [row for row in everything if row["benefit_status"] == "derived"]
    assert {"T035", "T039", "T040", "T041", "T056"} <= {row["id"] for row in derived}
    assert all(("standard deviations" in row["sentence"]) is not verified_only for row in derived)
