"""No clinical number stands in code: numbers to call, cut-offs and effects live in data files, each with its source."""

from __future__ import annotations

import ast
import csv
import io
import re
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from tests.house.texts import constants, of_markup, of_python

pytestmark = pytest.mark.unit

INSTRUMENTS = r"(phq|gad|ces-?_?d|rmdq|odi|isi|pcs|tsk|fabq|who-?_?5|peg|start_?back|gcps|promis|item_?9|nrs)"
# A cut-off in words: "PHQ-9 of 10 or more", "phq9 >= 10".
CUT_OFF = re.compile(
    rf"\b{INSTRUMENTS}[-_ ]?\d{{0,2}}(\b|(?=[-_ ]))[^.\n]{{0,25}}?"
    r"((>=|≥|<=|≤|>|\bat least|\babove|\bover)\s*\d+|\bof \d+ (or|and) (more|above|higher))",
    re.IGNORECASE,
)
NAMED = re.compile(rf"(^|_){INSTRUMENTS}(_?\d+)?(_|$)", re.IGNORECASE)
CALLED = re.compile(r"\b(call|dial|ring|text|phone)\s+(\d{3,})\b", re.IGNORECASE)

# Steps of searches, room around plots, the normal law's 1.96 and its quartiles' 1.34, R-hat's 1.01: they meet a number by chance.
BY_CHANCE = {1.01, 1.03, 1.05, 1.15, 1.25, 1.34, 1.35, 1.96}


def code(root: Path) -> list[Path]:
    """Python and templates of the package."""
    return [path for path in sorted((root / "src").rglob("*")) if path.suffix in {".py", ".html", ".j2"}]


@cache
def texts(path: Path) -> list[str]:
    text = path.read_text(encoding="utf-8")
    return of_python(text) if path.suffix == ".py" else of_markup(text)


def numbers(text: str) -> Iterator[float]:
    """Numbers written in Python code, in texts too."""
    yield from (value for value in constants(text) if isinstance(value, float))


def compared(text: str) -> list[str]:
    """Comparisons of something named after a questionnaire with a number above 1: a cut-off in code."""
    found: list[str] = []
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Compare):
            sides = [node.left, *node.comparators]
            names = [
                side.attr if isinstance(side, ast.Attribute) else side.id for side in sides if isinstance(side, ast.Attribute | ast.Name)
            ]
            values = [side.value for side in sides if isinstance(side, ast.Constant) and isinstance(side.value, int | float)]
            if any(NAMED.search(name) for name in names) and any(abs(value) > 1 for value in values):
                found.append(ast.unparse(node))
    return found


def contacts(root: Path) -> set[str]:
    """Numbers and addresses of help lines that cannot be mistaken for anything else."""
    place = root / "src" / "unspiral" / "measure" / "safety" / "files" / "crisis_lines.toml"
    table = tomllib.loads(place.read_text(encoding="utf-8"))
    told = [str(line[key]) for row in table["country"] for line in row["line"] for key in ("contact", "alt", "url") if key in line]
    plain = {words.removeprefix("https://").removeprefix("www.") for words in told}
    return {words for words in plain if len(re.sub(r"\D", "", words)) > 3 or re.search(r"[a-z]", words)}


def effects(root: Path) -> dict[float, str]:
    """Numbers of the evidence tables with three digits and more, which hardly stand anywhere else by chance."""
    found: dict[float, str] = {}
    for name in ("claims", "links", "treatments", "epidemiology"):
        content = (root / "src" / "unspiral" / "evidence" / "tables" / f"{name}.csv").read_text(encoding="utf-8")
        for row in csv.DictReader(io.StringIO(content)):
            for column in ("estimate", "ci_low", "ci_high"):
                if len(row[column].strip("-0.").replace(".", "")) >= 3:
                    found[abs(float(row[column]))] = f"{name} {next(iter(row.values()))} {column}"
    return found


def test_the_check_sees_what_it_looks_for(root: Path) -> None:
    assert CUT_OFF.search("a PHQ-9 of 10 or more") and CUT_OFF.search("phq9 >= 10") and CUT_OFF.search("CES-D above 16")
    assert not CUT_OFF.search("depression by phq8 (mean of 14 days)")
    assert not CUT_OFF.search("PHQ-9 item texts")
    assert compared("if phq9_total >= 10: pass") == ["phq9_total >= 10"]
    assert compared("if answers.gad7 < 8: pass") == ["answers.gad7 < 8"]
    assert compared("if item9 >= 1 or position > 3: pass") == []
    assert [hit[2] for hit in CALLED.finditer("Call 911, or text 85258.")] == ["911", "85258"]
    assert {"116 123", "findahelpline.com", "0800 111 0 111", "85258", "988lifeline.org"} <= contacts(root)
    assert not contacts(root) & {"988", "111", "143"}
    assert list(numbers("x = 1.96\ny = 'z'\n")) == [1.96]
    assert effects(root)[0.0153].startswith("epidemiology X015")


def test_no_help_line_stands_in_code(root: Path) -> None:
    known = contacts(root)
    whole = {path: "\n".join(texts(path)) for path in code(root)}  # no number or address holds the end of a line
    found = [f"{path}: {words}" for path, text in whole.items() for words in known if words in text]
    assert found == []
    assert [f"{path}: {hit.group()}" for path in code(root) for text in texts(path) for hit in CALLED.finditer(text)] == []


def test_no_cut_off_stands_in_code(root: Path) -> None:
    said = [f"{path}: {hit.group()}" for path in code(root) for text in texts(path) for hit in CUT_OFF.finditer(text)]
    assert said == []
    made = [f"{path}: {line}" for path in code(root) if path.suffix == ".py" for line in compared(path.read_text(encoding="utf-8"))]
    assert made == []


def test_no_effect_of_the_tables_stands_in_code(root: Path) -> None:
    known = effects(root)
    assert len(known) > 60
    found = [
        f"{path}: {number} ({known[abs(number)]})"
        for path in code(root)
        if path.suffix == ".py"
        for number in numbers(path.read_text(encoding="utf-8"))
        if abs(number) in known and abs(number) not in BY_CHANCE
    ]
    assert found == []


def test_how_long_a_check_is_good_for_stands_in_the_file(root: Path) -> None:
    """The 90 days of help lines."""
    paths = sorted((root / "src" / "unspiral" / "measure" / "safety").rglob("*.py"))
    assert len(paths) > 3
    for path in paths:
        whole = [node.value for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))) if isinstance(node, ast.Constant)]
        assert 90 not in whole, path
