"""The questionnaires that there are: those that come with unspiral, and those that a user adds by writing a file."""

from __future__ import annotations

import os
from functools import cache
from pathlib import Path

from unspiral.errors import DataError, did_you_mean
from unspiral.measure.questionnaires.instrument import Instrument
from unspiral.measure.questionnaires.outline import FILES, FOLDER, HOW, document_of, left_out, packaged, users


def instruments() -> tuple[str, ...]:
    """The ids of all questionnaires: those of the package, then those of the folder in ``$UNSPIRAL_INSTRUMENTS``.

    Source: tests/measure/questionnaires/test_library.py.
    """
    return (*packaged(), *users())


def instrument(id: str) -> Instrument:  # noqa: A002 - the word people look for
    """A questionnaire by its id.

    Args:
        id: as ``instruments`` gives it, such as "phq9".

    Raises:
        DataError: there is none of that name, or its file is faulty; one that is left out on purpose says why.

    Source: tests/measure/questionnaires/test_library.py.
    """
    if id in packaged():
        return _opened(packaged()[id])
    own = users()
    if id in own:
        made = read_instrument(own[id])
        if made.id != id:
            what = f"'{own[id].name}' in ${FOLDER} describes '{made.id}': there, file and id have one name."
            raise DataError(what, fix=f"mv {own[id].name} {made.id}.toml")
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
            fix=f"mend them in '{file.name}'; the form of such a file is described in {HOW}.",
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
    made = define(document_of(file), faults)
    own = file.resolve().parent == FILES.resolve()
    if not own and made.id in packaged():
        faults.append(f"id: '{made.id}' is the name of a questionnaire of the package. Fix: another name, such as \"my_{made.id}\"")
    if not faults:
        faults += faults_of(made)
    if not faults:
        faults += broken_examples(made)
    return made, tuple(faults)


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
def _opened(file: Path) -> Instrument:
    return read_instrument(file)
