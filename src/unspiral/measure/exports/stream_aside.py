"""A file that is written piece by piece, and yet whole or not at all: beside its place first, then renamed."""

from __future__ import annotations

import io
import os
import secrets
import stat
from collections.abc import Generator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TextIO

from unspiral.errors import SpecError


@contextmanager
def stream_aside(path: str | os.PathLike[str]) -> Generator[TextIO, None, None]:
    """Open a file for writing; it takes its place only when everything was written.

    ``unspiral.store.aside.write_aside`` does the same for a text that is there as a whole.

    Args:
        path: where the file shall be; an older one is replaced, a link is followed, a device such as /dev/stdout is written straight.

    Yields:
        A stream of text, written as UTF-8 with the line ends it has.

    Raises:
        SpecError: the folder is missing or cannot be written, the name is a folder, the disk is full, or '-'.

    Source: tests/measure/exports/test_stream_aside.py
    """
    if os.fspath(path) == "-":
        raise SpecError("'-' names no file: a file is written whole and then renamed.", fix="give a name, or ./- for that very one.")
    try:
        place = Path(os.path.realpath(path))
        straight = place.exists() and not place.is_file() and not place.is_dir()
        if not straight:
            _check_place(place)
        aside = place if straight else place.with_name(f".{place.name[:60]}.{secrets.token_hex(6)}")
        handle = os.open(aside, os.O_WRONLY | (0 if straight else os.O_CREAT | os.O_EXCL) | getattr(os, "O_BINARY", 0), 0o666)
    except (OSError, ValueError) as problem:
        raise _cannot(path, problem) from None
    try:
        with io.TextIOWrapper(open(handle, "wb"), encoding="utf-8", newline="") as stream:
            yield stream
            stream.flush()
            if not straight:
                os.fsync(handle)
        if not straight:
            if place.exists():
                aside.chmod(stat.S_IMODE(place.stat().st_mode))
            aside.replace(place)
    except BaseException as problem:  # Ctrl-C too must leave nothing half-written behind
        if not straight:
            with suppress(OSError):
                aside.unlink()
        if isinstance(problem, OSError):
            raise _cannot(path, problem) from None
        raise


def _check_place(place: Path) -> None:
    if place.is_dir():
        raise SpecError(f"'{place}' is a folder, not a file.", fix=f"give a file name in it, such as {place / 'result.json'}.")
    if not place.parent.is_dir():
        what = f"The folder '{place.parent}' does not exist, so '{place.name}' cannot be written."
        raise SpecError(what, fix=f"mkdir -p '{place.parent}'")
    if place.exists() and not os.access(place, os.W_OK):
        raise SpecError(f"The file '{place}' is there already and is write-protected.", fix="choose another name, or make it writable.")


def _cannot(path: str | os.PathLike[str], problem: OSError | ValueError) -> SpecError:
    reason = (problem.strerror or str(problem)).lower() if isinstance(problem, OSError) else str(problem)
    return SpecError(
        f"The file '{os.fspath(path)}' cannot be written: {reason}.", fix="choose another place, or free this one, and run again."
    )
