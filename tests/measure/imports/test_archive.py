from __future__ import annotations

import os
import zipfile

import pytest
from tests.measure.imports.apple_export import write, zipped

from unspiral.errors import DataError
from unspiral.measure.imports.archive import MIB, Limits, no_nested, parts_of

pytestmark = pytest.mark.unit


def test_a_file_a_folder_and_an_archive_give_the_same_parts(tmp_path):
    folder = tmp_path / "export"
    (folder / "inner").mkdir(parents=True)
    write(folder, "one", "b.txt")
    write(folder / "inner", "two", "a.txt")
    archive = zipped(tmp_path, {"b.txt": "one", "inner/a.txt": "two", "__MACOSX/x": "", "empty/": ""})
    for place in (folder, archive):
        parts = parts_of(place)
        assert [(part.name, part.file, part.size) for part in parts] == [("b.txt", "b.txt", 3), ("inner/a.txt", "a.txt", 3)]
        assert [part.open().read() for part in parts] == [b"one", b"two"]
    (single,) = parts_of(folder / "b.txt")
    assert single.head(2) == b"on"


def test_nothing_there(tmp_path):
    with pytest.raises(DataError, match="There is no file or folder"):
        parts_of(tmp_path / "none.zip")
    with pytest.raises(DataError, match="is empty"):
        parts_of(write(tmp_path, "", "export.zip"))
    (tmp_path / "bare").mkdir()
    with pytest.raises(DataError, match="holds no file"):
        parts_of(tmp_path / "bare")
    with pytest.raises(DataError, match="without any file"):
        parts_of(zipped(tmp_path, {}))
    with pytest.raises(DataError, match="There is no file or folder ''"):
        parts_of("")
    with pytest.raises(DataError, match="neither a file nor a folder"):
        parts_of(os.devnull)
    with pytest.raises(DataError, match="There is no file"):
        parts_of("a\0b")


def test_a_zip_bomb_is_refused_and_the_limit_can_be_raised(tmp_path):
    bomb = zipped(tmp_path, {"export.xml": b"\0" * (20 * MIB)})
    with pytest.raises(DataError, match=r"would grow \d+ times[\s\S]*Limits\(ratio="):
        parts_of(bomb)
    assert parts_of(bomb, Limits(ratio=2000))[0].size == 20 * MIB


def test_an_archive_that_is_too_large_or_has_too_many_files_is_refused(tmp_path):
    archive = zipped(tmp_path, {"a": b"x" * 600, "b": b"x" * 600})
    with pytest.raises(DataError, match="would grow to"):
        parts_of(archive, Limits(size=1000))
    with pytest.raises(DataError, match=r"holds 2 files[\s\S]*files=4"):
        parts_of(archive, Limits(files=1))
    folder = tmp_path / "folder"
    folder.mkdir()
    write(folder, "1", "a")
    write(folder, "2", "b")
    with pytest.raises(DataError, match="more than 1 files"):
        parts_of(folder, Limits(files=1))


@pytest.mark.parametrize("name", ["../../etc/passwd", "/etc/passwd", "C:\\x.xml", "a/../../b.xml", "..\\x", "a\nb.xml"])
def test_names_that_point_outside_are_refused(tmp_path, name):
    with pytest.raises(DataError, match="points outside"):
        parts_of(zipped(tmp_path, {name: "x"}))


def test_a_damaged_archive(tmp_path):
    whole = zipped(tmp_path, {"export.xml": bytes(range(256)) * 4000}).read_bytes()
    with pytest.raises(DataError, match="cannot be read as a zip archive"):
        parts_of(write(tmp_path, whole[: len(whole) // 2], "cut.zip"))
    broken = bytearray(whole)
    broken[200:260] = bytes(60)
    (part,) = parts_of(write(tmp_path, bytes(broken), "broken.zip"))
    with pytest.raises(DataError, match="cannot be read as part of an export"):
        part.open().read()


def test_a_locked_archive_and_a_rare_way_of_packing(tmp_path):
    archive = zipped(tmp_path, {"export.xml": "x" * 100}, method=zipfile.ZIP_STORED)
    content = bytearray(archive.read_bytes())
    listed = content.rindex(b"PK\x01\x02")
    locked = bytearray(content)
    locked[6] |= 1
    locked[listed + 8] |= 1
    with pytest.raises(DataError, match="locked with a password"):
        parts_of(write(tmp_path, bytes(locked), "locked.zip"))[0].open().read()
    rare = bytearray(content)
    rare[8] = rare[listed + 10] = 97
    with pytest.raises(DataError, match="cannot be opened here"):
        parts_of(write(tmp_path, bytes(rare), "rare.zip"))[0].open().read()


def test_other_ways_of_packing_and_archives_within(tmp_path):
    with pytest.raises(DataError, match=r"tar xzf takeout\.tgz"):
        parts_of(write(tmp_path, b"\x1f\x8b\x08rest", "takeout.tgz"))
    nested = parts_of(zipped(tmp_path, {"export.zip": "PK"}, "outer.zip"))
    assert "another archive, 'export.zip'" in str(no_nested(nested, "XML file"))
    assert "holds no XML file (1 file was" in str(no_nested(parts_of(write(tmp_path, "x", "a.txt")), "XML file"))
