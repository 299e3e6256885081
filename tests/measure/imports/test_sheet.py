from __future__ import annotations

import pytest
from tests.measure.imports.made import write

from unspiral.errors import DataError
from unspiral.measure.imports.sheet import no_rows, open_sheet, present

pytestmark = pytest.mark.unit

TEXT = 'id,pain,note\n1,3,x\n\n2,,"a, b"\n'


def taken(sheet, *names):
    return [(list(chunk.rows), {n: list(c) for n, c in chunk.columns.items()}) for chunk in sheet.take(names)]


def test_a_text_table_in_portions_with_its_own_row_numbers(tmp_path):
    sheet = open_sheet(write(tmp_path, TEXT))
    assert sheet.names == ("id", "pain", "note")
    assert taken(sheet, "pain", "note") == [([2, 4], {"pain": ["3", ""], "note": ["x", "a, b"]})]
    assert taken(sheet, "id") == taken(sheet, "id")


def test_a_long_table_comes_in_several_portions_and_whole(tmp_path):
    rows = 50_000
    place = write(tmp_path, "a,b,c,d\n" + "".join(f"{i},1,2,3\n" for i in range(rows)))
    chunks = list(open_sheet(place).take(["a"]))
    assert len(chunks) > 2
    assert [cell for chunk in chunks for cell in chunk.columns["a"]] == [str(i) for i in range(rows)]
    assert [row for chunk in chunks for row in chunk.rows] == list(range(2, rows + 2))


def test_parquet_and_feather_hold_the_same(tmp_path):
    arrow = pytest.importorskip("pyarrow", reason="needs the extra `files`")
    feather, parquet = pytest.importorskip("pyarrow.feather"), pytest.importorskip("pyarrow.parquet")
    table = arrow.table({"id": ["1", "2"], "pain": [3.0, None]})
    parquet.write_table(table, tmp_path / "a.parquet")
    feather.write_feather(table, tmp_path / "a.feather")
    for name in ("a.parquet", "a.feather"):
        assert taken(open_sheet(tmp_path / name), "id", "pain") == [([1, 2], {"id": ["1", "2"], "pain": ["3", ""]})]


def test_a_damaged_parquet_file_is_refused(tmp_path):
    pytest.importorskip("pyarrow", reason="needs the extra `files`")
    (tmp_path / "a.parquet").write_bytes(b"PAR1 and nothing")
    with pytest.raises(DataError, match="Parquet"):
        open_sheet(tmp_path / "a.parquet")


def test_a_name_that_is_not_there_or_there_twice(tmp_path):
    sheet = open_sheet(write(tmp_path, "id,pain,pain\n1,2,3\n"))
    with pytest.raises(DataError, match="Did you mean 'id'") as problem:
        present(sheet, "idd", "--person")
    assert problem.value.fix == "--person id"
    with pytest.raises(DataError, match="columns 2 and 3"):
        present(sheet, "pain")
    assert present(sheet, "id") == "id"


def test_a_ragged_row_is_named(tmp_path):
    sheet = open_sheet(write(tmp_path, "id,pain\n1,2\n1,2,3\n"))
    with pytest.raises(DataError, match="Row 3 has 3 cells"):
        taken(sheet, "id")
    assert "no row below" in str(no_rows(sheet))


@pytest.mark.parametrize(("name", "text"), [("a.csv", ""), ("a.xlsx", "PK"), ("a.doc", "x")])
def test_what_is_no_table(tmp_path, name, text):
    with pytest.raises(DataError):
        open_sheet(write(tmp_path, text, name))
