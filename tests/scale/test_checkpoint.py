from __future__ import annotations

import errno
from pathlib import Path

import numpy as np
import pytest
from tests.scale.made_town import empty, laid, numbers

from unspiral import aside
from unspiral.errors import DataError, SpecError
from unspiral.scale.blocks import Block
from unspiral.scale.checkpoint import Checkpoint, beside
from unspiral.scale.laid import tally

pytestmark = pytest.mark.unit
SAME = {"seed": "1", "persons": "100"}


def test_what_was_kept_comes_back(tmp_path: Path) -> None:
    kept = Checkpoint(beside(tmp_path / "run.nc"), SAME)
    assert kept.path.name == "run.nc.unfinished" and kept.load() is None
    sums, done = empty().plus(tally(laid(), Block(0, 30))), ((0, 30), (50, 60))
    kept.save(sums, done)
    found = kept.load()
    assert found is not None and numbers(found[0]) == numbers(sums) and found[1] == done
    kept.remove()
    kept.remove()
    assert list(tmp_path.iterdir()) == []


def test_what_another_run_kept_is_refused(tmp_path: Path) -> None:
    Checkpoint(tmp_path / "x", SAME).save(empty(), ())
    with pytest.raises(DataError, match=r"it has another seed\.(.|\n)*rm "):
        Checkpoint(tmp_path / "x", SAME | {"seed": "2"}).load()


@pytest.mark.parametrize("spoil", [b"", b"PK nonsense", None])
def test_a_spoiled_file_is_refused(tmp_path: Path, spoil: bytes | None) -> None:
    kept = Checkpoint(tmp_path / "x", SAME)
    kept.save(empty(), ())
    held = kept.path.read_bytes()
    kept.path.write_bytes(held[: len(held) // 2] if spoil is None else spoil)
    with pytest.raises(DataError, match=r"cannot be read(.|\n)*begin anew"):
        kept.load()


def test_a_file_of_other_numbers_is_refused(tmp_path: Path) -> None:
    np.savez(tmp_path / "x.npz", header=np.frombuffer(b"{}", dtype=np.uint8), there=np.zeros(1), events=np.zeros(1))
    with pytest.raises(DataError, match="cannot be read"):
        Checkpoint(tmp_path / "x.npz", SAME).load()


def test_a_full_disk_leaves_the_older_one_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    kept = Checkpoint(tmp_path / "x", SAME)
    kept.save(empty(), ((0, 5),))

    def full(_handle: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(aside.os, "fsync", full)
    with pytest.raises(SpecError, match="no space left"):
        kept.save(empty(), ((0, 9),))
    found = kept.load()
    assert found is not None and found[1] == ((0, 5),) and [path.name for path in tmp_path.iterdir()] == ["x"]


def test_what_a_killed_run_was_writing_is_taken_away_and_nothing_else(tmp_path: Path) -> None:
    for name in (".run.zarr.0123456789ab", ".run.zarr.unfinished.0123456789ab", ".other.zarr.0123456789ab", ".run.zarr.mine"):
        (tmp_path / name).touch()
    (tmp_path / ".run.zarr.ffffffffffff").mkdir()
    (tmp_path / ".run.zarr.ffffffffffff" / "half").touch()
    Checkpoint(beside(tmp_path / "run.zarr"), SAME).tidy()
    assert sorted(path.name for path in tmp_path.iterdir()) == [".other.zarr.0123456789ab", ".run.zarr.mine"]


def test_no_folder(tmp_path: Path) -> None:
    with pytest.raises(SpecError, match="mkdir -p"):
        beside(tmp_path / "none" / "run.nc")
