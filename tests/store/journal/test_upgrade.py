"""Steps lead to the tables of today, and Alembic is loaded only when one is missing."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine, inspect

from unspiral.errors import StoreError
from unspiral.store.journal.sqlite import open_sqlite
from unspiral.store.journal.upgrade import FILE, SERVER, Steps, is_known, newer, revision_of, upgrade

pytestmark = pytest.mark.unit


def test_the_last_step_is_the_one_that_is_named() -> None:
    for steps in (FILE, SERVER):
        scripts = ScriptDirectory(str(steps.folder.parent), version_locations=[str(steps.folder)])
        assert scripts.get_heads() == [steps.head]


def test_steps_are_known_by_their_files() -> None:
    assert all(is_known(revision, FILE) for revision in ("", "f0001", FILE.head)) and not is_known("f9999", FILE)
    assert newer().code == "newer"


def test_steps_run_one_by_one() -> None:
    engine = create_engine("sqlite://")
    with engine.begin() as connection:
        assert revision_of(connection) == ""
        upgrade(connection, Steps(FILE.folder, "f0001"))
        assert revision_of(connection) == "f0001"
        upgrade(connection, FILE)
        assert revision_of(connection) == FILE.head
        upgrade(connection, FILE)
        assert {index["name"] for index in inspect(connection).get_indexes("entry")} == {"entry_first", "entry_day"}
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = 'f9999'")
        with pytest.raises(StoreError):
            upgrade(connection, FILE)
    engine.dispose()


def test_opening_what_is_up_to_date_does_not_load_alembic(tmp_path: Path) -> None:
    open_sqlite(tmp_path / "a", bytes(32)).close()
    code = (
        "import sys; from unspiral.store.journal.sqlite import open_sqlite\n"
        "open_sqlite(sys.argv[1], bytes(32)).close(); print('alembic' in sys.modules)"
    )
    ran = subprocess.run([sys.executable, "-c", code, str(tmp_path / "a")], capture_output=True, text=True, timeout=60)
    assert ran.stdout == "False\n", ran.stderr
