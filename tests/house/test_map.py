"""docs/map.md leads to files that exist."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

pytestmark = pytest.mark.unit


def rows(text: str) -> list[tuple[str, list[str], list[str]]]:
    """Want, files, tests of each row of the table."""
    found: list[tuple[str, list[str], list[str]]] = []
    for line in text.splitlines():
        cells = [cell.strip() for cell in line.strip().strip("|").split("|")]
        if not line.startswith("|") or len(cells) != 3 or set(cells[0]) <= set("-: ") or cells[0].startswith("I want to"):
            continue
        found.append((cells[0], re.findall(r"`([^`]+)`", cells[1]), re.findall(r"`([^`]+)`", cells[2])))
    return found


def test_rows_are_read() -> None:
    text = "| I want to ... | file | its test |\n|---|---|---|\n| sing | `a.py`, `b.py` | `t.py` |\n"
    assert rows(text) == [("sing", ["a.py", "b.py"], ["t.py"])]


def test_every_row_names_a_file_and_a_test(root: Path) -> None:
    found = rows((root / "docs" / "map.md").read_text(encoding="utf-8"))
    assert len(found) >= 20
    assert [want for want, files, tests in found if not files or not tests] == []


def test_every_path_exists(root: Path) -> None:
    found = rows((root / "docs" / "map.md").read_text(encoding="utf-8"))
    missing = [f"{want}: {path}" for want, files, tests in found for path in files + tests if not (root / path).exists()]
    assert missing == []


def test_every_room_is_on_the_map(root: Path) -> None:
    text = (root / "docs" / "map.md").read_text(encoding="utf-8")
    rooms = [path.name for path in (root / "src" / "unspiral").iterdir() if path.is_dir() and len(list(path.rglob("*.py"))) > 1]
    assert "loop" in rooms
    assert [room for room in rooms if f"`src/unspiral/{room}/" not in text] == []
