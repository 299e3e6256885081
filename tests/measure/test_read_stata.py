from __future__ import annotations

import numpy as np
import pytest
from tests.measure.diary import held, pandas_diary, write

from unspiral.errors import DataError
from unspiral.measure import read, read_csv, read_stata

pyreadstat = pytest.importorskip("pyreadstat", reason="needs the extra `files`")
pytestmark = pytest.mark.unit

ASKED = {"inputs": ["walking"]}


def numeric() -> object:
    frame = pandas_diary()
    return frame.assign(walking=frame["walking"].astype(float), note=frame["note"].fillna(""))


@pytest.mark.parametrize("version", [8, 12, 13, 15])
def test_stata_is_the_text_table(tmp_path, version):
    path = tmp_path / "diary.dta"
    pyreadstat.write_dta(numeric(), str(path), version=version)
    assert held(read(path, **ASKED)) == held(read_csv(write(tmp_path), **ASKED))


def test_stata_as_pandas_writes_it(tmp_path):
    path = tmp_path / "diary.dta"
    numeric().to_stata(path, write_index=False, convert_dates={"time": "tc"})
    assert held(read(path, **ASKED)) == held(read_csv(write(tmp_path), **ASKED))


def test_letters_for_missing_count_as_not_answered(tmp_path):
    frame = numeric()
    frame["pain"] = [3.5, "a", 1.0, "z", 2.25]
    pyreadstat.write_dta(frame, str(tmp_path / "a.dta"), missing_user_values={"pain": ["a", "z"]})
    assert held(read_stata(tmp_path / "a.dta", **ASKED)) == held(read_csv(write(tmp_path), **ASKED))


def test_faults_are_named_by_row(tmp_path):
    pyreadstat.write_dta(numeric().assign(id=[2, 2, 10, 10, np.nan]), str(tmp_path / "a.dta"))
    with pytest.raises(DataError, match="Row 5, column 'id': nobody is named"):
        read_stata(tmp_path / "a.dta")
