from __future__ import annotations

import json
from pathlib import Path

import pytest

from unspiral.measure.exports.fhir_codes import VERIFIED, coding
from unspiral.measure.questionnaires.library import instrument, instruments

pytestmark = pytest.mark.unit

# Said to be verified in the field's notes, and in no file of a questionnaire.
BESIDE = {"55758-7", "93832-4", "41950-7", "8867-4", "72514-3"}


def test_only_what_was_seen() -> None:
    assert coding("44261-6") == [{"system": "http://loinc.org", "code": "44261-6"}]
    for unseen in ("40443-4", "69722-7", "69737-5", "55757-9", "89205-9", ""):
        assert coding(unseen) == []
    assert all(VERIFIED.values())


def test_every_code_belongs_to_a_questionnaire_or_is_named() -> None:
    known: set[str] = set(BESIDE)
    for name in instruments():
        file = instrument(name)
        known |= {file.codes.panel, file.codes.total, *file.codes.others.values()}
        known |= {item.loinc for item in file.items} | {option.loinc for item in file.items for option in item.options}
    assert set(VERIFIED) <= known


def test_the_clinical_file_calls_them_verified(shared: Path) -> None:
    listed = json.loads((shared / "clinical" / "instruments.json").read_text(encoding="utf-8"))["instruments"]
    sure: set[str] = set()
    for entry in listed:
        loinc = entry.get("loinc") or {}
        if loinc.get("evidence") == "verified_2_sources":
            sure |= {code for code in loinc.values() if isinstance(code, str) and code[:1].isdigit()}
            assert {loinc.get("panel"), loinc.get("total")} - {None} <= set(VERIFIED), entry["id"]
        if "items verified" in loinc.get("evidence", "") or loinc.get("evidence") == "verified_2_sources":
            sure |= {item["loinc"] for item in entry["items"] if item.get("loinc")} | {loinc["total"]}
    assert {code for code in VERIFIED if not code.startswith("LA")} - BESIDE <= sure
