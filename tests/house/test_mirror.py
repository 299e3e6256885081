"""Tests mirror the package: src/unspiral/x/y.py -> tests/x/test_y.py."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

pytestmark = pytest.mark.unit

# Tested elsewhere, each for a reason.
ELSEWHERE = {"__init__.py": "tests/house/test_public_names.py", "act/__init__.py": "tests/act/test_room.py"}


def only_passes_on(text: str) -> bool:
    """True for a file that holds a docstring, imports and ``__all__``, and so nothing to test."""
    for node in ast.parse(text).body:
        names_all = isinstance(node, ast.Assign) and [ast.unparse(target) for target in node.targets] == ["__all__"]
        says = isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
        if not (names_all or says or isinstance(node, ast.Import | ast.ImportFrom)):
            return False
    return True


def mirror(path: Path) -> Path:
    """Where the test of a file belongs, both relative to their roots."""
    return Path("tests") / path.parent / f"test_{path.name}"


def test_rules() -> None:
    assert mirror(Path("loop/language.py")) == Path("tests/loop/test_language.py")
    assert mirror(Path("units.py")) == Path("tests/test_units.py")
    assert only_passes_on('"""Doc."""\nfrom a import b\n__all__ = ["b"]\n')
    assert not only_passes_on("def f(): ...")
    assert not only_passes_on("x = 1")


def test_every_file_has_its_test(root: Path, source: list[Path]) -> None:
    missing: list[str] = []
    for path in source:
        inside = path.relative_to(root / "src" / "unspiral")
        if path.name == "__init__.py" and str(inside) not in ELSEWHERE and only_passes_on(path.read_text(encoding="utf-8")):
            continue
        wanted = Path(ELSEWHERE.get(str(inside), mirror(inside)))
        if not (root / wanted).is_file():
            missing.append(f"{inside} -> {wanted}")
    assert missing == []


def holds_a_test(text: str) -> bool:
    return any(isinstance(node, ast.FunctionDef) and node.name.startswith("test_") for node in ast.walk(ast.parse(text)))


def test_every_test_file_holds_a_test(root: Path) -> None:
    assert not holds_a_test("def helps(): ...")
    files = sorted((root / "tests").rglob("test_*.py"))
    assert [str(path.relative_to(root)) for path in files if not holds_a_test(path.read_text(encoding="utf-8"))] == []
