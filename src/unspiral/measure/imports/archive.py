"""An export as it comes: one file, a folder, or a zip archive that is never unpacked onto the disk, within limits."""

from __future__ import annotations

import io
import os
import re
import zipfile
import zlib
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, TYPE_CHECKING

from unspiral.errors import DataError
from unspiral.measure.paste import shell
from unspiral.measure.saying import counted
from unspiral.measure.source_file import broken

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

MIB = 1 << 20
# Below this size a file may be packed as tightly as it likes: it cannot fill a machine.
_SMALL = 16 * MIB
_NO_NAME = re.compile(r"^(?:[\\/]|[A-Za-z]:)|(?:^|[\\/])\.\.(?:[\\/]|$)|[\x00-\x1f]")
_NESTED = (".zip", ".tgz", ".tar.gz", ".7z", ".rar")


@dataclass(frozen=True, slots=True)
class Limits:
    """How much an archive may hold. A real export of ten years has a few gigabytes, packed about 20 to 1.

    Args:
        size: bytes of all files together, unpacked.
        ratio: how many times larger a file may become; a made-up one can become 1000 times larger.
        files: how many files.
    """

    size: int = 16 << 30
    ratio: float = 250.0
    files: int = 100_000


USUAL = Limits()


@dataclass(frozen=True, slots=True)
class Part:
    """One file of an export.

    Args:
        name: its path within the export, parted by /.
        size: in bytes, unpacked.
        whole: the file that the person named: the archive, or the file itself.
        opener: opens it; ``open`` is what to call.
    """

    name: str
    size: int
    whole: Path
    opener: Callable[[], IO[bytes]] = field(repr=False)

    @property
    def file(self) -> str:
        """Its name without folders."""
        return self.name.rsplit("/", 1)[-1]

    def open(self) -> io.BufferedReader:
        """Its bytes, as a stream; damage becomes a DataError when it is met.

        Raises:
            DataError: it is damaged, locked, or packed in a way that cannot be opened.
        """
        return io.BufferedReader(_Stream(self), 1 << 18)

    def head(self, length: int = 1 << 16) -> bytes:
        """Its first bytes."""
        with self.open() as stream:
            return stream.read(length)


class _Stream(io.RawIOBase):
    """Reads a part and turns whatever is wrong with its bytes into an error for people."""

    def __init__(self, part: Part) -> None:
        super().__init__()
        self._part = part
        self._inner: IO[bytes] | None = None

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: WriteableBuffer, /) -> int:
        view = memoryview(buffer).cast("B")
        try:
            if self._inner is None:
                self._inner = self._part.opener()
            got = self._inner.read(len(view))
        except RuntimeError as problem:  # what zipfile raises for a password, and NotImplementedError for a rare way of packing
            raise _locked(self._part, problem) from None
        except (OSError, EOFError, zipfile.BadZipFile, zlib.error, ValueError) as problem:
            raise broken(Path(self._part.file), "part of an export", problem) from None
        view[: len(got)] = got
        return len(got)

    def close(self) -> None:
        if self._inner is not None:
            self._inner.close()
        super().close()


def parts_of(path: str | os.PathLike[str], limits: Limits = USUAL) -> tuple[Part, ...]:
    """The files of an export, sorted by name: of a zip archive, of a folder and all folders in it, or the one file that was named.

    Args:
        path: of the archive, the folder or the file.
        limits: how much an archive may hold.

    Raises:
        DataError: nothing is there, the archive is damaged, or it asks for more room than the limits give.

    Source: tests/measure/imports/test_archive.py.
    """
    place = Path(path)
    try:
        if not os.fspath(path) or not place.exists():  # an empty name would be the folder that one is in
            raise DataError(f"There is no file or folder '{os.fspath(path)}'.", fix=f"check the name: ls {shell(str(place.parent))}")
        if place.is_dir():
            return _of_folder(place, limits)
        if not place.is_file():  # a pipe would be waited for without end
            raise DataError(f"'{place}' is neither a file nor a folder.", fix="save the export as a file, and name that.")
        with place.open("rb") as stream:
            start = stream.read(4)
        size = place.stat().st_size
    except (OSError, ValueError) as problem:  # ValueError: a name that no file can have
        reason = getattr(problem, "strerror", None) or str(problem)
        raise DataError(f"'{place}' cannot be opened ({reason}).", fix=f"see who may read it: ls -l {shell(str(place.parent))}") from None
    if size == 0:
        raise DataError(f"'{place.name}' is empty.", fix="copy or download it again; the export had probably not finished.")
    if start[:2] == b"PK" or zipfile.is_zipfile(place):
        return _of_zip(place, limits)
    if start[:2] == b"\x1f\x8b":
        raise DataError(
            f"'{place.name}' is packed with gzip or tar, which is not read here.",
            fix=f"unpack it and name the folder: tar xzf {shell(place.name)}",
        )
    return (Part(place.name, size, place, lambda: place.open("rb")),)


def no_nested(parts: tuple[Part, ...], wanted: str) -> DataError:
    """The error for an export in which nothing wanted was found; points at an archive inside it where there is one."""
    whole = parts[0].whole if parts else Path("export")
    nested = [part.file for part in parts if part.file.lower().endswith(_NESTED)]
    if nested:
        return DataError(
            f"'{whole.name}' holds no {wanted}, but another archive, '{nested[0][:60]}'.",
            why="An archive within an archive is not opened: it can be made to grow without end.",
            fix=f"unpack the outer one and name the inner one: unzip {shell(whole.name)}",
        )
    return DataError(
        f"'{whole.name}' holds no {wanted} ({counted(len(parts), 'file was', 'files were')} looked at).",
        fix="check that it is the right export, and that it had finished before it was copied.",
    )


def _of_folder(place: Path, limits: Limits) -> tuple[Part, ...]:
    parts: list[Part] = []
    for folder, inner, names in os.walk(place):
        inner.sort()
        for name in sorted(names):
            file = Path(folder) / name
            if file.is_symlink() or not file.is_file() or name.startswith("._"):
                continue
            if len(parts) >= limits.files:
                raise _too_much(place, f"holds more than {limits.files} files", f"files={2 * limits.files}")
            parts.append(Part(file.relative_to(place).as_posix(), file.stat().st_size, place, _opener(file)))
    if not parts:
        raise DataError(f"The folder '{place}' holds no file.", fix="name the folder that the export was unpacked into.")
    return tuple(sorted(parts, key=lambda part: part.name))


def _opener(file: Path) -> Callable[[], IO[bytes]]:
    return lambda: file.open("rb")


def _of_zip(place: Path, limits: Limits) -> tuple[Part, ...]:
    try:
        archive = zipfile.ZipFile(place)
    except (OSError, EOFError, zipfile.BadZipFile, NotImplementedError, ValueError) as problem:
        raise broken(place, "a zip archive", problem) from None
    held = [info for info in archive.infolist() if not info.is_dir() and not info.filename.startswith("__MACOSX/")]
    if not held:
        raise DataError(f"'{place.name}' is an archive without any file in it.", fix="make the export again, or copy it again.")
    if len(held) > limits.files:
        raise _too_much(place, f"holds {len(held)} files", f"files={2 * len(held)}")
    total = sum(info.file_size for info in held)
    if total > limits.size:
        raise _too_much(place, f"would grow to {total / 1e9:.1f} GB, and the limit is {limits.size / 1e9:.1f} GB", f"size={2 * total}")
    for info in held:
        if _NO_NAME.search(info.filename):
            raise DataError(
                f"'{place.name}' holds a file whose name points outside of it ({info.filename[:60]!r}).",
                why="No phone makes such an export; the archive may have been made to overwrite files.",
                fix="make the export again on the phone, and read that.",
            )
        ratio = info.file_size / max(info.compress_size, 1)
        if info.file_size > _SMALL and ratio > limits.ratio:
            grown = f"holds a file that would grow {ratio:.0f} times, to {info.file_size / 1e9:.2f} GB"
            raise _too_much(place, f"{grown}, and the limit is {limits.ratio:.0f} times", f"ratio={2 * ratio:.0f}")
    return tuple(
        Part(info.filename, info.file_size, place, lambda info=info: archive.open(info)) for info in sorted(held, key=lambda i: i.filename)
    )


def _too_much(place: Path, what: str, argument: str) -> DataError:
    return DataError(
        f"'{place.name}' {what}.",
        why="An archive can be made to fill a machine's memory or disk.",
        fix=f"if you trust it, unpack it and name the folder, or pass limits=Limits({argument}) from unspiral.measure.imports.archive.",
    )


def _locked(part: Part, problem: RuntimeError) -> DataError:
    if isinstance(problem, NotImplementedError):
        return DataError(
            f"'{part.file[:60]}' in '{part.whole.name}' is packed in a way that cannot be opened here.",
            fix=f"unpack it and name the folder: unzip {shell(part.whole.name)}",
        )
    return DataError(
        f"'{part.file[:60]}' in '{part.whole.name}' is locked with a password.",
        fix=f"unpack it with the password and name the folder: unzip {shell(part.whole.name)}",
    )
