from __future__ import annotations

import hashlib

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.measure.diary import held, pandas_diary, write

from unspiral.errors import DataError
from unspiral.measure import read, read_csv, read_parquet

ASKED = {"inputs": ["walking"]}


@pytest.mark.unit
@pytest.mark.parametrize("writer", ["pandas", "polars", "pyarrow"])
def test_parquet_is_the_text_table(tmp_path, writer):
    path = tmp_path / "diary.parquet"
    frame = pandas_diary()
    if writer == "pandas":
        frame.to_parquet(path)
    elif writer == "polars":
        import polars as pl

        pl.from_pandas(frame).write_parquet(path)
    else:
        pq.write_table(pa.Table.from_pandas(frame), path)
    panel = read(path, **ASKED)
    assert held(panel) == held(read_csv(write(tmp_path), **ASKED))
    assert panel.source.sha256 == hashlib.sha256(path.read_bytes()).hexdigest()
    assert panel.source.name == "diary.parquet"


@pytest.mark.unit
def test_the_name_of_the_folder_adds_no_column(tmp_path):
    folder = tmp_path / "id=7"
    folder.mkdir()
    pandas_diary().drop(columns="id").iloc[:2].to_parquet(folder / "a.parquet")
    assert [p.name for p in read_parquet(folder / "a.parquet").persons] == ["1"]


@pytest.mark.unit
def test_an_index_that_was_written_is_no_time(tmp_path):
    frame = pandas_diary()
    frame.index = [5, 6, 7, 8, 9]
    frame.to_parquet(tmp_path / "a.parquet")
    panel = read_parquet(tmp_path / "a.parquet", **ASKED)
    assert held(panel) == held(read_csv(write(tmp_path), **ASKED))


@pytest.mark.unit
def test_faults_are_named_by_row(tmp_path):
    pandas_diary().assign(pain=["1", "2", "x", "3", "4"]).to_parquet(tmp_path / "a.parquet")
    with pytest.raises(DataError, match="Row 3, column 'pain', person '10'"):
        read_parquet(tmp_path / "a.parquet")


@pytest.mark.property
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(st.data())
def test_damaged_bytes_are_read_or_refused(tmp_path, data):
    whole = tmp_path / "whole.parquet"
    if not whole.exists():
        pandas_diary().to_parquet(whole)
    content = bytearray(whole.read_bytes())
    for at in data.draw(st.lists(st.integers(0, len(content) - 1), max_size=5)):
        content[at] ^= data.draw(st.integers(1, 255))
    cut = data.draw(st.integers(0, len(content)))
    (tmp_path / "a.parquet").write_bytes(content[:cut] if data.draw(st.booleans()) else content)
    try:
        read_parquet(tmp_path / "a.parquet")
    except DataError as error:
        assert "Fix: " in str(error)
