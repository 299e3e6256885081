"""docs/reference/verdicts.md lists exactly the verdicts that the source can give, with their levels."""

from __future__ import annotations

import ast
import re
from collections import defaultdict
from pathlib import Path

import pytest

pytestmark = pytest.mark.unit

READ_BACK = ("reopen.py", "trial_result_json.py")  # verdicts as they were kept
PASSED_ON = ("found.code", "refusal.code", "remedy.code")  # codes that were given elsewhere


def given(source: list[Path]) -> tuple[dict[str, set[str]], list[str]]:
    """Codes with the levels that are spelled out, and calls whose code cannot be read."""
    found: dict[str, set[str]] = defaultdict(set)
    unclear: list[str] = []
    for path in source:
        for call in (n for n in ast.walk(ast.parse(path.read_text(encoding="utf-8"))) if isinstance(n, ast.Call)):
            name = call.func.id if isinstance(call.func, ast.Name) else ""
            code, levels = _code(name, call)
            if code is None:
                continue
            if isinstance(code, ast.Constant) and isinstance(code.value, str):
                found[code.value] |= levels
            elif ast.unparse(code) not in PASSED_ON and path.name not in READ_BACK:
                unclear.append(f"{path.name}:{call.lineno}")
    found["not-identified"].add("refuse")  # the default of the class
    return found, unclear


def _code(name: str, call: ast.Call) -> tuple[ast.expr | None, set[str]]:
    if name == "NotIdentified":
        return next((k.value for k in call.keywords if k.arg == "code"), None), {"refuse"}
    if name == "Remedy" and call.args:
        return call.args[0], {"refuse"}
    if name == "Verdict" and len(call.args) > 1:
        level = call.args[1]
        return call.args[0], {n.value for n in ast.walk(level) if isinstance(n, ast.Constant) and n.value in ("ok", "caution", "refuse")}
    return None, set()


def listed(text: str) -> dict[str, set[str]]:
    """Codes and levels of the tables."""
    rows = re.findall(r"^\| `([a-z0-9-]+)` \| ([a-z, ]+) \| ([^|]+) \|", text, flags=re.M)
    assert len({code for code, *_ in rows}) == len(rows), "a code stands twice"
    return {code: {level.strip() for level in levels.split(",")} for code, levels, _ in rows}


def test_the_page_lists_exactly_the_codes_of_the_source(root: Path, source: list[Path]) -> None:
    found, unclear = given(source)
    page = listed((root / "docs" / "reference" / "verdicts.md").read_text(encoding="utf-8"))
    assert unclear == []
    assert sorted(page) == sorted(found)
    assert {code: levels - page[code] for code, levels in found.items() if levels - page[code]} == {}
