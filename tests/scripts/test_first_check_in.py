"""Two commands, no service, and the first check-in is kept within a minute."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.unit


def test_a_newcomers_first_check_in_is_kept_and_read_back(root: Path, tmp_path: Path) -> None:
    ran = subprocess.run([sys.executable, root / "scripts" / "first_check_in.py", tmp_path], capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stderr
    found = json.loads(ran.stdout.splitlines()[-1])
    assert 0 < found["receipt_s"] < found["read_back_s"]
    assert found["receipt_s"] <= found["bar_s"] == 60
    assert (tmp_path / "journal.unspiral").read_bytes()[:15] != b"SQLite format 3"


def test_a_file_that_is_there_already_is_not_taken_for_a_new_one(root: Path, tmp_path: Path) -> None:
    (tmp_path / "journal.unspiral.key").write_text("not a key file")
    ran = subprocess.run([sys.executable, root / "scripts" / "first_check_in.py", tmp_path], capture_output=True, text=True, check=False)
    assert ran.returncode != 0
    assert "receipt_s" not in ran.stdout
