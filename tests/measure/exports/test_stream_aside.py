from __future__ import annotations

import os
from pathlib import Path

import pytest

from unspiral.errors import SpecError
from unspiral.measure.exports.stream_aside import stream_aside

pytestmark = pytest.mark.unit


def test_whole_or_not_at_all(tmp_path: Path) -> None:
    place = tmp_path / "a.json"
    with stream_aside(place) as stream:
        stream.write("ä\r\n")
        assert not place.exists()
    assert place.read_bytes() == "ä\r\n".encode()
    with pytest.raises(KeyboardInterrupt), stream_aside(place) as stream:
        stream.write("half")
        raise KeyboardInterrupt
    assert place.read_bytes() == "ä\r\n".encode()
    assert [path.name for path in tmp_path.iterdir()] == ["a.json"]


def test_links_are_followed_and_rights_kept(tmp_path: Path) -> None:
    real, link = tmp_path / "real.json", tmp_path / "link.json"
    real.write_text("old", encoding="utf-8")
    real.chmod(0o640)
    link.symlink_to(real)
    with stream_aside(link) as stream:
        stream.write("new")
    assert link.is_symlink()
    assert real.read_text(encoding="utf-8") == "new"
    assert real.stat().st_mode & 0o777 == 0o640


def test_a_device_is_written_straight() -> None:
    with stream_aside("/dev/null") as stream:
        stream.write("x")
    assert Path("/dev/null").is_char_device()


@pytest.mark.parametrize("name", ["-", "none/a.json", ".", "a\0b"])
def test_places_that_cannot_be(tmp_path: Path, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(SpecError), stream_aside(name) as stream:
        stream.write("x")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="needs /dev/full")
def test_a_full_disk_is_said() -> None:
    with pytest.raises(SpecError, match="cannot be written"), stream_aside("/dev/full") as stream:
        stream.write("x" * 100_000)
