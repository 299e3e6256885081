"""The scripts behind `make` say in plain words what a machine lacks, and do nothing when nothing changed."""

from __future__ import annotations

import os
import shutil
import subprocess
import time
from pathlib import Path

import pytest

pytestmark = pytest.mark.unit

BASH = shutil.which("bash") or "/bin/bash"


def run(root: Path, script: str, *words: str, **environment: str) -> subprocess.CompletedProcess[str]:
    command = [BASH, str(root / "scripts" / script), *words]
    return subprocess.run(command, env={**os.environ, **environment}, capture_output=True, text=True, timeout=60)


def python_that(folder: Path, body: str) -> str:
    """A stand-in for a Python that a machine may have."""
    place = folder / "python"
    place.write_text(f"#!{BASH}\n{body}\n")
    place.chmod(0o755)
    return str(place)


def test_unknown_set(root: Path) -> None:
    ran = run(root, "setup.sh", "everything")
    assert ran.returncode == 2
    assert "Fix: scripts/setup.sh run, test or lock" in ran.stderr


def test_no_python(root: Path) -> None:
    ran = run(root, "setup.sh", "run", PYTHON="python-that-is-not-there")
    assert ran.returncode == 2
    assert "needs Python 3.11 or newer" in ran.stderr
    assert "apt-get install python3" in ran.stderr


def test_old_python(root: Path, tmp_path: Path) -> None:
    old = python_that(tmp_path, 'case "$*" in -V) echo Python 3.9.2 ;; *) exit 1 ;; esac')
    ran = run(root, "setup.sh", "run", PYTHON=old)
    assert ran.returncode == 2
    assert "is Python 3.9.2; unspiral needs Python 3.11 or newer" in ran.stderr


def test_python_without_venv(root: Path, tmp_path: Path) -> None:
    bare = python_that(tmp_path, 'case "$*" in *ensurepip*) exit 1 ;; esac')
    ran = run(root, "setup.sh", "run", PYTHON=bare)
    assert ran.returncode == 2
    assert "Fix (Debian): apt-get install python3-venv" in ran.stderr


def test_not_debian(root: Path) -> None:
    ran = run(root, "system.sh", PATH="/nowhere")
    assert ran.returncode == 2
    assert "g++ chromium" in ran.stderr
    assert "in your system's own way" in ran.stderr


def test_nothing_to_do_is_quick_and_silent(root: Path) -> None:
    stamp = root / ".venv" / ".installed-run"
    inputs = [root / "pyproject.toml", root / "requirements" / "run.txt", *(root / "core").iterdir()]
    if not stamp.is_file() or any(path.stat().st_mtime > stamp.stat().st_mtime for path in inputs):
        pytest.skip("the environment is older than what it is made from, or was not made by scripts/setup.sh")
    before = stamp.stat().st_mtime_ns
    start = time.monotonic()
    ran = run(root, "setup.sh", "run")
    assert (ran.returncode, ran.stdout, ran.stderr) == (0, "", "")
    assert time.monotonic() - start < 10
    assert stamp.stat().st_mtime_ns == before


def test_ci_runs_make_test_and_nothing_cleverer(root: Path) -> None:
    script = root / ".ci" / "run"
    assert os.access(script, os.X_OK)
    lines = [line for line in script.read_text(encoding="utf-8").splitlines() if not line.startswith("#")]
    assert lines == ["set -eu", 'cd "$(dirname "$0")/.."', "make test"]
