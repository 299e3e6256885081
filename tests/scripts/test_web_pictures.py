"""The README shows the pictures that the script takes, and they are small."""

from __future__ import annotations

import re
import runpy
from pathlib import Path

import pytest

pytestmark = pytest.mark.unit


def test_the_readme_shows_the_pictures_that_the_script_takes(root: Path) -> None:
    script = runpy.run_path(str(root / "scripts" / "web_pictures.py"))
    shown = set(re.findall(r'src="docs/pictures/([^"]+)\.png"', (root / "README.md").read_text(encoding="utf-8")))
    assert shown == set(script["PICTURES"])
    for name in shown:
        picture = (root / "docs" / "pictures" / f"{name}.png").read_bytes()
        assert picture.startswith(b"\x89PNG")
        assert len(picture) < 200 * 1024
