"""Remedies of misspelt names hold the name that was meant, with what was said of it."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.doors.cli.calling import call

pytestmark = pytest.mark.unit


@pytest.fixture
def table(tmp_path: Path) -> Path:
    place = tmp_path / "diary.csv"
    rows = [f"{day},{day % 5},{(day * 3) % 4}" if day % 6 else f"{day},," for day in range(40)]
    place.write_text("\n".join(["day,pain,phq_1", *rows]) + "\n")
    return place


LOOP = ("--time", "day", "--loop", "pain <-> depression; depression by phq_1")


@pytest.mark.parametrize(
    ("words", "fix"),
    [
        (("--family", "phq1=ordinal"), "Fix: --family phq_1=ordinal"),
        (("--family", "phq1=bounded(0,3)"), "Fix: --family 'phq_1=bounded(0,3)'"),
        (("--family", "weather=ordinal"), "Fix: leave out --family weather=ordinal"),
        (("--skips", "depresion=0.3"), "Fix: --skips depression=0.3"),
        (("--individual", "links"), "Fix: leave out --individual links"),
    ],
)
def test_the_remedy_is_what_was_meant(table: Path, words: tuple[str, ...], fix: str) -> None:
    called = call("learn", table, *LOOP, *words, "-q")
    assert called.code in (2, 3)
    assert fix in called.err
