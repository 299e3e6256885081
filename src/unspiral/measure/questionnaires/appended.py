"""A text table with columns added at its right: every cell that was there stays as it was, letter by letter."""

from __future__ import annotations

import csv
import gzip
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from unspiral.errors import DataError
from unspiral.measure.delimiter import SAID, delimiter_of
from unspiral.measure.exports.formula import escaped
from unspiral.measure.table import Table

TEXT = (".csv", ".tsv", ".txt")
_NUMBER = re.compile(r"[+-]?(?:[0-9]+[.,]?[0-9]*|[.,][0-9]+)(?:[eE][+-]?[0-9]+)?")


def is_text(file: Path) -> bool:
    """Whether a file is a text table, going by its ending."""
    return Path(file.name.lower().removesuffix(".gz")).suffix in TEXT


def appended_text(file: Path, table: Table, rows: int, columns: Mapping[str, Sequence[str]], *, comma: bool) -> tuple[str, int]:
    """The table as text, with columns added.

    Args:
        file: a text table is copied letter by letter, its delimiter, quotes and blank rows with it; from other kinds a text table is made.
        table: the same, opened.
        rows: how many rows of cells it has.
        columns: name -> one text for each row.
        comma: numbers of the added columns get a decimal comma, as the table's own have.

    Returns:
        The text, and how many cells of a table that was no text were changed because a spreadsheet would have run them as formulas.

    Source: tests/measure/questionnaires/test_appended.py.
    """
    added = {
        name: [text.replace(".", ",") if comma and _NUMBER.fullmatch(text) else text for text in texts] for name, texts in columns.items()
    }
    if is_text(file):
        return _copied(file, table.names, rows, added), 0
    return _made(table, added)


def _copied(file: Path, names: tuple[str, ...], rows: int, added: Mapping[str, Sequence[str]]) -> str:
    """Each record with what is added, just before its line end."""
    head = [line for line, _ in zip(_lines(file), range(200)) if line.strip()]
    declared = head[0].lstrip("\ufeff").strip().casefold()
    mark = declared[4:] if declared.startswith("sep=") and declared[4:] in SAID else ""
    mark = mark or delimiter_of([line.lstrip("\ufeff") for line in head[:50]], tab_first=".tsv" in file.name.lower())
    lines = [mark.join(cells) for cells in zip(*(_quoted(texts, mark) for texts in added.values()))]
    heads = mark.join(_quoted(list(added), mark))
    parts: list[str] = []
    done = -1  # the header is still to come
    for record, raw in _records(file, mark):
        body = raw.rstrip("\r\n")
        if done < 0:
            if tuple(cell.strip() for cell in record) != names:
                parts.append(raw)
                continue
            parts.append(f"{body}{mark}{heads}{raw[len(body) :]}")
        elif len(record) == len(names) or any(cell.strip() for cell in record):
            if done >= rows:
                break
            parts.append(f"{body}{mark}{lines[done]}{raw[len(body) :]}")
        else:
            parts.append(raw)
            continue
        done += 1
    if done != rows:
        raise DataError(f"'{file.name}' changed while it was read.", fix="run again when nothing else writes to it.")
    return "".join(parts)


def _records(file: Path, mark: str) -> Iterator[tuple[list[str], str]]:
    """Each record, and the very text it was read from."""
    read: list[str] = []

    def remembered() -> Iterator[str]:
        for place, line in enumerate(_lines(file)):
            read.append(line)
            yield line.lstrip("\ufeff") if place == 0 else line

    for record in csv.reader(remembered(), delimiter=mark, skipinitialspace=True, strict=True):
        yield record, "".join(read)
        read.clear()


def _lines(file: Path) -> Iterator[str]:
    with (
        gzip.open(file, "rt", encoding="utf-8", newline="")
        if file.name.lower().endswith(".gz")
        else file.open(encoding="utf-8", newline="") as text
    ):
        yield from text


def _quoted(texts: Sequence[str], mark: str) -> list[str]:
    """Cells as a text table writes them; each different one is looked at once."""
    special = re.compile(rf'[{re.escape(mark)}"\r\n]')
    written = {text: '"' + text.replace('"', '""') + '"' if special.search(text) else text for text in set(texts)}
    return [written[text] for text in texts]


def _made(table: Table, added: Mapping[str, Sequence[str]]) -> tuple[str, int]:
    """A text table from one that was none. Nothing there was ever run as a formula, and nothing shall be now."""
    names = [name for name in dict.fromkeys(table.names) if name]
    cells = table.take(names)
    changed = 0
    columns: list[list[str]] = []
    for name in names:
        column = cells.columns[name]
        levels = [escaped(text) for text in column.levels]
        codes: list[int] = column.codes.tolist()
        risky = [level != text for level, text in zip(levels, column.levels)]
        changed += sum(risky[code] for code in codes) if any(risky) else 0
        columns.append([levels[code] for code in codes])
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow([*(escaped(name) for name in names), *added])
    writer.writerows(zip(*columns, *added.values()))
    return out.getvalue(), changed
