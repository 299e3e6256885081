"""Files and functions stay small enough to be read, and are named after a noun."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

pytestmark = pytest.mark.unit

FILE_STOP = 500
FUNCTION_STOP = 90
NAMELESS = {"utils", "util", "helpers", "helper", "common", "base", "misc", "tools", "shared"}


def long_functions(text: str) -> list[str]:
    """Functions over the hard stop, docstring included."""
    functions = [node for node in ast.walk(ast.parse(text)) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]
    lengths = [(node.name, (node.end_lineno or node.lineno) - node.lineno + 1) for node in functions]
    return [f"{name} ({lines} lines)" for name, lines in lengths if lines > FUNCTION_STOP]


def test_a_long_function_is_seen() -> None:
    body = "    x = 1\n" * FUNCTION_STOP
    assert long_functions(f"def long():\n{body}") == ["long (91 lines)"]
    assert long_functions(f"def fits():\n{body[10:]}") == []


def test_files_are_short(source: list[Path]) -> None:
    lengths = {path: len(path.read_text(encoding="utf-8").splitlines()) for path in source}
    assert {str(path): n for path, n in lengths.items() if n > FILE_STOP} == {}


def test_functions_are_short(source: list[Path]) -> None:
    found = {str(path): long_functions(path.read_text(encoding="utf-8")) for path in source}
    assert {path: names for path, names in found.items() if names} == {}


def test_files_are_named_after_a_noun(source: list[Path], root: Path) -> None:
    named = [*source, *(root / "tests").rglob("*.py"), *(root / "bench").rglob("*.py"), *(root / "scripts").iterdir()]
    assert [str(path) for path in named if path.stem.removeprefix("test_").strip("_") in NAMELESS] == []
