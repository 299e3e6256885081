"""What each kind of file says: its texts one by one, so that a "not" in one never excuses the next."""

from __future__ import annotations

import ast
import csv
import json
import re
import tomllib
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from pathlib import Path

HERE = Path(__file__).parent


def listed(name: str) -> list[str]:
    lines = (HERE / name).read_text(encoding="utf-8").splitlines()
    return [line for line in lines if line.strip() and not line.startswith("#")]


# Columns that hold other people's words: "file.csv column" -> why.
QUOTED = {
    line.split(" | ")[0].removeprefix("column "): line.split(" | ")[1] for line in listed("may_say.txt") if line.startswith("column ")
}


def of_python(text: str) -> list[str]:
    """Every text in Python code, docstrings and the fixed parts of f-strings included."""
    return [value for value in constants(text) if isinstance(value, str)]


@cache
def constants(text: str) -> tuple[object, ...]:
    """Every constant in Python code; several checks ask for those of the whole package."""
    return tuple(node.value for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Constant))


def _walk(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for key, inner in value.items():
            yield from (str(key), *_walk(inner))
    elif isinstance(value, list):
        for inner in value:
            yield from _walk(inner)


def of_toml(text: str) -> list[str]:
    """Every key and value, and every comment."""
    comments = re.findall(r"^\s*#(.*)$", text, flags=re.MULTILINE)
    return [*_walk(tomllib.loads(text)), " ".join(comments)]


def of_json(text: str) -> list[str]:
    return list(_walk(json.loads(text)))


def of_markup(text: str) -> list[str]:
    """What stands between tags and in attributes."""
    return [*re.split(r"<[^>]*>", text), *re.findall(r"""=["']([^"']*)["']""", text)]


def of_cpp(text: str) -> list[str]:
    """Texts that follow each other are one, as for the compiler."""
    one = re.compile(r'"(?:[^"\\\n]|\\.)*"(?:\s*"(?:[^"\\\n]|\\.)*")*')
    return ["".join(re.findall(r'"((?:[^"\\\n]|\\.)*)"', hit.group())) for hit in one.finditer(text)]


def of_lines(text: str) -> list[str]:
    """Each line by itself; a backslash at its end joins the next."""
    return re.sub(r"\\\n\s*", " ", text).splitlines()


def of_prose(text: str) -> list[str]:
    return [text]


def of_table(text: str, name: str) -> list[str]:
    """Every cell by itself, but for columns that quote."""
    rows = csv.reader(text.splitlines(keepends=True))
    header = next(rows, [])
    cells = [cell for row in rows for column, cell in zip([*header, *[""] * len(row)], row) if f"{name} {column}" not in QUOTED]
    return [*header, *cells]


KINDS: Mapping[str, Callable[[str], list[str]]] = {
    ".py": of_python,
    ".pyi": of_python,
    ".toml": of_toml,
    ".json": of_json,
    ".webmanifest": of_json,
    ".html": of_markup,
    ".j2": of_markup,
    ".jinja": of_markup,
    ".svg": of_markup,
    ".cpp": of_cpp,
    ".hpp": of_cpp,
    ".h": of_cpp,
    ".sh": of_lines,
    ".mjs": of_lines,
    "Makefile": of_lines,
    ".css": of_lines,
    ".js": of_lines,
    ".typ": of_lines,
    ".mako": of_lines,
    ".ini": of_lines,
    ".md": of_prose,
    ".txt": of_lines,
    ".cff": of_lines,
}


def texts_of(path: Path) -> list[str] | None:
    """The texts of a file; None for a kind that says nothing to anybody (compiled, pictures)."""
    kind = path.suffix or path.name
    if kind == ".csv":
        return of_table(path.read_text(encoding="utf-8"), path.name)
    reader = KINDS.get(kind)
    return None if reader is None else reader(path.read_text(encoding="utf-8"))


def quoted_cells(folder: Path) -> list[str]:
    """What the quoting columns of the tables in a folder say, for where a table is shown."""
    found: list[str] = []
    for path in sorted(folder.rglob("*.csv")):
        with path.open(encoding="utf-8", newline="") as stream:
            found += [row[name] for row in csv.DictReader(stream) for name in row if f"{path.name} {name}" in QUOTED and row[name]]
    return found
