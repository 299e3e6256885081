"""What every test stands on: shapes checked at run time, and the way to data that does not live in the repository."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from types import ModuleType

import pytest
from beartype import BeartypeConf, beartype
from hypothesis import settings
from jaxtyping import install_import_hook

ROOT = Path(__file__).resolve().parents[1]

# Must run before anything imports unspiral. UNSPIRAL_TEST_SHAPES=0 leaves the checks out, for timing.
if os.environ.get("UNSPIRAL_TEST_SHAPES", "1") != "0":
    # As for every type checker, a whole number is a float. The hook finds its checker by name, so the checker gets one.
    checker = ModuleType("shape_checker")
    checker.check = beartype(conf=BeartypeConf(is_pep484_tower=True))  # type: ignore[attr-defined]
    sys.modules[checker.__name__] = checker
    install_import_hook("unspiral", "shape_checker.check")

# Lines fold as they do without a terminal, wherever the tests run; side by side they would be told a width.
os.environ.pop("COLUMNS", None)

# The same examples on every run, and no verdict by the clock: a busy machine is not a defect. HYPOTHESIS_PROFILE=default explores anew.
settings.register_profile("house", deadline=None, derandomize=True)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "house"))


@pytest.fixture(scope="session")
def root() -> Path:
    """The repository's root."""
    return ROOT


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of data and designs beside the repository; tests that need it skip where it is absent."""
    folder = ROOT.parent / "shared"
    if not (folder / "data").is_dir():
        pytest.skip("needs the data folder ../shared/data, which is not part of the repository")
    return folder
