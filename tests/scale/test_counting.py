"""No block, order, number of workers, stop or going on changes a number."""

from __future__ import annotations

import errno
import threading
from pathlib import Path
from typing import Any

import pytest
from tests.scale.made_town import empty, laid, log, numbers

from unspiral import aside
from unspiral.errors import SpecError
from unspiral.scale import counting, local
from unspiral.scale.blocks import Block, blocks_of
from unspiral.scale.checkpoint import Checkpoint
from unspiral.scale.counting import Way, count_persons
from unspiral.scale.laid import tally

pytestmark = pytest.mark.unit
PERSONS = 2_000
SAME = {"run": "this"}


@pytest.fixture(scope="module")
def whole() -> tuple[object, ...]:
    sums, _ = count_persons(laid(), PERSONS, empty(), Way(1, PERSONS))
    assert all(sums.apart[len(sums.apart) // 2 :])  # the policy does something, or nothing below would look at it
    return numbers(sums)


@pytest.mark.parametrize(("persons", "block", "workers"), [(150, 1, 2), (PERSONS, 7, 1), (PERSONS, 1000, 2), (PERSONS, 999, 3)])
def test_any_block_and_any_workers(whole: tuple[object, ...], persons: int, block: int, workers: int) -> None:
    found, before = count_persons(laid(), persons, empty(), Way(workers, block))
    wanted = whole if persons == PERSONS else numbers(count_persons(laid(), persons, empty(), Way(1, persons))[0])
    assert numbers(found) == wanted and before == 0


def test_any_order(whole: tuple[object, ...], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(counting, "blocks_of", lambda *given: reversed(list(blocks_of(*given))))
    assert numbers(count_persons(laid(), PERSONS, empty(), Way(2, 300))[0]) == whole


def test_progress_counts_persons() -> None:
    seen: list[tuple[int, int]] = []
    count_persons(laid(), 100, empty(), Way(1, 30, tick=lambda done, of: seen.append((done, of))))
    assert seen == [(0, 100), (30, 100), (60, 100), (90, 100), (100, 100)]


@pytest.mark.parametrize("workers", [1, 2])
@pytest.mark.parametrize("block", [150, 400])
def test_a_stopped_run_goes_on_and_ends_the_same(whole: tuple[object, ...], tmp_path: Path, workers: int, block: int) -> None:
    kept = Checkpoint(tmp_path / "run.nc.unfinished", SAME)

    def stop(done: int, _of: int) -> None:
        if done >= 700:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        count_persons(laid(), PERSONS, empty(), Way(workers, 150, tick=stop), checkpoint=kept)
    held = kept.load()
    assert held is not None and 700 <= sum(end - first for first, end in held[1]) < PERSONS
    simulated: list[Block] = []
    lock = threading.Lock()

    def watched(given: Any, one: Block) -> Any:
        with lock:
            simulated.append(one)
        return tally(given, one)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(counting, "tally", watched)
        found, before = count_persons(laid(), PERSONS, empty(), Way(workers, block), checkpoint=kept)
    assert numbers(found) == whole and before >= 700
    assert sum(one.count for one in simulated) == PERSONS - before  # what was done is not done again


def test_a_stop_between_two_sums_keeps_whole_blocks(whole: tuple[object, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    kept = Checkpoint(tmp_path / "x", SAME)
    real, calls = counting.with_block, iter(range(100))

    def cut_short(*given: Any) -> Any:
        if next(calls) == 3:
            raise KeyboardInterrupt  # as Ctrl-C may, after the sums of the block were made
        return real(*given)

    monkeypatch.setattr(counting, "with_block", cut_short)
    with pytest.raises(KeyboardInterrupt):
        count_persons(laid(), PERSONS, empty(), Way(1, 250), checkpoint=kept)
    found, before = count_persons(laid(), PERSONS, empty(), Way(1, 250), checkpoint=kept)
    assert before == 750 and numbers(found) == whole


def test_a_full_disk_stops_the_run_with_what_was_kept_whole(
    whole: tuple[object, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = Checkpoint(tmp_path / "x", SAME)
    monkeypatch.setattr(counting, "EVERY", 0.0)
    real, calls = aside.os.fsync, iter(range(100))

    def full(handle: int) -> None:
        if next(calls) >= 3:
            raise OSError(errno.ENOSPC, "No space left on device")
        real(handle)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(aside.os, "fsync", full)
        with pytest.raises(SpecError, match="no space left on device"):
            count_persons(laid(), PERSONS, empty(), Way(2, 200), checkpoint=kept)
    assert [path.name for path in tmp_path.iterdir()] == ["x"]
    found, before = count_persons(laid(), PERSONS, empty(), Way(2, 200), checkpoint=kept)
    assert before == 400 and numbers(found) == whole


def test_a_place_that_cannot_be_written_shows_before_the_first_person(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(local, "fold_blocks", lambda *_given, **_more: pytest.fail("somebody was simulated"))
    with pytest.raises(SpecError, match="does not exist"):
        count_persons(laid(), 10, empty(), Way(), checkpoint=Checkpoint(tmp_path / "none" / "x", SAME))


def test_a_log_goes_on_with_its_run(tmp_path: Path) -> None:
    pytest.importorskip("pyarrow", reason="the extra 'files' is not installed")
    kept, events = Checkpoint(tmp_path / "x", SAME), log(tmp_path / "events")

    def stop(done: int, _of: int) -> None:
        if done >= 100:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        count_persons(laid(), 300, empty(), Way(1, 50, tick=stop), checkpoint=kept, log=events)
    count_persons(laid(), 300, empty(), Way(1, 50), checkpoint=kept, log=events)
    assert sorted(int(path.name.split("=")[1]) for path in (tmp_path / "events").iterdir()) == [0, 50, 100, 150, 200, 250]


def test_a_log_that_met_a_full_disk_at_its_first_block_goes_on(tmp_path: Path) -> None:
    pytest.importorskip("pyarrow", reason="the extra 'files' is not installed")
    kept, events = Checkpoint(tmp_path / "x", SAME), log(tmp_path / "events")
    kept.save(empty(), ())
    events.begin(anew=True)
    events.write(laid(), Block(0, 50))  # written, and not counted any more
    _, before = count_persons(laid(), 100, empty(), Way(1, 50), checkpoint=kept, log=events)
    assert before == 0 and len(list((tmp_path / "events").iterdir())) == 2
