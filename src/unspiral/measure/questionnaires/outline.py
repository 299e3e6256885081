"""Which questionnaires there are, read as far as a list needs it: nothing heavier is loaded, so that a list is there at once."""

from __future__ import annotations

import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from unspiral.errors import DataError
from unspiral.measure.paste import shell
from unspiral.measure.questionnaires.source_text import text_of

FILES = Path(__file__).parent / "files"
FOLDER = "UNSPIRAL_INSTRUMENTS"
HOW = "docs/how-to/write-a-questionnaire.md"


@dataclass(frozen=True, slots=True)
class Outline:
    """What a list needs to know of a questionnaire, without reading all of it."""

    id: str
    name: str
    measures: str
    recall: str
    items: int
    licence: str
    own: bool


@cache
def packaged() -> dict[str, Path]:
    """The files that come with unspiral, by id."""
    return {file.stem: file for file in sorted(FILES.glob("*.toml")) if file.stem != "left_out"}


def users() -> dict[str, Path]:
    """The files of the folder in ``$UNSPIRAL_INSTRUMENTS``, by id; read at each call, for a file may be added while a program runs.

    Raises:
        DataError: no such folder, or a file in it has the name of a packaged one.
    """
    given = os.environ.get(FOLDER, "").strip()
    if not given:
        return {}
    folder = Path(given)
    if not folder.is_dir():
        raise DataError(
            f"${FOLDER} names no folder: there is none at '{given[:200]}'.",
            why="Your own questionnaires are looked for there.",
            fix=f"mkdir -p {shell(given)}   (or: unset {FOLDER})",
        )
    files = {file.stem: file for file in sorted(folder.glob("*.toml"))}
    if taken := sorted(set(files) & set(packaged())):
        raise DataError(
            f"'{taken[0]}.toml' in ${FOLDER} has the name of a questionnaire of the package.",
            why="Two questionnaires of one name cannot be told apart.",
            fix=f"mv {taken[0]}.toml my_{taken[0]}.toml, and the same for the id inside.",
        )
    return files


def outlines() -> tuple[Outline, ...]:
    """What a list shows of each questionnaire; files are read and not examined, so that it is there at once."""
    found: list[Outline] = []
    for files, own in ((packaged(), False), (users(), True)):
        for name, file in files.items():
            document = document_of(file)
            found.append(
                Outline(
                    id=name,
                    name=_text(document, "name"),
                    measures=_text(document, "measures"),
                    recall=_text(document, "recall", "words"),
                    items=len([each for each in _list(document, "items") if _scored(each)]),
                    licence=_text(document, "licence", "decision"),
                    own=own,
                )
            )
    return tuple(found)


def left_out() -> Mapping[str, Mapping[str, Any]]:
    """Questionnaires that people ask for and that are left out on purpose: id -> name, status (why), evidence, sources."""
    return tomllib.loads((FILES / "left_out.toml").read_text(encoding="utf-8"))["left_out"]


def document_of(file: Path) -> dict[str, Any]:
    """A questionnaire's file as TOML gives it.

    Raises:
        DataError: there is no such file, or it is no TOML.
    """
    try:
        return tomllib.loads(text_of(file))
    except tomllib.TOMLDecodeError as problem:
        raise DataError(
            f"'{file.name}' is not TOML: {str(problem)[:160]}.", fix=f"mend that place; the form is described in {HOW}."
        ) from None
    except (RecursionError, ValueError):
        raise DataError(f"'{file.name}' is not TOML that can be read.", fix=f"the form is described in {HOW}.") from None


def _text(document: Mapping[str, Any], *keys: str) -> str:
    value: Any = document
    for key in keys:
        value = value.get(key) if isinstance(value, dict) else None  # pyright: ignore[reportUnknownVariableType, reportUnknownMemberType]
    return value if isinstance(value, str) else ""


def _scored(item: Any) -> bool:
    return not isinstance(item, dict) or bool(item.get("scored", True))  # pyright: ignore[reportUnknownArgumentType, reportUnknownMemberType]


def _list(document: Mapping[str, Any], key: str) -> list[Any]:
    value: Any = document.get(key)
    return value if isinstance(value, list) else []  # pyright: ignore[reportUnknownVariableType]
