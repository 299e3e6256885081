"""The benchmark of the Apple reader makes an export that is read as it should be, and judges by its targets."""

from __future__ import annotations

import subprocess
import sys

import pytest

pytestmark = pytest.mark.unit


def test_the_bench_runs_on_a_small_file(root):
    command = [sys.executable, str(root / "bench" / "measure_apple.py"), "--mb", "1", "--rounds", "1"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120)
    assert done.returncode in (0, 1), done.stderr
    assert "rows came out" in done.stdout
    assert "MB more memory" in done.stdout
    assert int(done.stdout.split(" rows came out")[0].rsplit(" ", 1)[1]) > 10
