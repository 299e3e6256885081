"""Kills during writing, backup, upgrade, restore and erasing."""

from __future__ import annotations

import random
import shutil
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from uuid import UUID

import alembic.operations
import alembic.runtime.migration
import alembic.script  # noqa: F401  # before the processes are forked: each of them would import it anew
from tests.faults.killed import kill_during
from tests.faults.tally import Tally

from unspiral.errors import StoreError
from unspiral.records.entry import Entry
from unspiral.store.journal.key_file import make_key_file, new_key
from unspiral.store.journal.place import Place
from unspiral.store.journal.replica import contents
from unspiral.store.journal.restore import restore
from unspiral.store.journal.shred import shred_place
from unspiral.store.journal.sqlite import SqliteJournal, open_sqlite
from unspiral.store.journal.upgrade import FILE, Steps

MADE = new_key()
SECRET = "a passphrase for made-up days"
TOGETHER = 6  # entries that wait at the same time, as from several windows
SOON = 30


def an_entry(chance: random.Random) -> Entry:
    """The entry of some evening, with a key that the same chance draws again."""
    key = str(UUID(int=chance.getrandbits(128), version=4))
    day = f"2026-{chance.randint(1, 12):02d}-{chance.randint(1, 28):02d}"
    body = {"answers": {"pain": chance.randint(0, 10)}, "note": "n" * chance.randint(0, 3000)}
    return Entry(key, "check-in", day, f"{day}T20:00:00+01:00", body)


def write_until_killed(path: Path, seed: int, say: Callable[[str], None], *, first: list[Entry] | None = None) -> None:
    """Write entries for ever; each is named when it is kept. ``first`` is sent again, as by a browser that got no answer."""
    journal, chance = open_sqlite(path, MADE.key), random.Random(seed)
    say("open")
    waiting = list(first or [])
    while True:
        waiting += [an_entry(chance) for _ in range(TOGETHER - len(waiting))]
        for future in [journal.keep(entry) for entry in waiting]:
            say(future.result(SOON).key)
        waiting.clear()


def during_writing(place: Place, kills: int, seed: int) -> Tally:
    """Kill while entries are written, again and again in one file; each time what had no answer is sent again."""
    tally, chance, kept = Tally("kill -9 while writing"), random.Random(seed), set[str]()
    unanswered: list[Entry] = []
    for number in range(kills):
        again, child_seed = list(unanswered), chance.getrandbits(32)

        def work(say: Callable[[str], None], child_seed: int = child_seed, again: list[Entry] = again) -> None:
            write_until_killed(place.file, child_seed, say, first=again)

        killed = kill_during(work, 0.0, 0.08, chance)
        said = set(killed.lines[1:])
        sender = random.Random(child_seed)
        sent = again + [an_entry(sender) for _ in range(len(said) + TOGETHER - len(again))]
        unanswered = [entry for entry in sent if entry.key not in said][:TOGETHER]
        kept |= said
        journal = open_sqlite(place.file, MADE.key)
        found = journal.entries() if number % 50 == 49 or number == kills - 1 else tuple(filter(None, map(journal.find, said)))
        journal.close()
        there = Counter(entry.key for entry in found)
        tally.lost += len((kept if len(found) > len(said) else said) - set(there))
        tally.doubled += sum(n - 1 for n in there.values())
        tally.times += 1
    found = contents(place.file, MADE.key)
    tally.acknowledged = len(kept)
    tally.count("rows in the end", found.rows["entry"])
    tally.count("written and never answered", found.rows["entry"] - len(kept))
    return tally


def during_backup(place: Place, kills: int, seed: int) -> Tally:
    """Kill while a backup is made and entries are written; what is there under the backup's name must be whole."""
    tally, chance, kept = Tally("kill -9 while backing up"), random.Random(seed), set[str]()
    fill(place, 400, chance, kept)
    for number in range(kills):
        target = place.file.parent / f"backup-{number}"

        def work(say: Callable[[str], None], target: Path = target) -> None:
            journal, mine = open_sqlite(place.file, MADE.key), random.Random(target.name)
            say("open")
            waiting = [journal.keep(an_entry(mine)) for _ in range(20)]
            journal.back_up(target)
            for future in waiting:
                say(future.result(SOON).key)
            journal.close()

        killed = kill_during(work, 0.0, 0.25, chance)
        kept |= set(killed.lines[1:])
        if target.exists():
            tally.count("backups that were whole")
            if tally.notes["backups that were whole"] % 5 == 1:
                other = Place.of(place.file.parent / "again" / "j.unspiral")
                restore(target, other.file, MADE.recovery)
                tally.count("restored to prove it")
                shutil.rmtree(other.file.parent)
            target.unlink()
        verify(tally, place, kept)
    tally.acknowledged = len(kept)
    return tally


def during_upgrade(place: Place, kills: int, seed: int) -> Tally:
    """Kill while the tables of an older file are brought up to date."""
    tally, chance, kept = Tally("kill -9 while upgrading"), random.Random(seed), set[str]()
    old = Place.of(place.file.parent / "old.unspiral")
    journal = open_sqlite(old.file, MADE.key, steps=Steps(FILE.folder, "f0001"))
    for future in [journal.keep(an_entry(chance)) for _ in range(400)]:
        kept.add(future.result(SOON).key)
    journal.close()
    for _ in range(kills):
        shutil.copy2(old.file, place.file)

        def work(say: Callable[[str], None]) -> None:
            say("begin")
            open_sqlite(place.file, MADE.key).close()
            say("done")

        killed = kill_during(work, 0.0, 0.25, chance)
        tally.count("upgraded before the kill", int("done" in killed.lines))
        verify(tally, place, kept)
        for path in (place.file, *place.copies()):
            path.unlink()
    tally.acknowledged = len(kept)
    return tally


def during_restore(place: Place, kills: int, seed: int) -> Tally:
    """Kill while a backup takes a journal's place; afterwards it is the one or the other, whole."""
    tally, chance, first, more = Tally("kill -9 while restoring"), random.Random(seed), set[str](), set[str]()
    fill(place, 60, chance, first)
    journal, backup = open_sqlite(place.file, MADE.key), place.file.parent / "the.backup"
    journal.back_up(backup)
    journal.close()
    more |= first
    fill(place, 60, chance, more)
    whole = {path: path.read_bytes() for path in (place.file, place.key)}
    for _ in range(kills):

        def work(say: Callable[[str], None]) -> None:
            say("begin")
            restore(backup, place.file, MADE.recovery)
            say("done")

        killed = kill_during(work, 0.0, 0.4, chance)
        journal = open_sqlite(place.file, MADE.key)
        keys = {entry.key for entry in journal.entries()}
        journal.close()
        tally.times += 1
        tally.lost += len(min((first - keys, more - keys), key=len)) + int("done" in killed.lines and keys != first)
        tally.lost += len(keys - more) if keys != first else 0
        tally.count("the backup" if keys == first else "the journal as it was")
        for path in (place.wal, *place.copies()):
            path.unlink(missing_ok=True)
        for path, data in whole.items():
            path.write_bytes(data)
    tally.acknowledged = len(more)
    return tally


def during_erasing(place: Place, kills: int, seed: int) -> Tally:
    """Kill while everything is destroyed; afterwards all is there, or the next one to open it finishes the erasing."""
    tally, chance, kept = Tally("kill -9 while erasing"), random.Random(seed), set[str]()
    fill(place, 200, chance, kept)
    whole = {path: path.read_bytes() for path in (place.file, place.key)}
    for _ in range(kills):

        def work(say: Callable[[str], None]) -> None:
            journal = open_sqlite(place.file, MADE.key)
            say("open")
            journal.erase()

        kill_during(work, 0.0, 0.006, chance)
        try:
            journal: SqliteJournal | None = open_sqlite(place.file, MADE.key)
        except StoreError as error:
            journal = None
            tally.tell(error.what)
        if journal is not None and journal.entries():
            tally.count("all is there")
            verify_open(tally, journal, kept)
        else:
            tally.count("all is gone")
            if journal is not None:
                journal.close()
                shred_place(place)
            left = [path.name for path in place.file.parent.iterdir() if path.name.startswith(place.file.name) and path != place.lock]
            tally.count("files left", len(left))
        tally.times += 1
        for path, data in whole.items():
            path.write_bytes(data)
    tally.acknowledged = len(kept)
    return tally


def fill(place: Place, entries: int, chance: random.Random, kept: set[str]) -> None:
    """Keep some entries in a closed journal, which gets a key file: a backup needs one."""
    journal = open_sqlite(place.file, MADE.key)
    if not place.key.exists():
        make_key_file(place.key, SECRET, MADE)
    for future in [journal.keep(an_entry(chance)) for _ in range(entries)]:
        kept.add(future.result(SOON).key)
    journal.close()


def verify(tally: Tally, place: Place, kept: set[str]) -> None:
    """Open, compare, and prove every page."""
    verify_open(tally, open_sqlite(place.file, MADE.key), kept)
    contents(place.file, MADE.key)
    tally.times += 1


def verify_open(tally: Tally, journal: SqliteJournal, kept: set[str]) -> None:
    """Compare what is there with what was acknowledged, and close."""
    there = Counter(entry.key for entry in journal.entries())
    journal.close()
    tally.lost += len(kept - set(there))
    tally.doubled += sum(n - 1 for n in there.values())
