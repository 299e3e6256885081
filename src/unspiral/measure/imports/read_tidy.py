"""What unspiral itself wrote: a folder with its manifest, or a diary in one CSV or Parquet file."""

from __future__ import annotations

import csv
import json
import os
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from shutil import copyfileobj
from tempfile import TemporaryDirectory
from typing import Any, cast

from unspiral.errors import DataError
from unspiral.measure.diary import DiaryBuilder
from unspiral.measure.exports.formula import unescaped
from unspiral.measure.exports.manifest import NAME, checked
from unspiral.measure.imports.archive import no_nested, parts_of
from unspiral.measure.source_file import broken, extra, find
from unspiral.records.column import Column
from unspiral.records.diary import COLUMNS, Diary, diary_of

_CHUNK = 1 << 15
_LONGEST = 1 << 27  # letters in one cell; a broken quote could otherwise swallow the file


def read_tidy(path: str | os.PathLike[str]) -> Diary:
    """Read what ``write_tidy``, ``write_csv`` or ``write_parquet`` wrote, exactly.

    Args:
        path: of the folder, of a zip archive of it, or of one of its two tables.

    Returns:
        The diary; of a folder also what was said when its data first came in.

    Raises:
        DataError: the folder is damaged or not whole, or the table is not a diary.

    Source: tests/measure/imports/test_read_tidy.py.
    """
    place = Path(path)
    if place.is_file() and place.suffix.lower() == ".zip":
        return _read_archive(place)
    if not place.is_dir():
        return _read_table(find(place))
    rows, said, unknown = checked(place)
    name = next((name for name in ("answers.csv", "answers.parquet") if name in rows), None)
    if name is None:
        raise DataError(f"The manifest of '{place.name}' names no table of answers.", fix="export the data again.")
    diary = _read_table(place / name)
    if len(diary) != rows[name]:
        raise DataError(f"'{name}' holds {len(diary)} answers, and the manifest says {rows[name]}.", fix="copy the whole folder again.")
    more = tuple(f"'{other}' lies in the folder, and the manifest does not know it; it was not read." for other in unknown)
    return diary_of(diary.columns(), said + more)


def _read_archive(place: Path) -> Diary:
    """The folder of an archive, unpacked for as long as it is read; nothing else in the archive is touched."""
    parts = parts_of(place)
    manifest = next((part for part in parts if part.file == NAME), None)
    if manifest is None:
        raise no_nested(parts, f"{NAME} of unspiral")
    inside = manifest.name.removesuffix(NAME)
    with TemporaryDirectory() as beside:
        folder = Path(beside) / "unpacked"
        folder.mkdir()
        for part in parts:
            if part.name == inside + part.file:
                with part.open() as held, (folder / part.file).open("wb") as copy:
                    copyfileobj(held, copy, 1 << 20)
        try:
            return read_tidy(folder)
        except DataError as problem:
            what = problem.what.replace(f"{folder}{os.sep}", "").replace("'unpacked'", f"'{place.name}'")
            raise DataError(f"{place.name}: {what}", why=problem.why, fix="copy the archive again, or export the data again.") from None


def is_diary_header(names: tuple[str, ...]) -> bool:
    """Whether a table's header is that of a diary."""
    return names == COLUMNS


def _read_table(file: Path) -> Diary:
    if file.suffix.lower() == ".parquet":
        return _read_parquet(file)
    builder = DiaryBuilder()
    records = _records(file)
    names = tuple(next(records, ()))
    if not is_diary_header(names):
        raise DataError(
            f"'{file.name}' is not a diary in long form: its first row does not hold the names {', '.join(COLUMNS)}.",
            fix=f"say what its columns are: unspiral measure import '{file}' --preview",
        )
    row = 1
    while part := list(islice(records, _CHUNK)):
        for number, record in enumerate(part, row + 1):
            if len(record) != len(COLUMNS):
                raise DataError(
                    f"Row {number} of '{file.name}' has {len(record)} cells, and the header has {len(COLUMNS)} names.",
                    why="Which cell belongs to which column cannot be told.",
                    fix="copy or export the file again.",
                )
        row += len(part)
        builder.add_rows(map(tuple, part))
    return diary_of(Column(column.name, tuple(map(unescaped, column.levels)), column.codes) for column in builder.build().columns())


def _records(file: Path) -> Iterator[list[str]]:
    before = csv.field_size_limit(_LONGEST)
    try:
        with file.open(encoding="utf-8-sig", newline="") as text:
            yield from csv.reader(text, strict=True)
    except UnicodeDecodeError:
        raise DataError(
            f"'{file.name}' is not UTF-8 text.", why="Words would be read wrongly.", fix="copy or export the file again."
        ) from None
    except csv.Error as problem:
        raise broken(file, "a diary in CSV", problem) from None
    finally:
        csv.field_size_limit(before)


def _read_parquet(file: Path) -> Diary:
    pa: Any = extra("pyarrow", file)
    parquet: Any = extra("pyarrow.parquet", file)
    try:
        table: Any = parquet.read_table(file, use_threads=False)
        told: dict[bytes, bytes] = table.schema.metadata or {}
        held = tuple(str(name) for name in table.column_names)
        texts = is_diary_header(held) and all(pa.types.is_string(field.type) for field in table.schema)
        said = tuple(map(str, cast("list[object]", json.loads(told[b"unspiral"])["said"]))) if b"unspiral" in told else ()
        columns = [_column(name, table[name].combine_chunks().dictionary_encode()) for name in COLUMNS] if texts else []
    except (pa.ArrowException, OSError, ValueError, KeyError, TypeError) as problem:
        raise broken(file, "a diary in Parquet", problem) from None
    if not columns:
        raise DataError(
            f"'{file.name}' is not a diary in long form: its columns are not {', '.join(COLUMNS)}, all text.",
            fix=f"say what its columns are: unspiral measure import '{file}' --preview",
        )
    return diary_of(columns, said)


def _column(name: str, encoded: Any) -> Column:
    import numpy as np

    if encoded.null_count:
        raise ValueError(f"column {name} has empty places")
    levels: list[str] = encoded.dictionary.to_pylist()
    return Column(name, tuple(levels), np.asarray(encoded.indices.to_numpy(zero_copy_only=False), dtype=np.int64))
