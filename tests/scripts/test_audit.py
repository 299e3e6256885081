"""What an audit says: nothing known is never called clean."""

from __future__ import annotations

import importlib.util
import re
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

pytestmark = pytest.mark.unit


def audit(root: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location("audit_script", root / "scripts" / "audit.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


FINE = {"name": "a", "version": "1", "vulns": []}
SKIPPED = {"name": "b", "skip_reason": "not found"}
HOLED = {"name": "c", "version": "1", "vulns": [{"id": "CVE-1"}]}


@pytest.mark.parametrize(
    ("held", "status", "said"),
    [
        ([FINE], 0, "none of 1 packages"),
        ([FINE, SKIPPED], 77, "1 of 2 packages could not"),
        ([FINE, SKIPPED, HOLED], 1, r"c \(CVE-1\)"),
    ],
)
def test_judged(root: Path, held: list[dict[str, Any]], status: int, said: str) -> None:
    got, words = audit(root).judged({"dependencies": held})
    assert got == status
    assert re.search(said, words)
