"""The log of events holds what was counted, and nothing half-written."""

from __future__ import annotations

import errno
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from tests.scale.made_town import WEEKS, empty, laid, log, made

from unspiral import aside
from unspiral.errors import SpecError
from unspiral.scale import event_log
from unspiral.scale.blocks import Block
from unspiral.scale.counting import Way, count_persons

pytestmark = pytest.mark.unit
dataset: Any = pytest.importorskip("pyarrow.dataset", reason="the extra 'files' is not installed")
pytest.importorskip("unspiral._core", reason="no compiled kernel on this machine")
PERSONS = 600


def test_recounting_the_log_gives_the_tallies(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(event_log, "AT_ONCE", 70)  # several pieces a block
    sums, _ = count_persons(laid(), PERSONS, empty(), Way(2, 250), log=log(tmp_path / "log"))
    table = dataset.dataset(str(tmp_path / "log"), partitioning="hive").to_table()
    assert table.column_names == ["person", "arm", "day", "hazard", "state", "age", "sex", "block"]
    rows: list[dict[str, Any]] = sorted(table.to_pylist(), key=lambda row: (row["person"], row["arm"], row["day"]))
    assert {row["block"] for row in rows} == {0, 250, 500} and all(row["block"] <= row["person"] < row["block"] + 250 for row in rows)
    arms, states, hazards = made().arms, log(".").states, made().hazards
    there = np.zeros((len(arms), len(states), WEEKS + 1), dtype=int)
    events = np.zeros((len(arms), len(hazards), WEEKS + 1), dtype=int)
    for row, after in zip(rows, [*rows[1:], None], strict=True):
        arm, state = arms.index(row["arm"]), states.index(row["state"])
        same = after is not None and (after["person"], after["arm"]) == (row["person"], row["arm"])
        assert (row["hazard"] == event_log.BEGAN) == (row["day"] == 0.0)
        there[
            arm, state, int(np.ceil(row["day"] / 7.0)) : int(np.ceil(after["day"] / 7.0)) if same and after is not None else WEEKS + 1
        ] += 1
        if row["day"] > 0.0:
            events[arm, hazards.index(row["hazard"]), int(row["day"] / 7.0)] += 1
    assert np.array_equal(there.ravel(), sums.there) and np.array_equal(events.ravel(), sums.events)
    assert {row["sex"] for row in rows} == {"women", "men"} and {18 <= row["age"] < 90 for row in rows} == {True}


def test_the_estimate_is_near_and_a_disk_without_room_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(event_log, "TRIED", 1_000)
    held, persons = log(tmp_path / "log"), 4_000
    said = held.refuse_if_full(laid(), persons)
    held.begin(anew=True)
    held.write(laid(), Block(0, persons))
    size = held.place(Block(0, persons)).stat().st_size
    assert 0.8 * size < said < 1.5 * size

    class Full:
        free = said // 2

    monkeypatch.setattr(event_log.shutil, "disk_usage", lambda _place: Full)
    with pytest.raises(SpecError, match=r"would take about .* MB, and there are .* MB left"):
        held.refuse_if_full(laid(), persons)
    assert held.refuse_if_full(laid(), persons, left=persons // 4) == said


def test_a_full_disk_leaves_no_half_block(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    held = log(tmp_path / "log")
    held.begin(anew=True)

    def full(_handle: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(aside.os, "fsync", full)
    with pytest.raises(SpecError, match="no space left"):
        held.write(laid(), Block(0, 50))
    assert [path for path in (tmp_path / "log").rglob("*") if path.is_file()] == []


def test_what_a_killed_worker_left_is_taken_away(tmp_path: Path) -> None:
    held = log(tmp_path / "log")
    left = tmp_path / "log" / "block=0" / ".events.parquet.0123"
    left.parent.mkdir(parents=True)
    left.write_bytes(b"half")
    held.write(laid(), Block(0, 20))
    assert not left.exists() and held.place(Block(0, 20)).is_file()


def test_a_folder_that_holds_something_is_refused_and_a_file_is(tmp_path: Path) -> None:
    (tmp_path / "log").mkdir()
    (tmp_path / "log" / "x").touch()
    with pytest.raises(SpecError, match="something in"):
        log(tmp_path / "log").begin(anew=True)
    log(tmp_path / "log").begin(anew=False)
    with pytest.raises(SpecError, match="cannot be made"):
        log(tmp_path / "log" / "x").begin(anew=True)
    with pytest.raises(SpecError, match="does not see them"):
        log(tmp_path / "log").check(Block(0, 1))


def test_no_log_without_the_kernel(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("UNSPIRAL_KERNEL", "numpy")
    with pytest.raises(SpecError, match=r"needs the compiled kernel(.|\n)*UNSPIRAL_KERNEL"):
        log(tmp_path).write(laid(), Block(0, 5))
