"""The file of a fit: written whole or not at all, opened again equal to the last bit.

Python writes the shortest decimal that reads back as the same float. JSON has no nan and no infinity: where a Fit holds one, the
document holds null.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import NoReturn, cast

from unspiral.aside import write_aside
from unspiral.errors import DataError
from unspiral.records import Fit
from unspiral.store.document import fit_document, seal
from unspiral.store.edition import EDITION, SCHEMA
from unspiral.store.entry import AGAIN, Entry
from unspiral.store.reopen import reopen

__all__ = ["SCHEMA", "fit_document", "read_fit", "write_fit"]


def write_fit(fit: Fit, path: str | os.PathLike[str]) -> None:
    """Write a fit into a file, whole or not at all.

    Args:
        fit: an estimated loop.
        path: where the file shall be; an older one is replaced.

    Raises:
        SpecError: the folder is missing or cannot be written, or the name is a folder.
    """
    lines = [f"{json.dumps(key)}: {json.dumps(value, allow_nan=False)}" for key, value in fit_document(fit).items()]
    write_aside(path, "{\n" + ",\n".join(lines) + "\n}\n")


def read_fit(path: str | os.PathLike[str]) -> Fit:
    """Open a fit that ``learn -o`` or ``learn --json`` wrote.

    Args:
        path: of the file.

    Returns:
        The same fit, equal to the last bit.

    Raises:
        DataError: the file is not there, is cut off, is another kind of document, comes from a later version, or was changed.
    """
    file = Path(path)
    document = _load(file)
    top = Entry(file.name, "", document)
    _check_kind(file, document, top)
    fit = reopen(top)
    if top["seal"].text() != seal(document):
        raise DataError(
            f"'{file.name}' was changed after unspiral wrote it.",
            why="Its numbers belong together; one that is changed by hand makes the others wrong.",
            fix=AGAIN,
        )
    return fit


def _load(file: Path) -> dict[str, object]:
    try:
        if file.is_dir():
            raise DataError(f"'{file}' is a folder, not the file of a fit.", fix=f"name the file in it: ls '{file}'")
        text = file.read_bytes()
    except FileNotFoundError:
        raise DataError(f"There is no file '{file}'.", fix="unspiral learn DATA -o " + str(file)) from None
    except (OSError, ValueError) as problem:
        reason = problem.strerror if isinstance(problem, OSError) and problem.strerror else str(problem)
        raise DataError(f"The file '{file}' cannot be opened ({reason}).", fix=f"see who may read it: ls -l '{file}'") from None
    try:
        loaded: object = json.loads(text, parse_constant=_no_number)
    except (ValueError, RecursionError):
        why = "It may be cut off, or be another kind of file, such as a table of answers."
        raise DataError(f"'{file.name}' is not a whole JSON document.", why=why, fix=AGAIN) from None
    if not isinstance(loaded, dict):
        raise DataError(f"'{file.name}' is a JSON document, but not that of a fit.", fix=AGAIN)
    return cast("dict[str, object]", loaded)


def _no_number(text: str) -> NoReturn:
    raise ValueError(f"{text} is not JSON")


def _check_kind(file: Path, document: Mapping[str, object], top: Entry) -> None:
    schema = document.get("schema")
    if schema == SCHEMA:
        if "state" not in document and document.get("converged") is False:
            verdicts = [v for v in top["verdicts"].entries() if v["level"].text() == "refuse"]
            raise DataError(
                f"'{file.name}' says why nothing could be learned; it holds no fit.",
                why=verdicts[0]["reason"].text() if verdicts else "",
                fix=(verdicts[0]["remedy"].text() if verdicts else "") or AGAIN,
            )
        return
    name, _, edition = schema.partition("/") if isinstance(schema, str) else ("", "", "")
    if name == "unspiral.fit":
        raise DataError(
            f"'{file.name}' is written in edition {edition[:10]} of the document of a fit; this version reads editions 1.0 to {EDITION}.",
            fix="pip install --upgrade unspiral, or learn it again with this version.",
        )
    kind = f"a document of the kind '{name[:40]}'" if name else "a JSON document without a 'schema'"
    raise DataError(f"'{file.name}' is {kind}, not that of a fit ('{SCHEMA}').", fix=AGAIN)
