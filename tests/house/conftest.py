"""What the tests of the habits look at."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest


@pytest.fixture(scope="session")
def committed(root: Path) -> list[Path]:
    """Files that are, or would be, committed; without git, every file outside the folders that tools make."""
    try:
        listed = subprocess.run(
            ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"], cwd=root, capture_output=True, check=True, text=True
        ).stdout
    except (OSError, subprocess.CalledProcessError):
        made = {".git", ".venv", "build", "dist"}
        return [path for path in root.rglob("*") if path.is_file() and not made & set(path.relative_to(root).parts)]
    return [root / name for name in listed.split("\0") if name and (root / name).is_file()]


@pytest.fixture(scope="session")
def source(root: Path) -> list[Path]:
    """Every Python file of the package."""
    found = sorted((root / "src" / "unspiral").rglob("*.py"))
    assert len(found) > 10, "the package was not found"
    return found
