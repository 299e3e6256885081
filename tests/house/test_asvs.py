"""docs/security/asvs.md answers every number of the standard, and what it names is there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

pytestmark = pytest.mark.unit

ANSWERS = {"met", "not applicable", "**deviation**"}


def rows(text: str) -> list[list[str]]:
    """Number, level, answer and words of every row."""
    lines = [[cell.strip() for cell in line.strip().strip("|").split("|")] for line in text.splitlines() if line.startswith("|")]
    return [cells for cells in lines if re.fullmatch(r"\d+\.\d+\.\d+", cells[0])]


def test_a_row_is_read() -> None:
    assert rows("| number | level |\n|---|---|\n| 1.2.3 | 1 | met | `a.py` |\n") == [["1.2.3", "1", "met", "`a.py`"]]


def test_every_number_has_one_answer(root: Path) -> None:
    found = rows((root / "docs" / "security" / "asvs.md").read_text(encoding="utf-8"))
    lines = (root / "tests" / "house" / "asvs.txt").read_text(encoding="utf-8").splitlines()
    wanted = [tuple(line.split()) for line in lines if not line.startswith("#")]
    assert len(wanted) == 253
    assert sorted((number, level) for number, level, *_ in found) == sorted(wanted)
    assert [number for number, _, answer, words in found if answer not in ANSWERS or len(words) < 5] == []


def test_what_is_met_names_where(root: Path) -> None:
    found = rows((root / "docs" / "security" / "asvs.md").read_text(encoding="utf-8"))
    assert [number for number, _, answer, words in found if answer == "met" and "`" not in words] == []
    for number, _, _, words in found:
        for path in re.findall(r"`([\w./-]+/[\w.-]+\.\w+)`", words):
            assert (root / path).exists(), f"{number}: {path}"


def test_the_sums_are_right(root: Path) -> None:
    text = (root / "docs" / "security" / "asvs.md").read_text(encoding="utf-8")
    found = rows(text)
    sums = [sum(answer == kind for _, _, answer, _ in found) for kind in ("met", "**deviation**", "not applicable")]
    tested = sum(answer == "met" and "tests/" in words for _, _, answer, words in found)
    assert f"Of 253: {sums[0]} met ({tested} of them with a test that is named), {sums[1]} deviations, {sums[2]} not applicable." in text
