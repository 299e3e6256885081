"""One program at a time, and a killed one lets go."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from unspiral.errors import StoreError
from unspiral.store.journal.lock import Lock

pytestmark = pytest.mark.unit

HOLDS = """
import sys, time; from pathlib import Path; from unspiral.store.journal.lock import Lock
lock = Lock(Path(sys.argv[1])); print("held", flush=True); time.sleep(60)
"""


def test_the_second_one_is_told(tmp_path: Path) -> None:
    lock = Lock(tmp_path / "a.lock")
    with pytest.raises(StoreError, match="open in another unspiral") as caught:
        Lock(tmp_path / "a.lock")
    assert caught.value.code == "locked" and caught.value.fix
    lock.release()
    lock.release()
    Lock(tmp_path / "a.lock").release(unlink=True)
    assert not (tmp_path / "a.lock").exists()


def test_another_program_is_told_until_the_first_is_killed(tmp_path: Path) -> None:
    with subprocess.Popen([sys.executable, "-c", HOLDS, str(tmp_path / "a.lock")], stdout=subprocess.PIPE, text=True) as other:
        assert other.stdout is not None and other.stdout.readline() == "held\n"
        with pytest.raises(StoreError):
            Lock(tmp_path / "a.lock")
        other.kill()
        other.wait()
    Lock(tmp_path / "a.lock").release()
