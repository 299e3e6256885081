"""A backup comes back whole, or nothing is touched; what was there is kept aside."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.store.journal.made_entry import PASSPHRASE, SOON, check_in

from unspiral.errors import StoreError
from unspiral.records.entry import Entry
from unspiral.store.journal import restore as restoring
from unspiral.store.journal.key_file import change_passphrase, open_key_file
from unspiral.store.journal.place import Place
from unspiral.store.journal.restore import finish_restoring, restore
from unspiral.store.journal.sqlite import SqliteJournal, open_sqlite

pytestmark = pytest.mark.unit


@pytest.fixture
def entry() -> Entry:
    return check_in()


@pytest.fixture
def backup(journal: SqliteJournal, tmp_path: Path, entry: Entry) -> Path:
    """A backup of a journal with one entry, after which another was written, and which then was closed."""
    journal.keep(entry).result(SOON)
    journal.back_up(tmp_path / "my.backup")
    journal.keep(check_in("2026-11-30")).result(SOON)
    journal.close()
    return tmp_path / "my.backup"


def test_it_takes_the_place_and_the_other_is_kept(backup: Path, place: Place, entry: Entry) -> None:
    done = restore(backup, place.file, PASSPHRASE)
    assert done.rows == {"entry": 1, "setting": 0} and done.key == open_key_file(place.key, PASSPHRASE)
    journal = open_sqlite(place.file, done.key)
    assert journal.entries() == (entry,)
    assert journal.version > 1000  # nothing that was worked out before counts as worked out after
    journal.close()
    assert done.aside is not None
    kept = open_sqlite(done.aside, open_key_file(done.aside.with_name(done.aside.name + ".key"), PASSPHRASE))
    assert len(kept.entries()) == 2
    kept.close()


def test_it_comes_back_where_nothing_is_left(backup: Path, tmp_path: Path, entry: Entry) -> None:
    there = tmp_path / "new machine" / "b.unspiral"
    done = restore(backup, there, PASSPHRASE)
    assert done.aside is None
    journal = open_sqlite(there, open_key_file(Place.of(there).key, PASSPHRASE))
    assert journal.entries() == (entry,)
    journal.keep(check_in()).result(SOON)
    journal.close()
    assert sorted(path.name.removeprefix("b.unspiral") for path in there.parent.iterdir()) == ["", ".key", ".lock"]


def test_the_recovery_code_opens_it_too(place: Place, journal: SqliteJournal, tmp_path: Path) -> None:
    from unspiral.store.journal.key_file import renew_recovery

    code = renew_recovery(place.key, PASSPHRASE)
    journal.back_up(tmp_path / "b")
    journal.close()
    change_passphrase(place.key, PASSPHRASE, "another that is long")
    restore(tmp_path / "b", place.file, code)
    assert open_key_file(place.key, PASSPHRASE)  # the passphrase is that of the backup again


def untouched(place: Place) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in place.file.parent.iterdir()}


def test_nothing_is_touched_when_it_cannot_be_proved(backup: Path, place: Place) -> None:
    before, data = untouched(place), backup.read_bytes()
    for spoiled, secret, code in ((data, "wrong", "wrong-key"), (data[:-1], PASSPHRASE, "damaged"), (b"no", PASSPHRASE, "damaged")):
        backup.write_bytes(spoiled)
        with pytest.raises(StoreError) as caught:
            restore(backup, place.file, secret)
        assert caught.value.code == code and untouched(place) == before


def test_an_open_journal_is_not_replaced(backup: Path, place: Place) -> None:
    journal = open_sqlite(place.file, open_key_file(place.key, PASSPHRASE))
    with pytest.raises(StoreError) as caught:
        restore(backup, place.file, PASSPHRASE)
    assert caught.value.code == "locked" and len(journal.entries()) == 2
    journal.close()


@pytest.mark.parametrize("after", range(7))
def test_cut_off_anywhere_it_is_finished_by_who_opens_next(
    backup: Path, place: Place, entry: Entry, monkeypatch: pytest.MonkeyPatch, after: int
) -> None:
    """The settling of the folder comes after each step; the power goes at the one of that number."""
    settled: list[Path] = []

    def cut(folder: Path) -> None:
        settled.append(folder)
        if len(settled) == after + 1:
            raise SystemExit

    monkeypatch.setattr(restoring, "settle_folder", cut)
    with pytest.raises(SystemExit):
        restore(backup, place.file, PASSPHRASE)
    monkeypatch.undo()
    journal = open_sqlite(place.file, open_key_file(place.key, PASSPHRASE))
    assert journal.entries() == (entry,) and not place.restoring.exists()
    journal.close()
    asides = [path for path in place.copies("replaced") if path.suffix != ".key"]
    assert len(asides) == 1
    kept = open_sqlite(asides[0], open_key_file(asides[0].with_name(asides[0].name + ".key"), PASSPHRASE))
    assert len(kept.entries()) == 2
    kept.close()


def test_the_log_of_the_old_file_is_not_read_as_that_of_the_new(backup: Path, place: Place, entry: Entry) -> None:
    key = open_key_file(place.key, PASSPHRASE)
    journal = open_sqlite(place.file, key)
    for _ in range(50):
        journal.keep(check_in("2026-12-01"))
    journal.settle("a", 1).result(SOON)
    killed = {name: name.read_bytes() for name in (place.file, place.wal, place.shm)}
    journal.close()
    for name, data in killed.items():  # as a killed program leaves them
        name.write_bytes(data)
    done = restore(backup, place.file, PASSPHRASE)
    again = open_sqlite(place.file, key)
    assert again.entries() == (entry,)
    again.close()
    assert done.aside is not None and done.aside.with_name(done.aside.name + "-wal").read_bytes() == killed[place.wal]
    kept = open_sqlite(done.aside, key)
    assert len(kept.entries()) == 52
    kept.close()


def test_nothing_to_finish_is_nothing_done(place: Place) -> None:
    assert finish_restoring(place) is False
