"""A file, or a folder, that is written whole or not at all: beside its place first, then renamed."""

from __future__ import annotations

import errno
import os
import secrets
import shutil
import stat
from collections.abc import Generator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

from unspiral.errors import SpecError

_NO_SPACE = {errno.ENOSPC, errno.EFBIG, getattr(errno, "EDQUOT", errno.ENOSPC)}


def write_aside(path: str | os.PathLike[str], text: str) -> None:
    """Write a text file whole or not at all.

    Args:
        path: where the file shall be; an older one is replaced, a link is followed, a device such as /dev/stdout is written straight.
        text: written as UTF-8 with the line ends it has.

    Raises:
        SpecError: the folder is missing or cannot be written, the name is a folder, or '-'.
    """
    with file_aside(path) as stream:
        stream.write(text.encode("utf-8", "replace"))  # half a character from a broken argument must not lose a fit


@contextmanager
def file_aside(path: str | os.PathLike[str]) -> Generator[BinaryIO]:
    """A stream of bytes that becomes the file when the block ends well, and leaves nothing when it does not.

    Args:
        path: as in ``write_aside``.

    Raises:
        SpecError: as in ``write_aside``, also when the disk is full.
    """
    if os.fspath(path) == "-":
        raise SpecError("'-' names no file: a file is written whole and then renamed.", fix="give a name, or ./- for that very one.")
    try:
        place = Path(os.path.realpath(path))
        if place.exists() and not place.is_file() and not place.is_dir():
            with place.open("wb") as stream, _block():
                yield stream
            return
        _check_place(place)
        with _replacing(place) as stream, _block():
            yield stream
    except _OfTheBlock as held:
        raise held.problem from None
    except (OSError, ValueError) as problem:
        raise _unwritable("file", path, problem) from None


@contextmanager
def folder_aside(path: str | os.PathLike[str], *, replace: bool = False) -> Generator[Path]:
    """An empty folder that takes its name when the block ends well, and is gone when it does not.

    Args:
        path: where the folder shall be.
        replace: an older folder of that name is taken away once the new one is whole.

    Raises:
        SpecError: something is there already and may not be replaced, or the place cannot be written.
    """
    try:
        place = Path(os.path.realpath(path))
        if place.exists() and not replace:
            raise SpecError(
                f"'{path}' is there already.", why="Nothing is overwritten unasked.", fix="choose another name, or add --force."
            )
        if place.exists() and not place.is_dir():
            raise SpecError(f"'{path}' is a file, and a folder shall be written.", fix="choose another name.")
        if not place.parent.is_dir():
            what = f"The folder '{place.parent}' does not exist, so '{place.name}' cannot be written."
            raise SpecError(what, fix=f"mkdir -p '{place.parent}'")
        aside = _beside(place)
        aside.mkdir()
        try:
            with _block():
                yield aside
            _exchange(aside, place)
        except BaseException:
            shutil.rmtree(aside, ignore_errors=True)
            raise
    except _OfTheBlock as held:
        raise held.problem from None
    except (OSError, ValueError) as problem:
        raise _unwritable("folder", path, problem) from None


class _OfTheBlock(Exception):
    """Carries what went wrong inside a block past the messages about its file, which would be untrue of it."""

    def __init__(self, problem: Exception) -> None:
        self.problem = problem
        super().__init__()


@contextmanager
def _block() -> Generator[None]:
    try:
        yield
    except OSError as problem:
        if problem.errno in _NO_SPACE:
            raise
        raise _OfTheBlock(problem) from problem
    except ValueError as problem:
        raise _OfTheBlock(problem) from problem


def _exchange(aside: Path, place: Path) -> None:
    if not place.exists():
        aside.rename(place)
        return
    old = _beside(place)
    place.rename(old)
    try:
        aside.rename(place)
    except BaseException:
        old.rename(place)
        raise
    shutil.rmtree(old, ignore_errors=True)


def _check_place(place: Path) -> None:
    if place.is_dir():
        raise SpecError(f"'{place}' is a folder, not a file.", fix=f"give a file name in it, such as {place / 'result'}.")
    if not place.parent.is_dir():
        what = f"The folder '{place.parent}' does not exist, so '{place.name}' cannot be written."
        raise SpecError(what, fix=f"mkdir -p '{place.parent}'")
    if place.exists() and not os.access(place, os.W_OK):
        raise SpecError(f"The file '{place}' is there already and is write-protected.", fix="choose another name, or make it writable.")


@contextmanager
def _replacing(place: Path) -> Generator[BinaryIO]:
    aside = _beside(place)
    # os.open and not tempfile: the new file then has the rights that any file made here would have.
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
    handle = os.open(aside, flags, 0o666)
    try:
        with open(handle, "wb") as stream:
            yield stream
            stream.flush()
            os.fsync(stream.fileno())
        if place.exists():
            aside.chmod(stat.S_IMODE(place.stat().st_mode))
        aside.replace(place)
    except BaseException:  # Ctrl-C too must leave nothing half-written behind
        with suppress(OSError):
            aside.unlink()
        raise


def _beside(place: Path) -> Path:
    return place.with_name(f".{place.name[:60]}.{secrets.token_hex(6)}")


def _unwritable(kind: str, path: str | os.PathLike[str], problem: Exception) -> SpecError:
    reason = (problem.strerror or str(problem)).lower() if isinstance(problem, OSError) else str(problem)
    return SpecError(f"The {kind} '{path}' cannot be written: {reason}.", fix="choose another place, or free this one, and run again.")
