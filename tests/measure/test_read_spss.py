from __future__ import annotations

import numpy as np
import pytest
from tests.measure.diary import held, pandas_diary, write

from unspiral.errors import DataError
from unspiral.measure import read, read_csv, read_spss

pyreadstat = pytest.importorskip("pyreadstat", reason="needs the extra `files`")
pytestmark = pytest.mark.unit

ASKED = {"inputs": ["walking"]}


def numeric() -> object:
    frame = pandas_diary()
    return frame.assign(walking=frame["walking"].astype(float)).drop(columns="note")


@pytest.mark.parametrize(
    ("name", "options"), [("diary.sav", {}), ("diary.zsav", {"compress": True}), ("DIARY.SAV", {"row_compress": True})]
)
def test_spss_is_the_text_table(tmp_path, name, options):
    pyreadstat.write_sav(numeric(), str(tmp_path / name), **options)
    panel = read(tmp_path / name, **ASKED)
    assert held(panel) == held(read_csv(write(tmp_path), **ASKED))
    assert panel.source.name == name


def test_portable_files_have_short_names_in_capitals(tmp_path):
    frame = numeric().rename(columns={"depression": "mood"})
    pyreadstat.write_por(frame.rename(columns=str.upper), str(tmp_path / "diary.por"))
    panel = read(tmp_path / "diary.por", inputs=["WALKING"])
    assert panel.indicators == ("PAIN", "MOOD")
    plain = read_csv(write(tmp_path), **ASKED)
    for one, other in zip(panel.persons, plain.persons, strict=True):
        np.testing.assert_array_equal(one.values, other.values)
        np.testing.assert_allclose(one.time, other.time, atol=1e-6)


def test_user_missing_values_count_as_not_answered(tmp_path):
    frame = numeric().assign(pain=[3.5, -9.0, 1.0, 99.0, 2.25])
    pyreadstat.write_sav(frame, str(tmp_path / "a.sav"), missing_ranges={"pain": [-9, {"lo": 90, "hi": 100}]})
    assert held(read_spss(tmp_path / "a.sav", **ASKED)) == held(read_csv(write(tmp_path), **ASKED))


def test_labels_are_left_aside(tmp_path):
    frame = numeric().assign(depression=[2.0, 3.0, 0.0, np.nan, np.nan])
    pyreadstat.write_sav(frame, str(tmp_path / "a.sav"), variable_value_labels={"depression": {0.0: "never", 3.0: "always"}})
    assert read_spss(tmp_path / "a.sav", **ASKED).persons[0].values[:, 1].tolist() == [2.0, 3.0]


def test_text_and_dates(tmp_path):
    frame = pandas_diary()
    frame = frame.assign(id=["Zoë", "Zoë", "B", "B", "B"], time=frame["time"].dt.date, walking=1.0)
    pyreadstat.write_sav(frame, str(tmp_path / "a.sav"))
    panel = read_spss(tmp_path / "a.sav", **ASKED)
    assert [p.name for p in panel.persons] == ["B", "Zoë"]
    assert panel.persons[1].time.tolist() == [0.0, 1.0]


def test_faults_are_named_by_row(tmp_path):
    pyreadstat.write_sav(numeric().assign(id=[2, 2, 10, 10, np.nan]), str(tmp_path / "a.sav"))
    with pytest.raises(DataError, match="Row 5, column 'id': nobody is named"):
        read_spss(tmp_path / "a.sav")
