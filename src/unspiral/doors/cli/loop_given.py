"""A loop from the command line: the text itself, or ``@FILE``."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

from unspiral.errors import SpecError, did_you_mean
from unspiral.loop.language import parse
from unspiral.loop.model import Loop


def loop_given(value: str, before: str) -> Loop:
    """The loop that was given as an argument.

    Args:
        value: the loop's text, or @ and the name of a file that holds it.
        before: what stands before it on the command line: "--loop" or "unspiral loop".

    Raises:
        SpecError: the file cannot be read, or the text is no loop; the message says where.
    """
    text = loop_text(value)
    try:
        return parse(text)
    except SpecError as problem:
        if os.path.isfile(value):
            raise SpecError(f"'{value}' is no loop.", why="There is a file of that name.", fix=f"{before} @{value}") from None
        option = f"{before}: " if before.startswith("--") else ""
        where = f"In the file '{value[1:]}': " if value.startswith("@") else option
        raise SpecError(where + problem.what, why=problem.why, fix=problem.fix) from None


def loop_text(value: str) -> str:
    """The loop's text from an argument: the text itself, or what stands in FILE for ``@FILE``.

    Raises:
        SpecError: the file is missing, is a folder, cannot be read or is not UTF-8 text.
    """
    if not value.startswith("@"):
        return value
    path = Path(value[1:])
    try:
        return path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as problem:
        raise SpecError(
            f"The file '{path}' is not UTF-8 text (byte {problem.start + 1}).",
            why="The loop is read as text.",
            fix="save the file as UTF-8 in your editor, or write the loop on the command line.",
        ) from None
    except (OSError, ValueError) as problem:
        raise SpecError(
            f"The loop file '{path}' cannot be read: {reason(problem)}.{_near_file(path)}", fix="give the name of a text file after the @."
        ) from None


def _near_file(path: Path) -> str:
    with suppress(OSError, ValueError):
        return did_you_mean(path.name, [entry.name for entry in path.parent.iterdir() if entry.is_file()])
    return ""


def reason(problem: Exception) -> str:
    """Why a file could not be read, in the system's words."""
    return (problem.strerror or str(problem)).lower() if isinstance(problem, OSError) else str(problem)
