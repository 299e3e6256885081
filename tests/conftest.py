"""What every test stands on: shapes checked at run time, and the way to data that does not live in the repository."""

from __future__ import annotations

import gc
import os
from pathlib import Path

import pytest
from hypothesis import settings
from tests.shapes import begin_test, check_shapes

ROOT = Path(__file__).resolve().parents[1]

# Must run before anything imports unspiral. UNSPIRAL_TEST_SHAPES=all checks every call; 0 leaves the checks out, for timing.
SHAPES = os.environ.get("UNSPIRAL_TEST_SHAPES", "1")
if SHAPES != "0":
    check_shapes("unspiral", every_call=SHAPES == "all")

# Lines fold as they do without a terminal, wherever the tests run; side by side they would be told a width.
os.environ.pop("COLUMNS", None)

# The same examples on every run, and no verdict by the clock: a busy machine is not a defect. HYPOTHESIS_PROFILE=default explores anew.
settings.register_profile("house", deadline=None, derandomize=True)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "house"))


# While twelve thousand tests are read nothing is thrown away, and what was read then stays: looking through it again and again for
# what could be thrown away took a quarter of that time.
gc.disable()


def pytest_collection_finish() -> None:
    gc.collect()
    gc.freeze()
    gc.enable()


def pytest_runtest_setup() -> None:
    begin_test()


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
