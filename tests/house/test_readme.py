"""The Python example of the README is short, and runs as it stands."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest


def example(root: Path) -> str:
    found = re.search(r"^```python\n(.*?)^```", (root / "README.md").read_text(encoding="utf-8"), re.DOTALL | re.MULTILINE)
    assert found, "README.md has no ```python block"
    return found.group(1)


@pytest.mark.unit
def test_example_is_short(root: Path) -> None:
    assert 3 <= len(example(root).strip().splitlines()) <= 12


def test_example_runs(root: Path, tmp_path: Path) -> None:
    ran = subprocess.run([sys.executable, "-W", "error", "-c", example(root)], cwd=tmp_path, capture_output=True, text=True, timeout=120)
    assert ran.returncode == 0, ran.stderr
    assert ran.stdout.strip(), "the example shows nothing"


@pytest.mark.unit
def test_readme_shows_its_picture_and_both_commands(root: Path) -> None:
    text = (root / "README.md").read_text(encoding="utf-8")
    pictures = re.findall(r"!\[[^\]]+\]\(([^)]+)\)|<img[^>]* src=\"([^\"]+)\"", text)
    assert pictures, "README.md has no picture"
    assert all((root / (one or two)).is_file() for one, two in pictures)
    assert [said for said in ["make demo", "make test", "pip install unspiral", "uvx unspiral demo"] if said not in text] == []
