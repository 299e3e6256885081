"""A diary as a folder: the answers, a codebook, and a manifest by which a damaged copy is noticed."""

from __future__ import annotations

import os
from collections.abc import Mapping
from importlib.util import find_spec
from pathlib import Path
from shutil import copyfileobj
from tempfile import TemporaryDirectory
from typing import BinaryIO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from unspiral.aside import file_aside, folder_aside
from unspiral.errors import SpecError
from unspiral.measure.exports.cells_out import write_cells
from unspiral.measure.exports.codebook import Entry, as_csv, as_json, codebook
from unspiral.measure.exports.manifest import NAME, manifest_text
from unspiral.measure.exports.write_parquet import parquet_into
from unspiral.measure.questionnaires.instrument import Instrument
from unspiral.records.diary import Diary

_READ_ME = """This folder holds answers that were taken out of unspiral.

answers.csv      one row for each answer: person, time, end, instrument, form, item, value, unit, source.
                 An apostrophe before = + - or @ keeps a spreadsheet from running the cell; unspiral takes it away again.
answers.parquet  the same, raw (only where the package pyarrow was there).
codebook.csv     what each item is: its question, its options, how often it was answered. codebook.json holds the same.
manifest.json    rows, bytes and fingerprint (SHA-256) of each file, and what was guessed or left out when the data were read.

To read it again:  unspiral measure import FOLDER -o diary.csv

LOINC codes in the codebook are copyright Regenstrief Institute, Inc.; their terms of use are at loinc.org.
"""


def write_tidy(
    diary: Diary, path: str | os.PathLike[str], *, instruments: Mapping[str, Instrument] | None = None, replace: bool = False
) -> Path:
    """Write a folder, or a zip archive, with answers, codebook and manifest; ``read_tidy`` gives the diary back exactly.

    The same diary gives the same bytes.

    Args:
        diary: what was answered.
        path: of the folder, or of an archive where it ends in .zip; written whole or not at all.
        instruments: id -> questionnaire, for the words in the codebook; those of the diary, out of the library, when left out.
        replace: whether what has that name may be replaced.

    Returns:
        The folder or archive.

    Raises:
        DataError: a cell holds what no text table can hold.
        SpecError: it is there already, or cannot be written.

    Source: tests/measure/exports/test_write_tidy.py.
    """
    known = _known(diary) if instruments is None else instruments
    entries = codebook(diary, known)
    used = {name: known[name].version for name in diary.instrument.levels if name in known}
    if is_archive(path):
        if Path(path).exists() and not replace:
            raise SpecError(
                f"'{path}' is there already.", why="Nothing is overwritten unasked.", fix="choose another name, or add --force."
            )
        with file_aside(path) as stream, TemporaryDirectory() as beside:
            _packed(_filled(Path(beside), diary, entries, used), stream)
    else:
        with folder_aside(path, replace=replace) as folder:
            _filled(folder, diary, entries, used)
    return Path(path)


def is_archive(path: str | os.PathLike[str]) -> bool:
    """Whether a place asks for one file, a zip archive, in place of a folder."""
    return os.fspath(path).lower().endswith(".zip")


def _filled(folder: Path, diary: Diary, entries: tuple[Entry, ...], used: Mapping[str, str]) -> tuple[Path, ...]:
    with (folder / "answers.csv").open("wb") as stream:
        write_cells(diary, stream)
    rows = {"answers.csv": len(diary)}
    if find_spec("pyarrow") is not None:
        with (folder / "answers.parquet").open("wb") as stream:
            parquet_into(diary, stream)
        rows["answers.parquet"] = len(diary)
    for name, text, count in (
        ("codebook.csv", as_csv(entries), len(entries)),
        ("codebook.json", as_json(entries), len(entries)),
        ("README.txt", _READ_ME, 0),
    ):
        (folder / name).write_bytes(text.encode("utf-8"))
        rows[name] = count
    (folder / NAME).write_bytes(manifest_text(folder, rows, used, diary.said).encode("utf-8"))
    return tuple(folder / name for name in (*rows, NAME))


def _packed(files: tuple[Path, ...], stream: BinaryIO) -> None:
    """The files in one archive, all with the same date and rights, so that the same diary gives the same bytes."""
    with ZipFile(stream, "w") as archive:
        for file in files:
            entry = ZipInfo(file.name)  # of 1980, as its maker says
            entry.compress_type, entry.create_system, entry.external_attr = ZIP_DEFLATED, 3, 0o644 << 16
            with file.open("rb") as held, archive.open(entry, "w", force_zip64=file.stat().st_size > 1 << 30) as place:
                copyfileobj(held, place, 1 << 20)


def _known(diary: Diary) -> dict[str, Instrument]:
    from unspiral.measure.questionnaires.library import instrument, instruments

    held = set(instruments())
    return {name: instrument(name) for name in diary.instrument.levels if name in held}
