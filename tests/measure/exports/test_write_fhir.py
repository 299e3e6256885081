from __future__ import annotations

import json
import tracemalloc
from pathlib import Path

import pytest
from tests.measure.fhir.diaries import diary_of_rows, evening

from unspiral.errors import SpecError
from unspiral.measure.exports.fhir_json import fhir_json
from unspiral.measure.exports.write_fhir import fhir_bundle, write_fhir

pytestmark = pytest.mark.unit


def test_file_and_dictionary_are_the_same(tmp_path: Path) -> None:
    written = write_fhir(evening(), tmp_path / "a.json")
    text = (tmp_path / "a.json").read_text(encoding="utf-8")
    assert json.loads(text) == json.loads(fhir_json(fhir_bundle(evening())))
    assert sum(written.resources.values()) == len(json.loads(text)["entry"]) == len(text.splitlines()) - 2
    assert written.answers == len(evening())
    assert written.scores == 2
    assert any("no offset" in sentence for sentence in written.said)


def test_the_same_diary_gives_the_same_bytes(tmp_path: Path) -> None:
    write_fhir(evening(), tmp_path / "a.json", bundle="transaction")
    write_fhir(evening(), tmp_path / "b.json", bundle="transaction")
    assert (tmp_path / "a.json").read_bytes() == (tmp_path / "b.json").read_bytes()


def test_nothing_measured(tmp_path: Path) -> None:
    written = write_fhir(diary_of_rows([]), tmp_path / "a.json")
    assert written.resources == {}
    assert "entry" not in json.loads((tmp_path / "a.json").read_text(encoding="utf-8"))


def test_scores_are_held_back_until_somebody_saw_the_notice(tmp_path: Path) -> None:
    rows = [("P1", "2024-03-09", "", "phq9", "f", f"phq{n}", "1" if n == 9 else "0", "", "") for n in range(1, 10)]
    held = write_fhir(diary_of_rows(rows), tmp_path / "a.json")
    assert (held.scores, held.withheld, held.answers) == (0, 1, 9)
    assert "calls for help before any score" in held.said[0]
    text = (tmp_path / "a.json").read_text(encoding="utf-8")
    assert '"masked"' in text
    assert '"linkId":"phq9","answer":[{"valueCoding"' in text
    told = write_fhir(diary_of_rows(rows), tmp_path / "b.json", acknowledged=True)
    assert (told.scores, told.withheld) == (1, 0)


def test_an_older_file_stays_when_something_goes_wrong(tmp_path: Path) -> None:
    place = tmp_path / "a.json"
    place.write_text("old", encoding="utf-8")
    with pytest.raises(SpecError):
        write_fhir(evening(), place, bundle="other")
    with pytest.raises(SpecError, match="does not exist"):
        write_fhir(evening(), tmp_path / "none" / "a.json")
    assert place.read_text(encoding="utf-8") == "old"
    assert [path.name for path in tmp_path.iterdir()] == ["a.json"]


def test_memory_does_not_grow_with_the_file(tmp_path: Path) -> None:
    def peak(forms: int) -> int:
        rows = [
            ("P1", f"{form}", "", "peg", f"f{form}", item, "5", "", "") for form in range(forms) for item in ("peg_p", "peg_e", "peg_g")
        ]
        diary = diary_of_rows(rows)
        tracemalloc.start()
        write_fhir(diary, tmp_path / "a.json")
        most = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return most

    peak(20)  # what is loaded once
    small, large = peak(100), peak(800)
    # A file of 700 more forms is 1 MB longer; the rows' numbers in memory are some 150 bytes a form.
    assert (tmp_path / "a.json").stat().st_size > 1_000_000
    assert large - small < 400_000
