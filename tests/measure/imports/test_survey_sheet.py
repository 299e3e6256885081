from __future__ import annotations

import numpy as np
import pytest

from unspiral.errors import DataError
from unspiral.measure.imports.sheet import open_sheet
from unspiral.measure.imports.survey_sheet import survey_chunks, survey_words

pyreadstat = pytest.importorskip("pyreadstat", reason="needs the extra `files`")
pd = pytest.importorskip("pandas")
pytestmark = pytest.mark.unit


def spss(folder):
    place = folder / "a.sav"
    frame = pd.DataFrame({"id": [1.0, 2.0, 3.0], "pain": [1.0, -9.0, 95.0], "word": ["a", "", "c"]})
    pyreadstat.write_sav(
        frame, str(place), missing_ranges={"pain": [-9, {"lo": 90, "hi": 99}]}, column_labels=["", "How bad?", ""],
        variable_value_labels={"pain": {1.0: "a little", 3.0: "a lot"}},
    )  # fmt: skip
    return place


def test_spss_says_its_labels_and_keeps_its_missing_codes(tmp_path):
    sheet = open_sheet(spss(tmp_path))
    assert sheet.labels == {"pain": "How bad?"}
    assert sheet.values == {"pain": {"1": "a little", "3": "a lot"}}
    assert set(sheet.missing["pain"]) == {"-9", "90..99"}
    (chunk,) = sheet.take(["pain", "word"])
    assert list(chunk.rows) == [1, 2, 3]
    assert chunk.columns == {"pain": ["1", "-9", "95"], "word": ["a", "", "c"]}


def test_letters_of_stata(tmp_path):
    place = tmp_path / "a.dta"
    frame = pd.DataFrame({"id": [1.0, 2.0, 3.0], "pain": [1.0, "a", "z"]})
    pyreadstat.write_dta(frame, str(place), missing_user_values={"pain": ["a", "z"]})
    sheet = open_sheet(place)
    assert {"a", "z"} <= set(sheet.missing["pain"])
    (chunk,) = sheet.take(["pain"])
    assert chunk.columns["pain"] == ["1", "a", "z"]


def test_a_transport_file(tmp_path):
    place = tmp_path / "DPQ_F.xpt"
    pyreadstat.write_xport(pd.DataFrame({"SEQN": [51624.0, 51625.0], "DPQ010": [0.0, np.nan]}), str(place), file_format_version=5)
    (chunk,) = open_sheet(place).take(["SEQN", "DPQ010"])
    assert chunk.columns == {"SEQN": ["51624", "51625"], "DPQ010": ["0", ""]}


def test_many_rows_come_in_portions(tmp_path):
    place = tmp_path / "a.dta"
    pyreadstat.write_dta(pd.DataFrame({"a": np.arange(5000.0)}), str(place))
    parts = list(survey_chunks(place, "read_dta", "a Stata file", ["a"], 1000))
    assert len(parts) > 1
    assert [cell for _, columns in parts for cell in columns["a"]] == [str(i) for i in range(5000)]
    assert [row for rows, _ in parts for row in rows] == list(range(1, 5001))


@pytest.mark.parametrize(("name", "reader"), [("a.sav", "read_sav"), ("a.dta", "read_dta"), ("a.xpt", "read_xport")])
def test_damaged_files(tmp_path, name, reader):
    (tmp_path / name).write_bytes(b"nothing of the kind, at all")
    with pytest.raises(DataError, match="cannot be read as"):
        survey_words(tmp_path / name, reader, "a survey file")
    with pytest.raises(DataError):
        open_sheet(tmp_path / name)
