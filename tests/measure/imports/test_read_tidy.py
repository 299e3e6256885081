from __future__ import annotations

import zipfile

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.measure.made_diary import diary

from unspiral.errors import DataError, UnspiralError
from unspiral.measure.exports.write_csv import write_csv
from unspiral.measure.exports.write_parquet import write_parquet
from unspiral.measure.exports.write_tidy import write_tidy
from unspiral.measure.imports.read_tidy import read_tidy

pytestmark = pytest.mark.property

HELD = diary(("P1", "2024-03-09", "pain", "4"), ("P1", "2024-03-10", "note", "ü, = 1"))


def test_a_changed_table_is_noticed(tmp_path):
    write_tidy(HELD, tmp_path / "out", instruments={})
    table = tmp_path / "out" / "answers.csv"
    table.write_bytes(table.read_bytes().replace(b",4,", b",9,"))
    with pytest.raises(DataError, match=r"answers.csv' is not the file that was written"):
        read_tidy(tmp_path / "out")


def test_a_missing_file_and_a_missing_manifest_are_named(tmp_path):
    write_tidy(HELD, tmp_path / "out", instruments={})
    (tmp_path / "out" / "codebook.csv").unlink()
    with pytest.raises(DataError, match=r"'codebook.csv' is missing"):
        read_tidy(tmp_path / "out")
    (tmp_path / "out" / "manifest.json").unlink()
    with pytest.raises(DataError, match=r"has no manifest.json"):
        read_tidy(tmp_path / "out")


def test_a_file_that_nobody_wrote_is_named_and_not_read(tmp_path):
    write_tidy(HELD, tmp_path / "out", instruments={})
    (tmp_path / "out" / "mine.txt").write_text("mine")
    assert [sentence for sentence in read_tidy(tmp_path / "out").said if "'mine.txt'" in sentence]


def test_a_manifest_cannot_name_a_file_elsewhere(tmp_path):
    write_tidy(HELD, tmp_path / "out", instruments={})
    place = tmp_path / "out" / "manifest.json"
    place.write_text(place.read_text().replace('"codebook.csv"', '"../secret"'))
    with pytest.raises(DataError, match="outside its folder"):
        read_tidy(tmp_path / "out")


@pytest.mark.parametrize("text", ["", "a,b\n1,2\n", '"person', "person,time\n"])
def test_a_table_that_is_no_diary_is_said(tmp_path, text):
    (tmp_path / "a.csv").write_text(text)
    with pytest.raises(DataError, match=r"not a diary in long form|cannot be read as a diary"):
        read_tidy(tmp_path / "a.csv")


def test_a_short_row_is_named(tmp_path):
    write_csv(HELD, tmp_path / "a.csv")
    (tmp_path / "a.csv").write_text((tmp_path / "a.csv").read_text() + "P1,2024\n")
    with pytest.raises(DataError, match=r"Row 4 of 'a.csv' has 2 cells"):
        read_tidy(tmp_path / "a.csv")


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=300)
@given(st.sampled_from(["answers.csv", "manifest.json"]), st.integers(0, 900), st.binary(max_size=3), st.integers(0, 5))
def test_a_damaged_folder_is_refused_or_is_whole(tmp_path, name, place, put, taken):
    write_tidy(HELD, tmp_path / "out", instruments={}, replace=True)
    whole = (tmp_path / "out" / name).read_bytes()
    (tmp_path / "out" / name).write_bytes(whole[:place] + put + whole[place + taken :])
    try:
        back = read_tidy(tmp_path / "out")
    except UnspiralError as problem:
        assert len(str(problem)) > 20
    else:
        assert list(back.rows()) == list(HELD.rows())


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=200)
@given(st.integers(0, 2000), st.binary(max_size=2), st.integers(0, 3))
def test_a_damaged_parquet_file_is_refused_or_read(tmp_path, place, put, taken):
    write_parquet(HELD, tmp_path / "a.parquet")
    whole = (tmp_path / "a.parquet").read_bytes()
    (tmp_path / "b.parquet").write_bytes(whole[:place] + put + whole[place + taken :])
    try:
        back = read_tidy(tmp_path / "b.parquet")
    except UnspiralError as problem:
        assert "b.parquet" in str(problem)
    else:
        assert len(back) == 2


def test_an_archive_in_which_the_folder_was_packed_by_hand(tmp_path):
    held = diary(("P1", "1", "pain", "4"))
    write_tidy(held, tmp_path / "mine", instruments={})
    with zipfile.ZipFile(tmp_path / "mine.zip", "w") as archive:
        for file in (tmp_path / "mine").iterdir():
            archive.write(file, f"mine/{file.name}")
    assert list(read_tidy(tmp_path / "mine.zip").rows()) == list(held.rows())
    with zipfile.ZipFile(tmp_path / "changed.zip", "w") as archive:
        for file in (tmp_path / "mine").iterdir():
            archive.writestr(file.name, file.read_bytes() + (b"x" if file.name == "answers.csv" else b""))
    with pytest.raises(DataError, match=r"changed\.zip: 'answers.csv' is not the file that was written") as problem:
        read_tidy(tmp_path / "changed.zip")
    assert "unpacked" not in str(problem.value)
    with zipfile.ZipFile(tmp_path / "other.zip", "w") as archive:
        archive.writestr("answers.csv", "x")
    with pytest.raises(DataError, match=r"holds no manifest\.json"):
        read_tidy(tmp_path / "other.zip")
