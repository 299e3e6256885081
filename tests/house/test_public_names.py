"""The front door of the package: few names, each of them there, each of them explained."""

from __future__ import annotations

import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

import unspiral

pytestmark = pytest.mark.unit

NAMES = [name for name in unspiral.__all__ if name != "__version__"]


def test_few_names() -> None:
    assert 10 <= len(NAMES) <= 25
    assert len(set(NAMES)) == len(NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_name_is_there_and_explained(name: str) -> None:
    thing = getattr(unspiral, name)
    said = (thing.__doc__ or "").strip()
    assert len(said.splitlines()[0]) > 10
    # A dataclass without a docstring gets its signature as one.
    assert not said.startswith(f"{name}(")


def test_dir_lists_them() -> None:
    assert set(unspiral.__all__) <= set(dir(unspiral))


def test_unknown_name_is_an_attribute_error_with_a_hint() -> None:
    with pytest.raises(AttributeError, match=r"has no attribute 'pars'.*Did you mean 'parse'"):
        unspiral.pars  # noqa: B018


def test_star_import_brings_all() -> None:
    code = "from unspiral import *\nimport unspiral\nassert set(unspiral.__all__) <= set(globals())"
    ran = subprocess.run([sys.executable, "-W", "error", "-c", code], capture_output=True, text=True, timeout=60)
    assert ran.returncode == 0, ran.stderr


def test_one_version(root: Path) -> None:
    declared = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]
    assert unspiral.__version__ == declared
    assert f"version: {declared}\n" in (root / "CITATION.cff").read_text(encoding="utf-8")
    assert f"## {declared}" in (root / "CHANGELOG.md").read_text(encoding="utf-8")
