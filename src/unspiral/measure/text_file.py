"""The text of a table's file, line by line: plain or gzip, UTF-8, and no larger than it says it is."""

from __future__ import annotations

import gzip
import io
import zlib
from collections.abc import Iterator
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Any

from unspiral.errors import DataError
from unspiral.measure.paste import shell
from unspiral.measure.source_file import broken, starts_with

MOST_LINE = 1 << 24  # characters
_MOST_RATIO = 200
_FREE = 1 << 24  # bytes that any gzip file may unpack to
_UTF16 = (b"\xff\xfe", b"\xfe\xff")
_AS_CSV = "open it in the spreadsheet program and save it as 'CSV UTF-8'."
_EXPORT = "export the table itself as 'CSV UTF-8'."
_OTHER_KINDS = {
    b"pk\x03\x04": ("an Excel workbook or a zip archive", _AS_CSV),
    b"par1": ("a Parquet file", "give the file its right ending: .parquet"),
    b"arrow1": ("a Feather file", "give the file its right ending: .feather"),
    b"$fl2": ("an SPSS file", "give the file its right ending: .sav"),
    b"\xd0\xcf\x11\xe0": ("an old Excel workbook", _AS_CSV),
    b"%pdf": ("a PDF document", _EXPORT),
    b"<?xml": ("an XML document", _EXPORT),
    b"<!doctype": ("a web page", _EXPORT),
    b"<html": ("a web page", _EXPORT),
    b"{\\rtf": ("an RTF document", _EXPORT),
    b"sqlite format": ("an SQLite database", _EXPORT),
    b"bzh": ("compressed with bzip2", "unpack it (bunzip2), and read what comes out."),
    b"\xfd7zxz": ("compressed with xz", "unpack it (xz -d), and read what comes out."),
    b"\x28\xb5\x2f\xfd": ("compressed with zstd", "unpack it (zstd -d), and read what comes out."),
}


def right_kind(file: Path) -> None:
    """Refuse what is no text table by its first bytes, whatever its name says.

    Raises:
        DataError: naming what it is, and the way to a table.
    """
    head = starts_with(file, 64)
    zipped = is_zipped(file)
    if head.startswith(b"\x1f\x8b") and not zipped:
        raise DataError(
            f"'{file.name}' is compressed with gzip, and its name does not say so.", fix=f"mv {shell(file.name)} {shell(file.name + '.gz')}"
        )
    if head and not head.startswith(b"\x1f\x8b") and zipped:
        raise DataError(
            f"'{file.name}' is named as compressed with gzip, and is not.",
            why="It is damaged, or only its name is wrong.",
            fix=f"if it opens as text: mv {shell(file.name)} {shell(file.name[:-3])}",
        )
    plain = head.removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    for start, (kind, fix) in _OTHER_KINDS.items():
        if plain.startswith(start):
            raise DataError(f"'{file.name}' is {kind}, not a text table.", fix=fix)
    if plain.startswith((b'{"', b'[{"')) or plain in (b"{", b"["):
        raise DataError(f"'{file.name}' is a JSON document, not a text table.", fix=_EXPORT)


def lines(file: Path) -> Iterator[str]:
    """Lines of text with their ends; what is no text at all becomes an error that names its row.

    Raises:
        DataError: a zero byte, another encoding than UTF-8, a line without end, a damaged gzip file.
    """
    row = 0
    try:
        with opened(file) as stream, io.TextIOWrapper(stream, encoding="utf-8-sig", newline="") as text:
            for line in iter(partial(text.readline, MOST_LINE), ""):
                row += 1
                if "\0" in line:
                    raise _zero_byte(file, row)
                yield line.lstrip("\ufeff") if row == 1 else line
                if len(line) == MOST_LINE and not line.endswith("\n"):
                    raise DataError(
                        f"Row {row} of '{file.name}' holds more than {MOST_LINE:,} characters in one line.",
                        why="No row of answers is so long; the file is damaged, or its line ends are lost.",
                        fix="export it again as 'CSV UTF-8', one row for each occasion.",
                    )
    except UnicodeDecodeError:
        raise _wrong_encoding(file) from None
    except (EOFError, zlib.error) as problem:
        raise broken(file, "a gzip file", problem) from None
    except OSError as problem:
        raise broken(file, "a gzip file" if isinstance(problem, gzip.BadGzipFile) else "a text table", problem) from None


def opened(file: Path) -> io.BufferedReader:
    """The bytes of the table, unpacked where the file is packed.

    Raises:
        DataError: while reading, once the text is more than 200 times what it was packed into, and more than 16 MiB.
    """
    if is_zipped(file):
        return io.BufferedReader(_Unpacked(file), 1 << 17)
    return file.open("rb")


def believable(file: Path) -> None:
    """Refuse a gzip file out of which far too much comes, before anything looks at each of its lines.

    Raises:
        DataError: as ``opened`` says.
    """
    if is_zipped(file):
        with suppress(OSError, EOFError, zlib.error), opened(file) as stream:  # what is damaged is told with its row, later
            while stream.read(_FREE):
                pass


def is_zipped(file: Path) -> bool:
    """Whether the file's name says that it is packed with gzip."""
    return file.name.lower().endswith(".gz")


class _Unpacked(io.RawIOBase):
    """A gzip file that stops when far more comes out of it than was put in: memory stays as it is, however much is behind it."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._packed = file.open("rb")
        self._text = gzip.GzipFile(fileobj=self._packed)
        self._out = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any, /) -> int:
        count = self._text.readinto(buffer)
        self._out += count
        if self._out > _FREE and self._out > _MOST_RATIO * self._packed.tell():
            raise DataError(
                f"'{self._file.name}' unpacks to more than {_MOST_RATIO} times its size"
                f" ({self._out >> 20} MiB out of {max(self._packed.tell() >> 10, 1)} KiB, and more to come).",
                why="No table of answers packs so well; such a file is damaged, or was made to fill a machine.",
                fix=f"if it is what it should be, unpack it and read that: gunzip {shell(self._file.name)}",
            )
        return count

    def close(self) -> None:
        if not self.closed:
            self._text.close()
            self._packed.close()
        super().close()


def _zero_byte(file: Path, row: int) -> DataError:
    with opened(file) as stream:
        head = stream.read(64)
    for encoding, skipped in (("utf-16le", head[1::2]), ("utf-16be", head[::2])):
        if len(head) >= 4 and not skipped.strip(b"\0") and head.strip(b"\0"):
            return _recode(file, f"Row 1 of '{file.name}' is written in UTF-16 (every second byte is zero), not UTF-8.", encoding)
    return DataError(
        f"Row {row} of '{file.name}' holds a zero byte, which no text has.",
        why="The file is damaged, or it is not a text table.",
        fix="export it again as 'CSV UTF-8'.",
    )


def _wrong_encoding(file: Path) -> DataError:
    row, foreign = 0, 0
    with opened(file) as stream:
        for line in iter(partial(stream.readline, MOST_LINE), b""):
            if row == 0 and line.startswith(_UTF16):
                return _recode(file, f"'{file.name}' is written in UTF-16 (its first row says so), not UTF-8.", "utf-16")
            try:
                line.decode("utf-8")
            except UnicodeDecodeError as problem:
                before = line[: problem.start]
                row += before.count(b"\r") + 1
                if foreign or not before.isascii():
                    return _mixed_encodings(file, row, foreign or row, line[problem.start])
                # Windows has letters where Latin-1 has none: 0x80 to 0x9f.
                windows = 0x80 <= line[problem.start] <= 0x9F
                return _recode(
                    file,
                    f"Row {row} of '{file.name}' is not UTF-8 text (byte {line[problem.start]:#04x}).",
                    "cp1252" if windows else "latin1",
                )
            row += 1
            if not foreign and not line.removeprefix(b"\xef\xbb\xbf").isascii():
                foreign = row
    return _recode(file, f"'{file.name}' is not UTF-8 text.", "latin1")


def _mixed_encodings(file: Path, row: int, foreign: int, byte: int) -> DataError:
    return DataError(
        f"Row {row} of '{file.name}' is not UTF-8 text (byte {byte:#04x}), and row {foreign} is: two encodings in one file.",
        why="Brought to UTF-8 as a whole, the letters of one part would be wrong, and one person could become two.",
        fix=f"save the parts as 'CSV UTF-8' before they are put together, or write row {row} anew.",
    )


def _recode(file: Path, what: str, encoding: str) -> DataError:
    stem = file.name.split(".")[0]
    convert = f"iconv -f {encoding} -t utf-8"
    old, new = shell(file.name), shell(stem + "-utf8" + file.name[len(stem) :].removesuffix(".gz"))
    run = f"gunzip -c {old} | {convert} > {new}" if is_zipped(file) else f"{convert} {old} > {new}"
    return DataError(
        what,
        why="Names and words would be read wrongly, and two people could become one.",
        fix=f"{run}   (or save it as 'CSV UTF-8')",
    )
