"""The text of a small file that a user wrote, or an error that says why it has none."""

from __future__ import annotations

from pathlib import Path

from unspiral.errors import DataError

LARGEST = 1_000_000


def text_of(file: Path) -> str:
    """The file as UTF-8 text, without the mark some editors put before it.

    Raises:
        DataError: no such file, a folder, too large, or not UTF-8.

    Source: tests/measure/questionnaires/test_source_text.py.
    """
    try:
        if file.is_dir():
            raise DataError(f"'{file}' is a folder, not a file.", fix=f"name the file in it, such as {file}/my-scale.toml")
        if not file.is_file():
            raise DataError(f"There is no file '{file}'.", fix=f"check the name: ls {file.parent}")
        if file.stat().st_size > LARGEST:
            raise DataError(f"'{file.name}' is larger than a megabyte; no such file is.", fix="check that it is the right file.")
        return file.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as problem:
        what = f"'{file.name}' is not UTF-8 text (byte {problem.start + 1})."
        raise DataError(what, why="Letters would be read wrongly.", fix="save it as UTF-8.") from None
    except (OSError, ValueError) as problem:
        reason = problem.strerror if isinstance(problem, OSError) and problem.strerror else "no such name is possible"
        raise DataError(
            f"The file cannot be opened ({reason.lower()}).", fix=f"check its name and who may read it: {str(file)[:200]!r}"
        ) from None
