"""SPSS and Stata files, through pyreadstat (extra ``files``), as raw cells."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from unspiral.errors import DataError
from unspiral.measure.source_file import broken, extra, find, fingerprint, starts_with
from unspiral.measure.table import Cells, Table, cells_of


def survey_table(path: Path, reader: str, kind: str) -> Table:
    """Names of a survey file; only the columns that are taken are loaded.

    Values that the file itself declares as missing come as empty cells; value labels are left aside, the numbers count.

    Args:
        path: of the file.
        reader: pyreadstat's function for it.
        kind: of the file, in words, for messages.

    Raises:
        DataError: it is damaged or another kind of file, or pyreadstat is not installed.
    """
    file = find(path)
    read = getattr(extra("pyreadstat", file), reader)
    try:
        _, meta = read(str(file), metadataonly=True, output_format="dict")
    except Exception as problem:  # damaged bytes make such a package fail in many ways
        raise broken(file, kind, problem) from None
    _believable(meta.number_rows, file, kind)
    names = tuple(str(name) for name in meta.column_names)

    def take(wanted: Sequence[str]) -> Cells:
        try:
            held, _ = read(str(file), usecols=list(wanted), output_format="dict")
        except Exception as problem:  # damaged bytes make such a package fail in many ways
            raise broken(file, kind, problem) from None
        cells = cells_of((name, held[name]) for name in wanted)
        if not len(cells.rows):
            raise DataError(
                f"'{file.name}' has variables and no row.", fix="check that it is the right file, or that the export had finished."
            )
        return cells

    return Table(file.name, fingerprint(file), names, take)


def _believable(rows: int | None, file: Path, kind: str) -> None:
    """A damaged count of rows would be believed, and memory asked for each of them."""
    # A row takes a byte at least; zlib, which only one form of SPSS files uses, packs about a thousand into one.
    most = file.stat().st_size * (1100 if starts_with(file, 4) == b"$FL3" else 1)
    if rows is not None and rows > most:
        raise broken(file, kind, ValueError(f"it claims to have {rows} rows, more than it can hold"))
