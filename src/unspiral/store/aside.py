"""A file that is written whole or not at all: beside its place first, then renamed."""

from __future__ import annotations

import os
import secrets
import stat
from contextlib import suppress
from pathlib import Path

from unspiral.errors import SpecError


def write_aside(path: str | os.PathLike[str], text: str) -> None:
    """Write a file whole or not at all: beside its place first, then renamed.

    Args:
        path: where the file shall be; an older one is replaced, a link is followed, a device such as /dev/stdout is written straight.
        text: written as UTF-8 with the line ends it has.

    Raises:
        SpecError: the folder is missing or cannot be written, the name is a folder, or '-'.
    """
    if os.fspath(path) == "-":
        raise SpecError("'-' names no file: a file is written whole and then renamed.", fix="give a name, or ./- for that very one.")
    content = text.encode("utf-8", "replace")  # half a character from a broken argument must not lose a fit
    try:
        place = Path(os.path.realpath(path))
        if place.exists() and not place.is_file() and not place.is_dir():
            place.write_bytes(content)
            return
        _check_place(place)
        _replace(place, content)
    except (OSError, ValueError) as problem:
        raise SpecError(
            f"The file '{path}' cannot be written: {_reason(problem)}.", fix="choose another place, or free this one, and run again."
        ) from None


def _check_place(place: Path) -> None:
    if place.is_dir():
        raise SpecError(f"'{place}' is a folder, not a file.", fix=f"give a file name in it, such as {place / 'result'}.")
    if not place.parent.is_dir():
        what = f"The folder '{place.parent}' does not exist, so '{place.name}' cannot be written."
        raise SpecError(what, fix=f"mkdir -p '{place.parent}'")
    if place.exists() and not os.access(place, os.W_OK):
        raise SpecError(f"The file '{place}' is there already and is write-protected.", fix="choose another name, or make it writable.")


def _replace(place: Path, content: bytes) -> None:
    aside = place.with_name(f".{place.name[:60]}.{secrets.token_hex(6)}")
    # os.open and not tempfile: the new file then has the rights that any file made here would have.
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
    handle = os.open(aside, flags, 0o666)
    try:
        with open(handle, "wb") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
        if place.exists():
            aside.chmod(stat.S_IMODE(place.stat().st_mode))
        aside.replace(place)
    except BaseException:  # Ctrl-C too must leave nothing half-written behind
        with suppress(OSError):
            aside.unlink()
        raise


def _reason(problem: Exception) -> str:
    return (problem.strerror or str(problem)).lower() if isinstance(problem, OSError) else str(problem)
