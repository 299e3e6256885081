"""Out, wiped, in and out again: byte for byte the same, whatever the diary holds."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from tests.measure.fhir.diaries import Row, diaries, diary_of_rows, evening, filled

from unspiral.measure.exports.write_fhir import write_fhir
from unspiral.measure.imports.read_fhir import read_fhir
from unspiral.records.diary import Diary

pytestmark = pytest.mark.property


def there_and_back(diary: Diary, folder: Path, *, bundle: str = "collection", acknowledged: bool = False) -> tuple[bytes, bytes, Diary]:
    """The file, the file made from what was read of it, and what was read."""
    one, other = folder / "one.json", folder / "other.json"
    written = write_fhir(diary, one, bundle=bundle, acknowledged=acknowledged)
    assert written.answers == len(diary)
    before = one.read_bytes()
    back = read_fhir(one)
    one.unlink()
    write_fhir(back, other, bundle=bundle, acknowledged=acknowledged)
    return before, other.read_bytes(), back


@settings(max_examples=60)
@given(rows=diaries)
def test_any_diary_comes_back(rows: list[Row], tmp_path_factory: pytest.TempPathFactory) -> None:
    before, after, back = there_and_back(diary_of_rows(rows), tmp_path_factory.getbasetemp())
    assert before == after
    assert sorted(back.rows()) == sorted(rows)


@settings(max_examples=30)
@given(rows=diaries)
def test_as_a_transaction_too(rows: list[Row], tmp_path_factory: pytest.TempPathFactory) -> None:
    before, after, back = there_and_back(diary_of_rows(rows), tmp_path_factory.getbasetemp(), bundle="transaction", acknowledged=True)
    assert before == after
    assert sorted(back.rows()) == sorted(rows)


@settings(max_examples=30)
@given(rows=filled())
def test_filled_in_forms_come_back_in_their_order(rows: list[Row], tmp_path_factory: pytest.TempPathFactory) -> None:
    before, after, back = there_and_back(diary_of_rows(rows), tmp_path_factory.getbasetemp())
    assert before == after
    assert list(back.rows()) == rows


@pytest.mark.parametrize("bundle", ["collection", "transaction"])
@pytest.mark.parametrize("acknowledged", [False, True])
def test_a_diary_by_hand(tmp_path: Path, bundle: str, acknowledged: bool) -> None:
    before, after, back = there_and_back(evening(), tmp_path, bundle=bundle, acknowledged=acknowledged)
    assert before == after
    assert sorted(back.rows()) == sorted(evening().rows())
    assert len(before) > 10_000


def test_long_texts_are_cut_for_show_and_kept_whole(tmp_path: Path) -> None:
    from unspiral.measure.diary import DiaryBuilder

    builder = DiaryBuilder()
    text = "ä" * 400_000
    builder.add("P1", "2024-03-09", item="note", value=text)
    before, after, back = there_and_back(builder.build(), tmp_path)
    assert before == after
    assert next(back.rows())[6] == text
