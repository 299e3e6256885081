from __future__ import annotations

import json
import zipfile

import pytest
from hypothesis import HealthCheck, given, settings
from tests.measure.made_diary import ROWS, SAID, diary, made

from unspiral.errors import SpecError
from unspiral.measure.exports.write_tidy import write_tidy
from unspiral.measure.imports.read_tidy import read_tidy

pytestmark = pytest.mark.property


def bytes_of(folder):
    return {entry.name: entry.read_bytes() for entry in folder.iterdir()}


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(ROWS, SAID)
def test_out_in_out_gives_the_same_bytes(tmp_path, rows, said):
    held = made(rows, said)
    write_tidy(held, tmp_path / "a", instruments={}, replace=True)
    back = read_tidy(tmp_path / "a")
    assert (list(back.rows()), back.said) == (list(held.rows()), held.said)
    write_tidy(back, tmp_path / "b", instruments={}, replace=True)
    assert bytes_of(tmp_path / "a") == bytes_of(tmp_path / "b")


def test_the_manifest_counts_and_fingerprints(tmp_path):
    write_tidy(diary(("P1", "1", "pain", "4"), ("P2", "1", "pain", "5")), tmp_path / "a", instruments={})
    manifest = json.loads((tmp_path / "a" / "manifest.json").read_text())
    rows = {entry["name"]: entry["rows"] for entry in manifest["files"]}
    assert rows["answers.csv"] == 2
    assert rows["codebook.csv"] == 1
    assert all(len(entry["sha256"]) == 64 for entry in manifest["files"])


def test_nothing_is_overwritten_unasked(tmp_path):
    held = diary(("P1", "1", "pain", "4"))
    write_tidy(held, tmp_path / "a", instruments={})
    with pytest.raises(SpecError, match="--force"):
        write_tidy(held, tmp_path / "a", instruments={})


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=25)
@given(ROWS, SAID)
def test_an_archive_comes_back_and_goes_out_byte_for_byte(tmp_path, rows, said):
    held = made(rows, said)
    write_tidy(held, tmp_path / "a.zip", instruments={}, replace=True)
    back = read_tidy(tmp_path / "a.zip")
    assert (list(back.rows()), back.said) == (list(held.rows()), held.said)
    write_tidy(back, tmp_path / "b.ZIP", instruments={}, replace=True)
    assert (tmp_path / "a.zip").read_bytes() == (tmp_path / "b.ZIP").read_bytes()
    write_tidy(held, tmp_path / "folder", instruments={}, replace=True)
    with zipfile.ZipFile(tmp_path / "a.zip") as archive:
        assert {name: archive.read(name) for name in archive.namelist()} == bytes_of(tmp_path / "folder")


def test_an_archive_is_not_overwritten_unasked(tmp_path):
    (tmp_path / "a.zip").write_bytes(b"mine")
    with pytest.raises(SpecError, match="there already"):
        write_tidy(diary(("P1", "1", "pain", "4")), tmp_path / "a.zip", instruments={})
    assert (tmp_path / "a.zip").read_bytes() == b"mine"
