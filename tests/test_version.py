"""One version, said once."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

import unspiral
from unspiral.version import VERSION

pytestmark = pytest.mark.unit


def test_the_package_the_project_file_and_the_citation_say_the_same(root: Path) -> None:
    assert unspiral.__version__ == VERSION == tomllib.loads((root / "pyproject.toml").read_text())["project"]["version"]
    assert f"version: {VERSION}" in (root / "CITATION.cff").read_text().replace('"', "")
