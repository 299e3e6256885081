from __future__ import annotations

import pytest
from tests.measure.diary import pandas_diary

from unspiral.errors import DataError
from unspiral.measure.survey_file import survey_table

pyreadstat = pytest.importorskip("pyreadstat", reason="needs the extra `files`")
pytestmark = pytest.mark.unit


def test_names_first_and_cells_on_demand(tmp_path):
    path = tmp_path / "a.sav"
    pyreadstat.write_sav(pandas_diary()[["id", "pain"]], str(path))
    table = survey_table(path, "read_sav", "an SPSS file")
    assert table.names == ("id", "pain")
    cells = table.take(["pain"])
    assert list(cells.columns) == ["pain"]
    assert cells.columns["pain"].levels == ("3.5", "", "1", "2.25")
    assert cells.rows.tolist() == [1, 2, 3, 4, 5]


def test_a_file_without_rows(tmp_path):
    path = tmp_path / "a.sav"
    pyreadstat.write_sav(pandas_diary()[["id", "pain"]].iloc[:0], str(path))
    with pytest.raises(DataError, match="no row"):
        survey_table(path, "read_sav", "an SPSS file").take(["pain"])


@pytest.mark.parametrize(("reader", "kind"), [("read_sav", "an SPSS file"), ("read_por", "an SPSS file"), ("read_dta", "a Stata file")])
@pytest.mark.parametrize(
    "content", [b"", b"$FL2@(#)", b"\x00" * 400, b"<stata_dta>"], ids=["empty", "start of SPSS", "zeros", "start of Stata"]
)
def test_damaged_files(tmp_path, reader, kind, content):
    path = tmp_path / "a.bin"
    path.write_bytes(content)
    with pytest.raises(DataError, match=f"cannot be read as {kind}"):
        survey_table(path, reader, kind).take(["pain"])


def test_a_damaged_count_of_rows_is_not_believed(tmp_path):
    path = tmp_path / "a.dta"
    pyreadstat.write_dta(pandas_diary()[["id", "pain"]], str(path), version=8)
    content = bytearray(path.read_bytes())
    content[6:10] = (2**30).to_bytes(4, "little")  # where Stata's old form keeps the number of rows
    path.write_bytes(content)
    with pytest.raises(DataError, match="claims to have 1073741824 rows"):
        survey_table(path, "read_dta", "a Stata file")
