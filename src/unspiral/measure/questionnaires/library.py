"""The questionnaires that there are: those that come with unspiral, and those that a user adds by writing a file."""

from __future__ import annotations

import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from unspiral.errors import DataError, did_you_mean
from unspiral.measure.questionnaires.instrument import Instrument
from unspiral.measure.questionnaires.source_text import text_of

FILES = Path(__file__).parent / "files"
FOLDER = "UNSPIRAL_INSTRUMENTS"
_HOW = "docs/how-to/write-a-questionnaire.md"


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


def instruments() -> tuple[str, ...]:
    """The ids of all questionnaires: those of the package, then those of the folder in ``$UNSPIRAL_INSTRUMENTS``.

    Source: tests/measure/questionnaires/test_library.py.
    """
    return (*_packaged(), *_users())


def instrument(id: str) -> Instrument:  # noqa: A002 - the word people look for
    """A questionnaire by its id.

    Args:
        id: as ``instruments`` gives it, such as "phq9".

    Raises:
        DataError: there is none of that name, or its file is faulty; one that is left out on purpose says why.

    Source: tests/measure/questionnaires/test_library.py.
    """
    if id in _packaged():
        return _opened(_packaged()[id])
    users = _users()
    if id in users:
        made = read_instrument(users[id])
        if made.id != id:
            what = f"'{users[id].name}' in ${FOLDER} describes '{made.id}': there, file and id have one name."
            raise DataError(what, fix=f"mv {users[id].name} {made.id}.toml")
        return made
    raise unknown(id)


def read_instrument(path: str | os.PathLike[str]) -> Instrument:
    """Read and check a questionnaire's file.

    Args:
        path: a .toml file as docs/how-to/write-a-questionnaire.md describes it.

    Raises:
        DataError: all that is wrong with it, at once.

    Source: docs/how-to/write-a-questionnaire.md; tests/measure/questionnaires/test_library.py.
    """
    file = Path(path)
    made, faults = examine(file)
    if made is None or faults:
        counted = f"{len(faults)} faults" if len(faults) > 1 else "a fault"
        shown = "\n".join(f"    {place}. {fault}" for place, fault in enumerate(faults[:30], 1))
        more = f"\n    ... and {len(faults) - 30} more" if len(faults) > 30 else ""
        raise DataError(
            f"The questionnaire in '{file.name}' has {counted}:\n{shown}{more}",
            why="A questionnaire that does not hang together would give wrong scores that look right.",
            fix=f"mend them in '{file.name}'; the form of such a file is described in {_HOW}.",
        )
    return made


def examine(file: Path) -> tuple[Instrument | None, tuple[str, ...]]:
    """A questionnaire's file, as far as it can be understood, and everything that is wrong with it.

    Args:
        file: its path.

    Raises:
        DataError: there is no such file, or it is no TOML at all.
    """
    from unspiral.measure.questionnaires.definition import define
    from unspiral.measure.questionnaires.examples import broken_examples
    from unspiral.measure.questionnaires.soundness import faults_of

    faults: list[str] = []
    made = define(_document(file), faults)
    own = file.resolve().parent == FILES.resolve()
    if not own and made.id in _packaged():
        faults.append(f"id: '{made.id}' is the name of a questionnaire of the package. Fix: another name, such as \"my_{made.id}\"")
    if not faults:
        faults += faults_of(made)
    if not faults:
        faults += broken_examples(made)
    return made, tuple(faults)


def outlines() -> tuple[Outline, ...]:
    """What a list shows of each questionnaire; files are read and not examined, so that it is there at once."""
    found: list[Outline] = []
    for files, own in ((_packaged(), False), (_users(), True)):
        for name, file in files.items():
            document = _document(file)
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


def unknown(id: str) -> DataError:  # noqa: A002
    """The error for an id that there is not; for one left out on purpose, with the reason."""
    short = id[:40]
    kept_out = left_out().get(id.casefold().replace("-", "").replace("_", ""))
    if kept_out is not None:
        return DataError(
            f"{kept_out['name']} is left out on purpose.", why=f"{kept_out['status']}.", fix="unspiral measure list shows what there is."
        )
    known = instruments()
    bare = {name.replace("_", ""): name for name in known}
    meant = bare.get(id.casefold().replace("-", "").replace("_", "").replace(" ", ""))
    hint = f" Did you mean '{meant}'?" if meant else did_you_mean(short, known)
    return DataError(f"There is no questionnaire '{short}'.{hint}", why=f"There are {', '.join(known)}.", fix="unspiral measure list")


@cache
def _packaged() -> dict[str, Path]:
    return {file.stem: file for file in sorted(FILES.glob("*.toml")) if file.stem != "left_out"}


def _users() -> dict[str, Path]:
    """Read at each call: a user may add a file while a program runs."""
    given = os.environ.get(FOLDER, "").strip()
    if not given:
        return {}
    folder = Path(given)
    if not folder.is_dir():
        raise DataError(
            f"${FOLDER} names no folder.", why="Your own questionnaires are looked for there.", fix=f"mkdir -p, or unset {FOLDER}"
        )
    files = {file.stem: file for file in sorted(folder.glob("*.toml"))}
    if taken := sorted(set(files) & set(_packaged())):
        raise DataError(
            f"'{taken[0]}.toml' in ${FOLDER} has the name of a questionnaire of the package.",
            why="Two questionnaires of one name cannot be told apart.",
            fix=f"mv {taken[0]}.toml my_{taken[0]}.toml, and the same for the id inside.",
        )
    return files


@cache
def _opened(file: Path) -> Instrument:
    return read_instrument(file)


def _document(file: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(text_of(file))
    except tomllib.TOMLDecodeError as problem:
        raise DataError(
            f"'{file.name}' is not TOML: {str(problem)[:160]}.", fix=f"mend that place; the form is described in {_HOW}."
        ) from None
    except (RecursionError, ValueError):
        raise DataError(f"'{file.name}' is not TOML that can be read.", fix=f"the form is described in {_HOW}.") from None


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
