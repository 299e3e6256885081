from __future__ import annotations

import struct

import pyarrow as pa
import pytest
from pyarrow import feather, ipc
from tests.measure.diary import held, pandas_diary, write

from unspiral.errors import DataError
from unspiral.measure import read, read_csv

pytestmark = pytest.mark.unit

ASKED = {"inputs": ["walking"]}


@pytest.mark.parametrize("compression", ["lz4", "zstd", "uncompressed"])
def test_feather_is_the_text_table(tmp_path, compression):
    path = tmp_path / "diary.feather"
    feather.write_feather(pa.Table.from_pandas(pandas_diary()), str(path), compression=compression)
    assert held(read(path, **ASKED)) == held(read_csv(write(tmp_path), **ASKED))


@pytest.mark.parametrize("kind", ["file", "stream"])
def test_arrow_files_and_streams(tmp_path, kind):
    path = tmp_path / "diary.arrow"
    table = pa.Table.from_pandas(pandas_diary())
    with (ipc.new_file if kind == "file" else ipc.new_stream)(path, table.schema) as writer:
        writer.write_table(table)
    assert held(read(path, **ASKED)) == held(read_csv(write(tmp_path), **ASKED))


@pytest.mark.parametrize(
    "content", [b"", b"FEA1 and so on", b"ARROW1\0\0 cut off", b"\xff\xff\xff\xff"], ids=["empty", "first version", "cut off", "no stream"]
)
def test_damaged_files(tmp_path, content):
    path = tmp_path / "diary.feather"
    path.write_bytes(content)
    with pytest.raises(DataError, match="Fix:"):
        read(path)


def test_two_columns_of_one_name(tmp_path):
    table = pa.table([pa.array([0]), pa.array([1]), pa.array([2]), pa.array([3])], names=["day", "pain", "pain", "mood"])
    feather.write_feather(table, str(tmp_path / "a.feather"))
    with pytest.raises(DataError, match="columns 2 and 3"):
        read(tmp_path / "a.feather")


@pytest.mark.parametrize("name", ["diary.arrow", "diary.feather"])
def test_damaged_places_of_texts_are_refused_and_not_followed(name, tmp_path):
    """Such a file ended the whole program before: the places of texts led out of the file."""
    table = pa.table({"id": [f"P{i % 4}" for i in range(40)], "day": list(range(40)), "pain": [3.0] * 40, "depression": [1.0] * 40})
    with pa.OSFile(str(tmp_path / name), "wb") as sink:
        writer = ipc.new_file if name.endswith(".feather") else ipc.new_stream
        with writer(sink, table.schema) as out:
            out.write_table(table)
    content = (tmp_path / name).read_bytes()
    places = struct.pack("<4i", 0, 2, 4, 6)
    assert content.count(places) == 1
    (tmp_path / name).write_bytes(content.replace(places, struct.pack("<4i", 0, 2, 4, 1 << 30)))
    with pytest.raises(DataError, match=r"cannot be read as an Arrow table(.|\n)*Fix: "):
        read(tmp_path / name)
