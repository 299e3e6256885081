from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from unspiral.errors import DataError
from unspiral.measure.source_file import broken, extra, find, fingerprint, starts_with

pytestmark = pytest.mark.unit


def test_a_file_that_is_there(tmp_path):
    path = tmp_path / "a.csv"
    path.write_bytes(b"abc")
    assert find(str(path)) == path
    assert fingerprint(path) == hashlib.sha256(b"abc").hexdigest()
    assert starts_with(path, 2) == b"ab"


def test_a_name_with_another_ending_is_proposed(tmp_path):
    (tmp_path / "my diary of pain.parquet").write_bytes(b"")
    with pytest.raises(DataError, match=r"Did you mean 'my diary of pain\.parquet'"):
        find(tmp_path / "my diary of pain.csv")


def test_a_folder_that_is_not_there(tmp_path):
    with pytest.raises(DataError, match="does not exist either"):
        find(tmp_path / "no" / "a.csv")


def test_a_folder_proposes_a_table_in_it(tmp_path):
    (tmp_path / "readme.md").write_text("x")
    (tmp_path / "my table.CSV").write_text("x")
    with pytest.raises(DataError, match=r"my table\.CSV'"):
        find(tmp_path)


@pytest.mark.parametrize("name", ["a\0b.csv", "x" * 5000 + ".csv"])
def test_names_that_no_file_can_have(tmp_path, name):
    with pytest.raises(DataError, match="Fix:"):
        find(tmp_path / name)


def test_a_package_that_is_not_there_names_the_extra():
    with pytest.raises(DataError, match=r"needs no_such_package(.|\n)*pip install 'unspiral\[files\]'"):
        extra("no_such_package.part", Path("a.parquet"))


def test_broken_files_say_why_in_one_line():
    message = str(broken(Path("a.sav"), "an SPSS file", ValueError("first line\nsecond line")))
    assert "(first line)" in message
    assert "second" not in message
