"""Matrices of ctsem given as plain lists, as JSON or as CSV, instead of R code."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Mapping
from typing import cast

from unspiral.compat.ctsem_model import SHAPES
from unspiral.compat.ctsem_script import Script
from unspiral.compat.r_values import Atom, Value, Vector, as_number
from unspiral.errors import SpecError, did_you_mean

_NAMES = {"latent": "latentNames", "manifest": "manifestNames", "inputs": "TDpredNames", "covariates": "TIpredNames"}
_WORDS = ("type", "id", "time", "tipredDefault", "manifesttype")
_KNOWN = (*SHAPES, *_NAMES, *_NAMES.values(), *_WORDS)
_EXAMPLE = '{"latent": ["pain", "mood"], "DRIFT": [["auto", 0], ["auto", "auto"]]}'


def script_of(matrices: Mapping[str, object]) -> Script:
    """The same as a call of ``ctModel()``.

    Raises:
        SpecError: a key or a cell that cannot be read.
    """
    given: dict[str, Value] = {}
    for key, entry in matrices.items():
        if key not in _KNOWN:
            raise SpecError(
                f"'{key}' is no key of these matrices.{did_you_mean(str(key), _KNOWN)}",
                why=f"The keys are {', '.join(_KNOWN)}.",
                fix=f"write {_EXAMPLE}",
            )
        if entry is None:
            continue
        given[_NAMES.get(key, key)] = _matrix(key, entry) if key in SHAPES else _list(key, entry)
    latent = given.get("latentNames")
    if not isinstance(latent, Vector):
        raise SpecError("These matrices do not name the latent processes.", why="Loops are written with names.", fix=f"write {_EXAMPLE}")
    count = len(latent.atoms)
    given.setdefault("manifestNames", latent)
    if "LAMBDA" not in given:
        manifest = given["manifestNames"]
        if not isinstance(manifest, Vector) or len(manifest.atoms) != count:
            raise SpecError(
                "There is no LAMBDA, and not one manifest variable for each latent process.",
                why="Which column measures which is not said.",
                fix=f'add "LAMBDA": {json.dumps([[1, 0], [0, 1]])}',
            )
        given["LAMBDA"] = Vector(tuple(float(r == c) for c in range(count) for r in range(count)), (0,) * count * count, (count, count))
    given.setdefault("type", Vector(("ct",), (0,)))
    return Script("", "", given, {}, 0)


def read_matrices(text: str) -> Mapping[str, object]:
    """Matrices from the text of a file: JSON, or CSV with the columns matrix, row, col and cell (or param and value, as in ctsem).

    Raises:
        SpecError: the text is neither.
    """
    if text.lstrip().startswith("{"):
        try:
            found: object = json.loads(text)
        except (ValueError, RecursionError) as problem:
            where = (
                f"line {problem.lineno}, column {problem.colno}: {problem.msg}" if isinstance(problem, json.JSONDecodeError) else "too deep"
            )
            raise SpecError(f"This is no JSON: {where}.", fix=f"write {_EXAMPLE}") from None
        return cast("Mapping[str, object]", found)
    return _table(text)


def _table(text: str) -> dict[str, object]:
    try:
        rows = list(csv.DictReader(io.StringIO(text, newline="")))
    except csv.Error as problem:
        raise SpecError(f"This is no table of matrices: {problem}.", fix="save it as CSV with the columns matrix,row,col,cell.") from None
    found: dict[str, dict[tuple[int, int], Atom]] = {}
    names: dict[str, list[str]] = {}
    for number, row in enumerate(rows, 2):
        matrix, cell = (row.get("matrix") or "").strip(), _written(row)
        if matrix in (*_NAMES, *_NAMES.values(), *_WORDS):
            names.setdefault(matrix, []).append(str(cell))
            continue
        try:
            spot = (int(row.get("row") or ""), int(row.get("col") or ""))
        except (TypeError, ValueError):
            spot = (0, 0)
        if not matrix or not 1 <= min(spot) <= max(spot) <= 1000:
            raise SpecError(
                f"Line {number}: a row needs matrix, row and col (from 1).",
                why="Without them a cell has no place.",
                fix="write matrix,row,col,cell in the first line.",
            )
        if spot in found.setdefault(matrix, {}):
            raise SpecError(f"Line {number}: {matrix}[{spot[0]}, {spot[1]}] is there twice.", fix="leave one of them out.")
        found[matrix][spot] = cell
    if not found:
        raise SpecError(
            "This is no table of matrices.",
            why="Read are JSON, and CSV with the columns matrix, row, col and cell (or param and value).",
            fix=f"write {_EXAMPLE}",
        )
    out: dict[str, object] = {key: entry[0] if key in _WORDS else entry for key, entry in names.items()}
    for matrix, cells in found.items():
        high, wide = max(r for r, _ in cells), max(c for _, c in cells)
        holes = [(r, c) for r in range(1, high + 1) for c in range(1, wide + 1) if (r, c) not in cells]
        if holes:
            raise SpecError(
                f"{matrix}[{holes[0][0]}, {holes[0][1]}] is missing.",
                why="An empty cell is neither fixed nor free.",
                fix="add a row for it; 0 where nothing is there.",
            )
        out[matrix] = [[cells[r, c] for c in range(1, wide + 1)] for r in range(1, high + 1)]
    return out


def _written(row: Mapping[str, str | None]) -> Atom:
    """What a cell holds: its own column, else the parameter's name, else the fixed value; people's differences as a third slot."""
    if row.get("cell") not in (None, ""):
        return str(row["cell"]).strip()
    name = (row.get("param") or "").strip()
    if name in ("", "NA"):
        return as_number(row.get("value") or "") if row.get("value") else None
    varying = (row.get("indvarying") or "").strip().upper()
    return f"{name}||{varying}" if varying in ("TRUE", "FALSE") else name


def _matrix(key: str, entry: object) -> Vector:
    if not isinstance(entry, list | tuple):
        return Vector((_atom(key, entry, 1, 1, word=True),), (0,))
    rows = [list(cast("list[object]", row)) if isinstance(row, list | tuple) else [row] for row in cast("list[object]", entry)]
    wide = len(rows[0]) if rows else 0
    if not wide or any(len(row) != wide for row in rows):
        raise SpecError(f"The rows of {key} are not equally long.", why="Each row of a matrix has as many cells.", fix=f"write {_EXAMPLE}")
    atoms = [_atom(key, rows[r][c], r + 1, c + 1) for c in range(wide) for r in range(len(rows))]
    return Vector(tuple(atoms), (0,) * len(atoms), (len(rows), wide))


def _atom(key: str, cell: object, row: int, column: int, *, word: bool = False) -> Atom:
    if isinstance(cell, bool) or not isinstance(cell, str | int | float):
        raise SpecError(
            f"{key}[{row}, {column}] is neither a number nor a text.",
            why="A number fixes a cell, a name frees it.",
            fix=f"write {_EXAMPLE}",
        )
    if isinstance(cell, str):
        head, bar, slots = cell.partition("|")
        # Each "auto" is a parameter of its own, so each gets a name of its own.
        return f"{key.lower()}_{row}_{column}{bar}{slots}" if head.strip() == "auto" and not word else cell
    try:
        return float(cell)
    except OverflowError:
        raise SpecError(f"{key}[{row}, {column}] is out of all bounds.", fix="write a number that fits.") from None


def _list(key: str, entry: object) -> Vector:
    items = list(cast("list[object]", entry)) if isinstance(entry, list | tuple) else [entry]
    atoms: list[Atom] = []
    for item in items:
        if isinstance(item, bool) and key == "tipredDefault":
            atoms.append(item)
        elif isinstance(item, str) and key == "tipredDefault" and item.upper() in ("TRUE", "FALSE"):
            atoms.append(item.upper() == "TRUE")
        elif isinstance(item, str):
            atoms.append(item)
        elif isinstance(item, int | float) and not isinstance(item, bool) and key == "manifesttype":
            atoms.append(float(item))
        else:
            raise SpecError(f"'{key}' holds something that is no text.", fix=f"write {_EXAMPLE}")
    return Vector(tuple(atoms), (0,) * len(atoms))
