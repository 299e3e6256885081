"""The archive of a whole journal."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import tracemalloc
from collections.abc import Generator
from zipfile import ZipFile

import pytest
from tests.measure.exports.journal_made import ANSWERS, MADE, entry, source

from unspiral.measure.exports import journal_zip as made
from unspiral.measure.exports.journal_zip import Source, journal_zip
from unspiral.records.entry import Entry, Receipt

pytestmark = pytest.mark.unit


def opened(forms: tuple[str, ...] = made.FORMS, of: Source | None = None) -> dict[str, bytes]:
    data = b"".join(journal_zip(of or source(), forms))
    with ZipFile(io.BytesIO(data)) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name) for name in archive.namelist()}


def test_the_manifest_counts_and_fingerprints_every_file() -> None:
    files = opened()
    listed = {each["name"]: each for each in json.loads(files["manifest.json"])["files"]}
    assert set(listed) == set(files) - {"manifest.json"}
    for name, each in listed.items():
        assert each["sha256"] == hashlib.sha256(files[name]).hexdigest()
        assert each["bytes"] == len(files[name])
    rows = list(csv.reader(io.StringIO(files["answers.csv"].decode(), newline="")))
    assert listed["answers.csv"]["rows"] == len(rows) - 1
    assert listed["receipts.csv"]["rows"] == listed["journal.json"]["rows"] == len(MADE)
    assert listed["bundle.fhir.json"]["rows"] == len(json.loads(files["bundle.fhir.json"])["entry"])
    assert json.loads(files["manifest.json"])["instruments"] == {"check-in": "1", "phq9": "1", "peg": "1"}


def test_tables_hold_what_stands_now_with_formulas_as_text() -> None:
    rows = list(csv.DictReader(io.StringIO(opened()["answers.csv"].decode(), newline="")))
    pain = [row["value"] for row in rows if row["item"] == "pain"]
    assert pain == ["7"]
    assert {row["value"] for row in rows if row["item"] == "note"} == {'zäh, "so"\r\n'}
    before = opened(of=source(MADE[:1]))["answers.csv"].decode()
    assert ",'=1+1," in before


def test_the_bundle_holds_scores_and_the_words_of_the_check_in() -> None:
    entries = json.loads(opened()["bundle.fhir.json"])["entry"]
    kinds = [each["resource"]["resourceType"] for each in entries]
    assert kinds.count("Patient") == 1
    assert kinds.count("QuestionnaireResponse") == 2
    text = json.dumps(entries)
    assert "How strong was your back pain today, on the whole?" in text
    assert any(each["resource"].get("valueQuantity", {}).get("value") == 9 or each["resource"].get("valueInteger") == 9 for each in entries)


def test_a_bundle_in_portions_is_the_bundle_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = opened(("fhir",))
    monkeypatch.setattr(made, "AT_ONCE", 3)
    assert opened(("fhir",))["bundle.fhir.json"] == whole["bundle.fhir.json"]


def test_only_what_was_asked_for() -> None:
    assert set(opened(("json",))) == {"README.txt", "journal.json", "manifest.json"}
    assert set(opened(("csv",))) == {"README.txt", "answers.csv", "codebook.csv", "receipts.csv", "manifest.json"}


def test_an_empty_journal_is_an_archive_too() -> None:
    files = opened(of=source(()))
    assert json.loads(files["bundle.fhir.json"])["resourceType"] == "Bundle"
    assert "entry" not in json.loads(files["bundle.fhir.json"])


def test_a_long_journal_takes_no_more_memory_than_a_short_one() -> None:
    def endless(count: int) -> Source:
        def read(newest: bool, until: int | None) -> Generator[tuple[Entry, Receipt]]:
            for number in range(1, count + 1):
                made_up = entry(f"k{number}", "check-in", "2026-11-20", {"answers": ANSWERS, "note": f"note {number}"})
                yield made_up, Receipt(made_up.key, number, "2026-11-22T19:15:02+00:00")

        return Source(read, {})

    def most(count: int) -> int:
        tracemalloc.start()
        for _ in journal_zip(endless(count), ("csv", "json")):
            pass
        top = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return top

    most(10)
    assert most(3000) < most(300) + 500_000
