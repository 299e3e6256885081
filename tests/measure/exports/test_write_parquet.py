from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from tests.measure.made_diary import ROWS, SAID, diary, made

from unspiral.errors import DataError
from unspiral.measure.exports.write_parquet import write_parquet
from unspiral.measure.imports.read_tidy import read_tidy

pytestmark = pytest.mark.property


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40)
@given(ROWS, SAID)
def test_a_diary_comes_back_with_what_was_said(tmp_path, rows, said):
    held = made(rows, said)
    write_parquet(held, tmp_path / "a.parquet")
    back = read_tidy(tmp_path / "a.parquet")
    assert (list(back.rows()), back.said) == (list(held.rows()), held.said)


def test_another_reader_finds_raw_texts(tmp_path):
    polars = pytest.importorskip("polars")
    write_parquet(diary(("P1", "1", "note", "=1+1"), ("P1", "2", "note", "a\x00b")), tmp_path / "a.parquet")
    assert polars.read_parquet(tmp_path / "a.parquet")["value"].to_list() == ["=1+1", "a\x00b"]


def test_half_a_character_is_refused(tmp_path):
    with pytest.raises(DataError, match="Answer 1, column 'value'"):
        write_parquet(diary(("P1", "1", "note", "\ud800")), tmp_path / "a.parquet")
    assert list(tmp_path.iterdir()) == []
