"""Files are whole or not there at all, whatever happens while they are written."""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Callable
from pathlib import Path

import pytest

from unspiral.aside import file_aside, folder_aside, write_aside
from unspiral.errors import SpecError


def test_a_file_is_written_whole(tmp_path: Path) -> None:
    place = tmp_path / "fit.json"
    write_aside(place, "ü\n")
    assert place.read_bytes() == b"\xc3\xbc\n"
    write_aside(place, "new")
    assert place.read_text() == "new"
    assert [entry.name for entry in tmp_path.iterdir()] == ["fit.json"]


def test_a_new_file_has_usual_rights_and_an_old_one_keeps_its_own(tmp_path: Path) -> None:
    old = os.umask(0o027)
    try:
        write_aside(tmp_path / "a", "x")
    finally:
        os.umask(old)
    assert stat.S_IMODE((tmp_path / "a").stat().st_mode) == 0o640
    (tmp_path / "a").chmod(0o600)
    write_aside(tmp_path / "a", "y")
    assert stat.S_IMODE((tmp_path / "a").stat().st_mode) == 0o600


def test_a_link_is_followed_and_a_device_is_written_straight(tmp_path: Path) -> None:
    (tmp_path / "real").write_text("old")
    (tmp_path / "link").symlink_to(tmp_path / "real")
    write_aside(tmp_path / "link", "new")
    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "real").read_text() == "new"
    write_aside(os.devnull, "gone")


@pytest.mark.parametrize("ending", [KeyboardInterrupt, OSError(28, "No space left on device")])
def test_nothing_half_written_stays(ending: BaseException, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    place = tmp_path / "fit.json"
    place.write_text("old")

    def fail(_handle: int) -> None:
        raise ending

    monkeypatch.setattr(os, "fsync", fail)
    with pytest.raises((KeyboardInterrupt, SpecError)):
        write_aside(place, "new")
    assert place.read_text() == "old"
    assert [entry.name for entry in tmp_path.iterdir()] == ["fit.json"]


@pytest.mark.parametrize(
    ("make", "said", "remedy"),
    [
        (lambda folder: folder / "missing" / "x.svg", "does not exist", "mkdir -p"),
        (lambda folder: folder, "is a folder", "file name"),
        (lambda folder: folder / ("x" * 300), "cannot be written", "another place"),
        (lambda folder: f"{folder}/a\0b", "cannot be written", "another place"),
    ],
)
def test_a_bad_place_is_told(make: Callable[[Path], Path | str], said: str, remedy: str, tmp_path: Path) -> None:
    with pytest.raises(SpecError, match=said) as caught:
        write_aside(make(tmp_path), "x")
    assert remedy in caught.value.fix


def test_a_protected_file_is_not_replaced(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a").write_text("old")
    monkeypatch.setattr(os, "access", lambda _path, _mode: False)  # root may write everywhere, so rights alone cannot be tried
    with pytest.raises(SpecError, match="write-protected"):
        write_aside(tmp_path / "a", "new")


def test_a_dash_is_no_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(SpecError, match="names no file"):
        write_aside("-", "text")
    assert not list(tmp_path.iterdir())
    write_aside("./-", "text")
    assert (tmp_path / "-").read_text() == "text"


def test_a_block_that_fails_leaves_the_old_file(tmp_path: Path) -> None:
    place = tmp_path / "answers.csv"
    place.write_text("old")
    with pytest.raises(RuntimeError), file_aside(place) as stream:
        stream.write(b"half")
        raise RuntimeError
    assert place.read_text() == "old"
    assert [entry.name for entry in tmp_path.iterdir()] == ["answers.csv"]


def test_a_folder_is_whole_or_not_there(tmp_path: Path) -> None:
    with pytest.raises(RuntimeError), folder_aside(tmp_path / "out") as aside:
        (aside / "a").write_text("half")
        raise RuntimeError
    assert list(tmp_path.iterdir()) == []
    with folder_aside(tmp_path / "out") as aside:
        (aside / "a").write_text("whole")
    assert (tmp_path / "out" / "a").read_text() == "whole"
    with pytest.raises(SpecError, match="there already"), folder_aside(tmp_path / "out"):
        pass
    with pytest.raises(RuntimeError), folder_aside(tmp_path / "out", replace=True):
        raise RuntimeError
    assert (tmp_path / "out" / "a").read_text() == "whole"
    with folder_aside(tmp_path / "out", replace=True) as aside:
        (aside / "b").write_text("newer")
    assert [entry.name for entry in tmp_path.iterdir()] == ["out"]
    assert [entry.name for entry in (tmp_path / "out").iterdir()] == ["b"]


def test_a_folder_needs_its_parent_and_takes_no_file_away(tmp_path: Path) -> None:
    with pytest.raises(SpecError, match="mkdir -p"), folder_aside(tmp_path / "a" / "b"):
        pass
    (tmp_path / "file").write_text("mine")
    with pytest.raises(SpecError, match="is a file"), folder_aside(tmp_path / "file", replace=True):
        pass
    assert (tmp_path / "file").read_text() == "mine"


def test_what_goes_wrong_inside_keeps_its_own_words(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match="source"), file_aside(tmp_path / "out"):
        (tmp_path / "source").read_bytes()
    with pytest.raises(ValueError, match="mine"), folder_aside(tmp_path / "out"):
        raise ValueError("mine")
    with pytest.raises(SpecError, match="no space left"), file_aside(tmp_path / "out"):
        raise OSError(errno.ENOSPC, "No space left on device")
    assert list(tmp_path.iterdir()) == []
