"""Where the packaged examples are: a made-up diary, and summary figures of a real panel."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path


def example_diary_path() -> Path:
    """The diary of one person who does not exist: every number in it is made up (examples/README.md says how).

    Returns:
        Path of a CSV file with the columns date, pain, depression, sleep_problem, company.

    Source: scripts/make_example_diary.py; tests/evidence/test_example.py.
    """
    return _packaged("diary.csv")


def example_moments_path() -> Path:
    """Summary figures of the HELP panel: means and covariances of pain and depression at five waves; no row of a person.

    Returns:
        Path of a JSON file in the form that ``unspiral learn --moments`` reads.

    Source: scripts/make_help_moments.py; tests/evidence/test_example.py.
    """
    return _packaged("help_moments.json")


def _packaged(name: str) -> Path:
    return Path(str(files("unspiral.evidence") / "examples" / name))
