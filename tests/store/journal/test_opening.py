"""Opening locks, finishes what was cut off, and puts an older file aside before it changes it."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from sqlalchemy import inspect
from tests.store.journal.made_entry import SOON, check_in

from unspiral.errors import StoreError
from unspiral.store.journal import tables
from unspiral.store.journal.cipher import cipher_engine
from unspiral.store.journal.opening import hold, tables_made
from unspiral.store.journal.place import Place
from unspiral.store.journal.replica import contents
from unspiral.store.journal.sqlite import open_sqlite
from unspiral.store.journal.upgrade import FILE, Steps, upgrade

pytestmark = pytest.mark.unit

KEY = bytes(range(32))
FIRST = Steps(FILE.folder, "f0001")


def test_an_older_file_is_upgraded_and_kept_aside(place: Place) -> None:
    entry = check_in()
    old = open_sqlite(place.file, KEY, steps=FIRST)
    old.keep(entry).result(SOON)
    old.close()
    assert place.copies() == []
    new = open_sqlite(place.file, KEY)
    assert new.entries() == (entry,) and new.place.copies("before") and len(place.copies()) == 1
    new.close()
    kept = contents(place.copies("before")[0], KEY)
    assert kept.revision == "f0001" and kept.rows["entry"] == 1
    open_sqlite(place.file, KEY).close()  # the second time there is nothing to do
    assert len(place.copies("before")) == 1


def test_a_file_from_before_revisions_were_counted_is_upgraded(place: Place) -> None:
    place.make_folder()
    engine = cipher_engine(place.file, KEY)
    with engine.begin() as connection:
        upgrade(connection, FIRST)
        connection.exec_driver_sql("DROP TABLE alembic_version")
    engine.dispose()
    journal = open_sqlite(place.file, KEY)
    journal.keep(check_in()).result(SOON)
    journal.close()
    assert contents(place.file, KEY).revision == FILE.head


def test_a_newer_file_is_refused_and_not_touched(place: Place) -> None:
    open_sqlite(place.file, KEY).close()
    engine = cipher_engine(place.file, KEY)
    with engine.begin() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = 'f9999'")
    engine.dispose()
    before = place.file.read_bytes()
    with pytest.raises(StoreError, match="newer unspiral") as caught:
        open_sqlite(place.file, KEY)
    assert caught.value.code == "newer" and caught.value.fix and place.file.read_bytes() == before


def test_an_upgrade_that_fails_changes_nothing(place: Place, tmp_path: Path) -> None:
    entry = check_in()
    old = open_sqlite(place.file, KEY)
    old.keep(entry).result(SOON)
    old.close()
    folder = tmp_path / "migrations" / "file"
    folder.mkdir(parents=True)
    for path in FILE.folder.glob("f*.py"):
        (folder / path.name).write_text(path.read_text(encoding="utf-8"), encoding="utf-8")
    text = "from alembic import op\nrevision = 'f0004'\ndown_revision = 'f0003'\n\ndef upgrade():\n"
    (folder / "f0004_bad.py").write_text(
        text + "    op.execute('DELETE FROM entry')\n    op.execute('DROP TABLE nothing')\n", encoding="utf-8"
    )
    with pytest.raises(StoreError) as caught:
        open_sqlite(place.file, KEY, steps=Steps(folder, "f0004"))
    assert caught.value.code == "failed"
    again = open_sqlite(place.file, KEY)
    assert again.entries() == (entry,)
    again.close()


def test_tables_are_those_that_are_asked_for(place: Place) -> None:
    place.make_folder()
    engine = tables_made(place, KEY, FILE)
    there = inspect(engine)
    for table in tables.metadata.sorted_tables:
        assert [column["name"] for column in there.get_columns(table.name)] == [column.name for column in table.columns]
        assert {str(index["name"]) for index in there.get_indexes(table.name)} == {str(index.name) for index in table.indexes}
    engine.dispose()


def test_parts_of_something_unfinished_are_swept(place: Place) -> None:
    place.make_folder()
    part = place.aside("part")
    part.touch()
    with hold(place) as lock:
        assert not part.exists()
    lock.release()


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="whoever may write everywhere finds no closed folder")
def test_a_closed_folder_is_told(tmp_path: Path) -> None:
    (tmp_path / "closed").mkdir(mode=0o500)
    with pytest.raises(StoreError) as caught:
        open_sqlite(tmp_path / "closed" / "a", KEY)
    assert caught.value.code == "read-only"


def test_a_folder_that_is_a_file_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(StoreError) as caught:
        open_sqlite(tmp_path / "file" / "a", KEY)
    assert caught.value.code == "failed" and caught.value.fix
