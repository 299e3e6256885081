"""A walk run in an interpreter of its own, without the shape checks that would make it ten times as long."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import unspiral


def run_plain(root: Path, module: str, *words: str) -> tuple[int, str, dict[str, int]]:
    """Exit code, what was said on stderr, and the counts that the walk printed."""
    source = str(Path(unspiral.__file__).parents[1])
    ran = subprocess.run(
        [sys.executable, "-m", module, *words],
        capture_output=True,
        text=True,
        cwd=root,
        env={**os.environ, "PYTHONPATH": source},
        timeout=900,
    )
    return ran.returncode, ran.stderr[-2000:], json.loads(ran.stdout) if ran.returncode == 0 else {}
