"""The file behind a table: is it there, what are its bytes, and which package can open it."""

from __future__ import annotations

import difflib
import hashlib
import importlib
import os
from pathlib import Path
from typing import Any

from unspiral.errors import DataError

READABLE = (".csv", ".csv.gz", ".tsv", ".txt", ".parquet", ".feather", ".arrow", ".sav", ".zsav", ".por", ".dta")


def find(path: str | os.PathLike[str]) -> Path:
    """The path of a file that can be opened.

    Raises:
        DataError: nothing is there, or it is a folder, or it may not be read.
    """
    file = Path(path)
    try:
        if file.is_dir():
            raise DataError(f"'{file}' is a folder, not a table.", fix=_one_in(file))
        if not file.exists():
            raise DataError(
                f"There is no file '{file}'.{_near(file)}", fix="check the name and the folder it lies in: ls " + _quoted(file.parent)
            )
        with file.open("rb"):
            pass
    except (OSError, ValueError) as problem:  # ValueError: a name that no file can have
        raise DataError(
            f"The file '{file}' cannot be opened ({_reason(problem)}).", fix=f"see who may read it: ls -l {_quoted(file)}"
        ) from None
    return file


def fingerprint(file: Path) -> str:
    """SHA-256 of the file's bytes."""
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def starts_with(file: Path, length: int = 8) -> bytes:
    """The first bytes, by which formats give themselves away whatever the name says."""
    with file.open("rb") as stream:
        return stream.read(length)


def extra(module: str, file: Path) -> Any:
    """A package of the extra ``files``, loaded only now that it is needed."""
    try:
        return importlib.import_module(module)
    except ImportError:
        package = module.partition(".")[0]
        raise DataError(f"Reading '{file.name}' needs {package}, which is not installed.", fix="pip install 'unspiral[files]'") from None


def broken(file: Path, kind: str, problem: BaseException) -> DataError:
    """The error for a file whose inside does not fit its name."""
    return DataError(
        f"'{file.name}' cannot be read as {kind} ({_reason(problem)}).",
        why="It is damaged, incomplete, or another kind of file under this name.",
        fix="copy or export it again, or save it as 'CSV UTF-8' and read that.",
    )


def _reason(problem: BaseException) -> str:
    text = getattr(problem, "strerror", None) or str(problem) or type(problem).__name__
    return str(text).strip().splitlines()[0].rstrip(".")[:120]


def _near(file: Path) -> str:
    if not file.parent.is_dir():
        return f" The folder '{file.parent}' does not exist either."
    names = sorted(p.name for p in file.parent.iterdir() if p.is_file())
    near = difflib.get_close_matches(file.name, names, n=1, cutoff=0.6) or [n for n in names if Path(n).stem == file.stem][:1]
    return f" Did you mean '{near[0]}'?" if near else ""


def _one_in(folder: Path) -> str:
    tables = sorted(p.name for p in folder.iterdir() if p.is_file() and p.name.lower().endswith(READABLE))
    if not tables:
        return "name a file: " + ", ".join(READABLE)
    return f"name a file in it, for example {_quoted(folder / tables[0])}"


def _quoted(path: Path) -> str:
    text = str(path)
    return f"'{text}'" if " " in text else text
