"""Summary statistics in place of a table: means, covariances and how many people, from a JSON file."""

from __future__ import annotations

import json
import math
import os
from collections.abc import Mapping
from typing import Any, NoReturn, cast

import numpy as np
from jaxtyping import Float
from numpy import ndarray

from unspiral.errors import DataError, did_you_mean
from unspiral.measure.source_file import broken, find, fingerprint
from unspiral.records import Moments, Source
from unspiral.units import TIME_UNITS

_NEEDED = ("waves", "unit", "columns", "mean", "cov", "n")
_COUNTS = ("occasions", "answers")
_KNOWN = (*_NEEDED, "information", "source", *_COUNTS)
# How far apart the two halves of a symmetric matrix may lie: room for printed digits, none for mistakes.
_SYMMETRY = 1e-6


def read_moments(path: str | os.PathLike[str]) -> Moments:
    """Read the summary statistics of a panel with planned waves.

    Args:
        path: of a JSON file with ``waves`` (planned times), ``unit``, ``columns``, ``mean`` (columns within wave), ``cov``
            (the same order; divisor n), ``n`` (persons), and ``information``: the observed information of the means and the
            lower triangle of ``cov``, column by column, when answers are missing; else null. With it may come ``occasions`` and
            ``answers``: how many there were over all persons and columns.

    Returns:
        The moments; ``cov`` and ``information`` are exactly symmetric.

    Raises:
        DataError: the file is no such document, or its numbers do not fit together.

    Source: tests/measure/test_read_moments.py.
    """
    file = find(path)
    try:
        # From the bytes: JSON may be UTF-8, 16 or 32, and says so by itself.
        loaded: object = json.loads(file.read_bytes(), parse_constant=_constant, object_pairs_hook=_once)
    except (ValueError, RecursionError) as problem:
        raise broken(file, "a JSON document", problem) from None
    if not isinstance(loaded, dict):
        _fail(
            "The document is not an object in braces.",
            '{"waves": [0, 6], "unit": "month", "columns": [...], "mean": [...], "cov": [...], "n": 200}',
        )
    document = cast("dict[str, object]", loaded)
    said = _keys(document)
    waves = _vector(document, "waves")
    if len(waves) < 2 or not bool((np.diff(waves) > 0).all()):
        _fail("'waves' must be two or more times, each later than the one before.", '"waves": [0, 6, 12]')
    unit = document["unit"]
    if not isinstance(unit, str) or unit not in TIME_UNITS:
        _fail(f"'unit' is not a unit of time.{did_you_mean(str(unit)[:20], TIME_UNITS)}", '"unit": "month"')
    columns = _columns(document["columns"])
    cells = len(waves) * len(columns)
    mean = _vector(document, "mean")
    if len(mean) != cells:
        _fail(
            f"'mean' has {len(mean)} numbers; {len(waves)} waves of {len(columns)} columns need {cells}.",
            "give the means column by column within each wave",
        )
    cov = _matrix(document, "cov", cells, f"{len(waves)} waves of {len(columns)} columns")
    information = None
    if document.get("information") is not None:
        free = cells + cells * (cells + 1) // 2
        information = _matrix(document, "information", free, f"{cells} means and the {free - cells} entries of a triangle of 'cov'")
    n = _people(document["n"])
    if information is None and n <= cells:
        _fail(
            f"{n} people who answered everything cannot have this 'cov': of {cells} columns it would not be positive definite.",
            'correct "n", or give "information" where answers are missing',
        )
    occasions, answers = (_count(document, name, n * cells) for name in _COUNTS)
    if information is not None and (occasions is None or answers is None):
        said = (*said, 'How many answers are missing is not said in the file ("occasions", "answers"): the planned ones are counted.')
    return Moments(waves, columns, mean, cov, n, information, unit, Source(file.name, fingerprint(file), 0, said), occasions, answers)


def _keys(document: dict[str, object]) -> tuple[str, ...]:
    for name in _NEEDED:
        if name not in document:
            near = did_you_mean(name, document.keys())
            _fail(f"'{name}' is missing from the document.{near}", f'add "{name}"; needed are ' + ", ".join(_NEEDED))
    strange = [key for key in document if key not in _KNOWN]
    for key in strange:
        # A slip in "information" would be taken for complete data, and every standard error would be too small.
        near = did_you_mean(key, _KNOWN)
        if near:
            _fail(f"'{key[:40]}' is not a part of the document.{near}", "correct the name, or take the part out")
    return (f"Not used: {', '.join(key[:40] for key in strange)}.",) if strange else ()


def _columns(value: object) -> tuple[str, ...]:
    names: list[object] = cast("list[object]", value) if isinstance(value, list) else []
    texts = tuple(name.strip() for name in names if isinstance(name, str))
    if not texts or len(texts) != len(names) or not all(texts) or len(set(texts)) != len(texts):
        _fail("'columns' must be different names, one or more.", '"columns": ["pain", "depression"]')
    return texts


def _count(document: Mapping[str, object], name: str, most: int) -> int | None:
    value = document.get(name)
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not 1 <= value <= most or value != int(value):
        _fail(f"'{name}' must be a whole number from 1 to {most}.", f'"{name}": {most}, or leave it out')
    return int(value)


def _people(value: object) -> int:
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not 2 <= value < 1e15 or value != int(value):
        _fail("'n' must be a whole number of persons, 2 or more.", '"n": 200')
    return int(value)


def _vector(document: Mapping[str, object], name: str) -> Float[ndarray, " numbers"]:
    return np.array(_numbers(document[name], f"'{name}'"), dtype=np.float64)


def _matrix(document: Mapping[str, object], name: str, size: int, need: str) -> Float[ndarray, "size size"]:
    value = document[name]
    rows: list[object] = cast("list[object]", value) if isinstance(value, list) else []
    held = [_numbers(row, f"Row {i} of '{name}'") for i, row in enumerate(rows, 1)]
    widths = {len(row) for row in held}
    if len(held) != size or widths != {size}:
        shape = f"{len(held)} rows of {' or '.join(str(w) for w in sorted(widths)) or '0'} numbers"
        _fail(f"'{name}' has {shape}; {need} need {size} rows of {size}.", f"write '{name}' as a square of {size} rows of {size} numbers")
    matrix = np.array(held, dtype=np.float64)
    scale = np.sqrt(np.abs(np.diag(matrix)))
    apart = np.abs(matrix - matrix.T) > _SYMMETRY * np.maximum(np.outer(scale, scale), np.finfo(float).tiny)
    if apart.any():
        i, j = (int(k) for k in np.argwhere(apart)[0])
        _fail(
            f"'{name}' is not symmetric: row {i + 1}, column {j + 1} is {matrix[i, j]:g}, its mirror image {matrix[j, i]:g}.",
            "write both halves of the square alike",
        )
    symmetric = (matrix + matrix.T) / 2.0
    _definite(symmetric, scale, name)
    return symmetric


def _definite(matrix: Float[ndarray, "size size"], scale: Float[ndarray, " size"], name: str) -> None:
    """On the scale of correlations, so that units do not decide."""
    # Far below any unit of measurement, and safe to divide by.
    sound = bool((np.diag(matrix) > 1e-200).all())
    smallest = float(np.linalg.eigvalsh(matrix / scale / scale[:, None])[0]) if sound else -math.inf
    if not smallest > 1e-10:
        what = "a diagonal entry is not above 0" if not sound else f"its smallest eigenvalue, as correlations, is {smallest:.2g}"
        _fail(
            f"'{name}' is not positive definite: {what}.",
            "give more digits, leave out a column that is a sum of others, or estimate all entries together by maximum likelihood",
        )


def _numbers(value: object, what: str) -> list[float]:
    if not isinstance(value, list):
        _fail(f"{what} must be a list of numbers.", "[1.0, 2.0]")
    held: list[float] = []
    for i, entry in enumerate(cast("list[object]", value), 1):
        if isinstance(entry, bool) or not isinstance(entry, (int, float)) or not abs(entry) < 1e300:
            _fail(f"{what}, entry {i}, is not a number that can be used.", "write a finite number there")
        held.append(float(entry))
    return held


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    document = dict(pairs)
    if len(document) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        _fail(f"'{twice[:40]}' stands twice in the document.", "keep one of them")
    return document


def _constant(text: str) -> NoReturn:
    _fail(f"'{text}' is not a number that can be used.", "write a finite number there, or null for 'information'")


def _fail(what: str, fix: str) -> NoReturn:
    raise DataError(what, fix=fix)
