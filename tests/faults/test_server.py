"""The server is killed while it takes check-ins; `make faults` does it more often."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = [pytest.mark.unit, pytest.mark.skipif(os.name == "nt", reason="processes are killed by SIGKILL")]


def test_no_acknowledged_check_in_is_lost_or_doubled(root: Path, tmp_path: Path) -> None:
    command = [sys.executable, "-m", "tests.faults.server", "--kills", "2", "--out", str(tmp_path / "out")]
    ran = subprocess.run(command, cwd=root, capture_output=True, text=True, timeout=300)
    assert ran.returncode == 0, ran.stdout + ran.stderr
    assert ran.stdout.splitlines()[1].startswith("kill -9 of the server")
