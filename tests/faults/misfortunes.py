"""What happens to a file without a kill: no room, another program, a torn log, a clock that jumps, two windows."""

from __future__ import annotations

import os
import random
import resource
import shutil
import subprocess
import tempfile
import threading
import time
from collections.abc import Callable, Generator
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import datetime, timedelta, tzinfo
from pathlib import Path

from tests.faults.killed import kill_during
from tests.faults.kills import MADE, SOON, an_entry, verify, verify_open, write_until_killed
from tests.faults.tally import Tally

from unspiral.errors import StoreError
from unspiral.records.entry import Entry, Receipt
from unspiral.store.journal import rows
from unspiral.store.journal.place import Place
from unspiral.store.journal.sqlite import SqliteJournal, open_sqlite

SHARE = 1.0  # of how often each fault is done


def times(most: int) -> int:
    """How often."""
    return max(2, round(most * SHARE))


def disk_full(place: Place) -> Tally:
    """A disk that fills up: reading goes on, the person is told, and writing goes on by itself when there is room."""
    with small_disk() as (folder, real):
        tally = Tally("disk full" if real else "disk full (file limit)")
        inside = Place.of(folder / "journal.unspiral")
        journal, chance, kept = open_sqlite(inside.file, MADE.key), random.Random(1), set[str]()
        for _ in range(times(6)):
            tally.times += 1
            refused = _fill_up(journal, chance, kept, folder, real)
            tally.tell(refused.what)
            assert refused.code in ("full", "disk") and journal.read_only, refused
            tally.count("refused with a reason")
            tally.count("read while full", int({entry.key for entry in journal.entries()} == kept))
            _make_room(folder, real)
            until = time.monotonic() + SOON
            while journal.read_only and time.monotonic() < until:
                time.sleep(0.05)
            kept.add(journal.keep(an_entry(chance)).result(SOON).key)
            tally.count("healed by itself", int(journal.read_only == ""))
        tally.acknowledged = len(kept)
        journal.close()
        verify_open(tally, open_sqlite(inside.file, MADE.key), kept)
    return tally


def opened_full(place: Place) -> Tally:
    """A program killed while it writes, then a disk filled to the last letter, then the file opened: all is read, nothing is taken."""
    with small_disk() as (folder, real):
        tally = Tally("opened on a full disk" if real else "opened, full (file limit)")
        inside, chance, kept = Place.of(folder / "journal.unspiral"), random.Random(7), set[str]()
        open_sqlite(inside.file, MADE.key).close()
        for _ in range(times(12)):
            tally.times += 1
            seed = chance.getrandbits(32)
            kept |= set(kill_during(lambda say, s=seed: _write_while_there_is_room(inside.file, s, say), 0.02, 0.06, chance).lines[1:])
            inside.shm.unlink(missing_ok=True)  # a power cut leaves none: its index is to be made anew, and there is no room
            _fill(folder, real, 0)
            journal = open_sqlite(inside.file, MADE.key)
            tally.count("opened for reading", int(bool(journal.read_only)))
            tally.tell(journal.read_only)
            found = {entry.key for entry in journal.entries()}
            tally.lost += len(kept - found)
            tally.doubled += len(list(journal.everything())) - len(found)
            refused = _until_refused(journal, chance, kept)  # the log may have room of its own for a few
            tally.count("refused with a reason", int(refused.code == "full"))
            if chance.random() < 0.5:  # closed while it is still full, or only when there is room again
                journal.close()
                _make_room(folder, real)
                journal = open_sqlite(inside.file, MADE.key)
            else:
                _make_room(folder, real)
            kept.add(journal.keep(an_entry(chance)).result(SOON).key)
            tally.count("writes again", int(journal.read_only == ""))
            journal.close()
        tally.acknowledged = len(kept)
        verify_open(tally, open_sqlite(inside.file, MADE.key), kept)
    return tally


def _write_while_there_is_room(path: Path, seed: int, say: Callable[[str], None]) -> None:
    with suppress(StoreError):
        write_until_killed(path, seed, say)
    time.sleep(SOON)  # a quick machine fills four megabytes before it is killed


def _fill_up(journal: SqliteJournal, chance: random.Random, kept: set[str], folder: Path, real: bool) -> StoreError:
    _fill(folder, real, max((path.stat().st_size for path in folder.iterdir()), default=0) + 20_000)
    return _until_refused(journal, chance, kept)


def _until_refused(journal: SqliteJournal, chance: random.Random, kept: set[str]) -> StoreError:
    while True:
        try:
            kept.add(journal.keep(an_entry(chance)).result(SOON).key)
        except StoreError as error:
            return error


def _fill(folder: Path, real: bool, most: int) -> None:
    """Fill a disk; where it is none, files may have so many bytes at most."""
    if not real:
        resource.setrlimit(resource.RLIMIT_FSIZE, (most, resource.getrlimit(resource.RLIMIT_FSIZE)[1]))
        return
    with (folder / "ballast").open("wb", buffering=0) as stream, suppress(OSError):
        while stream.write(bytes(1 << 12)):
            pass


def _make_room(folder: Path, real: bool) -> None:
    if real:
        (folder / "ballast").unlink()
    else:
        resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.getrlimit(resource.RLIMIT_FSIZE)[1]))


@contextmanager
def small_disk() -> Generator[tuple[Path, bool]]:
    """A disk of 4 MiB where one may be mounted; elsewhere a folder in which files may not grow."""
    # Not in a folder that pytest clears away: a run that is killed leaves a mounted disk, and the next run could not remove it.
    folder = Path(tempfile.mkdtemp(prefix="unspiral-small-disk-"))
    mount = ["mount", "-t", "tmpfs", "-o", "size=4m", "none", str(folder)]
    mounted = os.geteuid() == 0 and subprocess.run(mount, capture_output=True, check=False).returncode == 0
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    try:
        yield folder, mounted
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
        if mounted:
            subprocess.run(["umount", str(folder)], check=True)
        shutil.rmtree(folder)


def locked(place: Place) -> Tally:
    """A second program on the same file is told, and the first goes on; the lock of a killed one is free."""
    tally, chance, kept = Tally("file open elsewhere"), random.Random(2), set[str]()
    journal = open_sqlite(place.file, MADE.key)
    for _ in range(times(50)):
        tally.times += 1
        try:
            open_sqlite(place.file, MADE.key)
        except StoreError as error:
            tally.count("told", int(error.code == "locked"))
            tally.tell(error.what)
        kept.add(journal.keep(an_entry(chance)).result(SOON).key)
    tally.acknowledged = len(kept)
    verify_open(tally, journal, kept)
    return tally


def torn_log(place: Place) -> Tally:
    """A power cut in the middle of a page: half a page, or other bytes, behind what was acknowledged."""
    tally, chance, kept = Tally("torn log"), random.Random(3), set[str]()
    while tally.times < times(40):
        seed = chance.getrandbits(32)
        killed = kill_during(lambda say, s=seed: write_until_killed(place.file, s, say), 0.0, 0.03, chance)
        kept |= set(killed.lines[1:])
        with place.wal.open("ab") as log:
            log.write(random.Random(seed).randbytes(chance.choice((1, 23, 24, 25, 2000, 4120, 9000))))
        tally.count("torn")
        verify(tally, place, kept)
    tally.acknowledged = len(kept)
    return tally


def truncated_log(place: Place) -> Tally:
    """A log that was cut off anywhere, as no crash does: what is left is a beginning of what was written, whole, and nothing else."""
    tally, chance, order = Tally("truncated log"), random.Random(4), list[str]()
    killed = kill_during(lambda say: write_until_killed(place.file, 4, say), 0.2, 0.2, chance)
    order = list(killed.lines[1:])
    whole = {path: path.read_bytes() for path in (place.file, place.wal)}
    while tally.times < times(60):
        for path, data in whole.items():
            path.write_bytes(data if path == place.file else data[: chance.randrange(len(data))])
        place.shm.unlink(missing_ok=True)
        journal = open_sqlite(place.file, MADE.key)
        found = sorted((receipt.number, entry.key) for entry, receipt in journal.everything())
        journal.close()
        tally.times += 1
        keys = [key for _number, key in found]
        tally.doubled += len(keys) - len(set(keys))
        tally.lost += int([key for key in keys if key in set(order)] != order[: len([key for key in keys if key in set(order)])])
        tally.count("rows cut off with the log", max(0, len(order) - len(keys)))
    tally.acknowledged = len(order)
    return tally


def clock(place: Place) -> Tally:
    """A clock that jumps an hour, forth and back: order and numbers do not depend on it."""
    tally, chance, kept, numbers = Tally("clock +-1 h"), random.Random(5), set[str](), list[int]()
    journal, real = open_sqlite(place.file, MADE.key), rows.datetime
    try:
        for hours in (0, 1, -1, 1, 0, -1) * (times(60) // 6 + 1):
            tally.times += 1

            class Jumped(datetime):
                @classmethod
                def now(cls, tz: tzinfo | None = None, by: int = hours) -> datetime:  # type: ignore[override]
                    return real.now(tz) + timedelta(hours=by)

            rows.datetime = Jumped  # type: ignore[assignment,misc]
            entry = an_entry(chance)
            first, again = (
                journal.keep(entry).result(SOON),
                journal.keep(replace(entry, said_at=f"{entry.day}T21:00:00+02:00")).result(SOON),
            )
            tally.doubled += int(not again.again or again.number != first.number)
            kept.add(first.key)
            numbers.append(first.number)
    finally:
        rows.datetime = real  # type: ignore[misc]
    tally.lost += int(numbers != sorted(set(numbers)))
    tally.acknowledged = len(kept)
    verify_open(tally, journal, kept)
    return tally


def two_windows(place: Place) -> Tally:
    """Several windows send the same forms at the same moment, and each form twice."""
    tally, chance, receipts = Tally("two windows, twice each"), random.Random(6), list[Receipt]()
    journal = open_sqlite(place.file, MADE.key)
    entries = [an_entry(chance) for _ in range(times(300))]
    start = threading.Barrier(4)

    def window(order: list[Entry]) -> None:
        start.wait()
        for entry in order:
            receipts.extend(future.result(SOON) for future in (journal.keep(entry), journal.keep(entry)))

    windows = [threading.Thread(target=window, args=(entries[::step],)) for step in (1, -1, 1, -1)]
    for thread in windows:
        thread.start()
    for thread in windows:
        thread.join()
    tally.times = len(receipts)
    tally.acknowledged = sum(not receipt.again for receipt in receipts)
    tally.doubled = tally.acknowledged - len(entries)
    tally.count("told that it was there already", sum(receipt.again for receipt in receipts))
    verify_open(tally, journal, {entry.key for entry in entries})
    return tally


ALL: dict[str, Callable[[Place], Tally]] = {
    "full": disk_full,
    "opened": opened_full,
    "locked": locked,
    "torn": torn_log,
    "truncated": truncated_log,
    "clock": clock,
    "windows": two_windows,
}
