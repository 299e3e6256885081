"""What lies in an exported folder: each file with its rows, bytes and fingerprint, so that a damaged copy is noticed."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import cast

from unspiral.errors import DataError
from unspiral.measure.source_file import fingerprint
from unspiral.version import VERSION

SCHEMA = "unspiral.manifest/1"
NAME = "manifest.json"


def manifest_text(folder: Path, rows: Mapping[str, int], instruments: Mapping[str, str], said: Sequence[str]) -> str:
    """The manifest of a folder, as JSON. It holds no date, so that the same data give the same bytes.

    Args:
        folder: where the files lie.
        rows: name of each file -> how many rows it has below its header.
        instruments: id -> version of each questionnaire in the data.
        said: what was guessed, changed or left out on the way in.
    """
    files = [
        {"name": name, "rows": n, "bytes": (folder / name).stat().st_size, "sha256": fingerprint(folder / name)} for name, n in rows.items()
    ]
    document = {"schema": SCHEMA, "software": f"unspiral {VERSION}", "files": files, "instruments": dict(instruments), "said": list(said)}
    return json.dumps(document, ensure_ascii=False, indent=1) + "\n"


def checked(folder: Path) -> tuple[dict[str, int], tuple[str, ...], tuple[str, ...]]:
    """Hold the files of a folder against its manifest.

    Returns:
        Name of each file -> its rows; what was said; names of files that the manifest does not know.

    Raises:
        DataError: no manifest, a file that is missing, or one that is not what was written.
    """
    place = folder / NAME
    if not place.is_file():
        raise DataError(
            f"The folder '{folder.name}' has no {NAME}, so it is not, or not wholly, an export of unspiral.",
            fix=f"copy the whole folder again, or read its table alone: unspiral measure import '{folder / 'answers.csv'}'",
        )
    try:
        document = cast("dict[str, object]", json.loads(place.read_text(encoding="utf-8")))
        if document["schema"] != SCHEMA:
            raise DataError(
                f"'{place}' has the schema '{str(document['schema'])[:40]}', and {SCHEMA} can be read.", fix="pip install -U unspiral"
            )
        files = cast("list[dict[str, object]]", document["files"])
        listed = {str(entry["name"]): (_whole(entry["rows"]), str(entry["sha256"])) for entry in files}
        said = tuple(str(sentence) for sentence in cast("list[object]", document["said"]))
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError, OSError):
        raise DataError(f"'{place}' cannot be read as a manifest.", why="It is damaged.", fix="copy the whole folder again.") from None
    for name, (_, sha256) in listed.items():
        _check_file(folder, name, sha256)
    there = {entry.name for entry in folder.iterdir()}
    return {name: rows for name, (rows, _) in listed.items()}, said, tuple(sorted(there - set(listed) - {NAME}))


def _check_file(folder: Path, name: str, sha256: str) -> None:
    place = folder / name
    if Path(name).name != name or name in ("", ".", ".."):
        raise DataError(
            f"The manifest of '{folder.name}' names '{name[:60]}', which lies outside its folder.", fix="export the data again."
        )
    if not place.is_file():
        raise DataError(
            f"'{name}' is missing in '{folder.name}', and the manifest names it.",
            why="Answers may be missing with it.",
            fix="copy the whole folder again.",
        )
    if fingerprint(place) != sha256:
        raise DataError(
            f"'{place}' is not the file that was written: its fingerprint (SHA-256) differs from the manifest's.",
            why="It was changed or damaged since, and what was changed cannot be told.",
            fix=f"copy the folder again; or, if the change is yours, read the table alone: unspiral measure import '{place}'",
        )


def _whole(value: object) -> int:
    if isinstance(value, bool) or not isinstance(value, int):
        raise TypeError
    return value
