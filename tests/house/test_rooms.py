"""Each room says at its door what it is for."""

from __future__ import annotations

from pathlib import Path

import pytest

pytestmark = pytest.mark.unit

SAID = ["Purpose", "Records in", "Records out", "Must never enter"]


def test_each_room_has_a_short_readme(root: Path) -> None:
    rooms = [path for path in (root / "src" / "unspiral").iterdir() if (path / "__init__.py").is_file()]
    assert len(rooms) >= 9
    for room in rooms:
        readme = room / "README.md"
        assert readme.is_file(), room.name
        text = readme.read_text(encoding="utf-8")
        assert len(text.splitlines()) <= 25, room.name
        assert [word for word in SAID if f"**{word}**" not in text] == [], room.name


def test_contributing_opens_with_six_lines(root: Path) -> None:
    text = (root / "CONTRIBUTING.md").read_text(encoding="utf-8")
    short = text.split("## TLDR\n", 1)[1].split("\n## ", 1)[0]
    assert [line[0] for line in short.strip().splitlines()] == list("123456")


def test_changelog_keeps_its_heading(root: Path) -> None:
    text = (root / "CHANGELOG.md").read_text(encoding="utf-8")
    releases = [line for line in text.splitlines() if line.startswith("## ")]
    assert releases
    assert text.count("### Numbers that change") == len(releases)
