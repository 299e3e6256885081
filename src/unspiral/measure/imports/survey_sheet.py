"""What SPSS, Stata and SAS transport files say of their variables, and their rows some at a time, codes of missing values kept."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from unspiral.measure.source_file import broken, extra
from unspiral.measure.table import cell_text

MOST_ROWS = 20_000


@dataclass(frozen=True, slots=True)
class Words:
    """What a survey file says of its variables.

    Args:
        labels: variable -> the question's words.
        values: variable -> code -> words.
        missing: variable -> codes and ranges ("-99..-90") that count as missing.
    """

    labels: Mapping[str, str]
    values: Mapping[str, Mapping[str, str]]
    missing: Mapping[str, tuple[str, ...]]


def survey_words(file: Path, reader: str, kind: str) -> Words:
    """Labels of variables and values, and the values that the file declares as missing.

    Raises:
        DataError: the file is damaged, or pyreadstat is not installed.
    """
    try:
        _, meta = getattr(extra("pyreadstat", file), reader)(str(file), metadataonly=True, output_format="dict", **_keep(reader))
    except Exception as problem:  # damaged bytes make such a package fail in many ways
        raise broken(file, kind, problem) from None
    labels = {str(n): str(text) for n, text in zip(meta.column_names, meta.column_labels) if text}
    values = {str(n): {_code(code): str(text) for code, text in words.items()} for n, words in meta.variable_value_labels.items()}
    missing: dict[str, tuple[str, ...]] = {}
    for name, ranges in (getattr(meta, "missing_ranges", None) or {}).items():
        missing[str(name)] = tuple(_range(part) for part in ranges)
    for name, codes in (getattr(meta, "missing_user_values", None) or {}).items():
        missing[str(name)] = (*missing.get(str(name), ()), *(_code(code) for code in codes))
    return Words(labels, values, missing)


def survey_chunks(
    file: Path, reader: str, kind: str, wanted: Sequence[str], rows: int
) -> Iterator[tuple[Sequence[int], dict[str, Sequence[str]]]]:
    """Numbers of rows, counted from 1, and the cells of the wanted columns.

    Raises:
        DataError: the file is damaged.
    """
    read = getattr(extra("pyreadstat", file), reader)
    offset, step = 0, max(rows, MOST_ROWS // 10)
    while True:
        try:
            held, _ = read(str(file), usecols=list(wanted), output_format="dict", row_offset=offset, row_limit=step, **_keep(reader))
        except Exception as problem:  # damaged bytes make such a package fail in many ways
            raise broken(file, kind, problem) from None
        columns: dict[str, Sequence[str]] = {name: [_cell(value) for value in held[name]] for name in wanted}
        count = len(columns[wanted[0]])
        if count:
            yield range(offset + 1, offset + 1 + count), columns
        if count < step:
            return
        offset += count


def _keep(reader: str) -> dict[str, Any]:
    """Codes of missing values are kept, so that they can be counted; portable and transport files know none."""
    return {"user_missing": True} if reader in ("read_sav", "read_dta") else {}


def _range(part: Mapping[str, Any]) -> str:
    low, high = _code(part["lo"]), _code(part["hi"])
    return low if low == high else f"{low}..{high}"


def _code(value: object) -> str:
    return cell_text(value)


def _cell(value: object) -> str:
    return cell_text(value)
