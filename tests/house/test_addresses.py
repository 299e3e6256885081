"""No committed file says where packages are downloaded from: that is the business of each machine's own settings."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

pytestmark = pytest.mark.unit

# Written in pieces so that this file does not find itself.
ADDRESSES = re.compile(
    "|".join(
        [
            r"https?://[a-z.-]*" + r"py" + r"pi\b",
            r"files\." + r"python" + r"hosted",
            r"registry\." + r"npm" + r"js",
            r"deb\." + r"debian\.org",
            r"--(extra-)?index" + r"-url\b(?!,)",
            r"--find" + r"-links",
            r"PIP_(EXTRA_)?INDEX" + r"_URL",
            r"cdn\." + r"jsdelivr|unpkg" + r"\.com",
        ]
    ),
    re.IGNORECASE,
)


def test_an_address_is_seen() -> None:
    for text in ["https://" + "pypi.org/simple", "--index" + "-url x", "files." + "pythonhosted.org/a.whl", "--find" + "-links /opt"]:
        assert ADDRESSES.search(text), text
    assert not ADDRESSES.search("pip install unspiral")


def test_no_committed_file_names_one(committed: list[Path], root: Path) -> None:
    found: list[str] = []
    for path in committed:
        try:
            text = path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue
        found += [f"{path.relative_to(root)}: {hit.group(0)}" for hit in ADDRESSES.finditer(text)]
    assert found == []


def test_no_lock_holds_any_address(root: Path) -> None:
    locks = sorted((root / "requirements").glob("*.txt"))
    assert len(locks) == 3
    for lock in locks:
        assert not re.search(r"://|@ file", lock.read_text(encoding="utf-8")), lock
