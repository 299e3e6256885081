"""What the layouts of other programs have in common: names they can read, numbers as they write them, persons by number."""

from __future__ import annotations

import os
import re
from collections.abc import Generator, Iterable, Sequence
from contextlib import contextmanager
from pathlib import Path

from unspiral.aside import folder_aside
from unspiral.errors import DataError
from unspiral.measure.exports.cells_out import cell
from unspiral.measure.exports.formula import escaped
from unspiral.records.panel import Panel

_KEYS = "persons.csv says which number is which person; keep it apart from the data."


def names_for(words: Sequence[str], taken: Iterable[str] = (), longest: int = 60) -> tuple[str, ...]:
    """Names that begin with a letter, hold letters, digits and underscores, are not too long, and differ whatever the case.

    >>> names_for(("sleep problem", "sleep_problem", "1st"), longest=8)
    ('sleep_pr', 'sleep__2', 'v1st')

    Args:
        words: names as they stand in the data.
        taken: names that are used already.
        longest: letters at most.
    """
    used = {name.casefold() for name in taken}
    found: list[str] = []
    for word in words:
        plain = re.sub(r"[^A-Za-z0-9_]", "_", word)
        plain = plain if re.match(r"[A-Za-z]", plain) else "v" + plain.lstrip("_")
        name, number = plain[:longest], 1
        while name.casefold() in used:
            number += 1
            name = plain[: longest - len(f"_{number}")] + f"_{number}"
        used.add(name.casefold())
        found.append(name)
    return tuple(found)


def number_text(value: float, missing: str) -> str:
    """A number with every digit that tells it from its neighbours; ``missing`` for nan."""
    if value != value:
        return missing
    return str(int(value)) if abs(value) < 1e15 and float(value).is_integer() else repr(float(value))


def table_text(header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A CSV table."""
    return "".join(",".join(cell(escaped(text)) for text in row) + "\n" for row in (header, *rows))


def person_keys(panel: Panel) -> str:
    """Which number stands for which person, as a table. The programs want numbers; whoever gets the data need not get the names."""
    return table_text(("id", "person"), ((str(number), person.name) for number, person in enumerate(panel.persons, 1)))


def names_key(panel: Panel, names: Sequence[str]) -> str:
    """Which column is which item, as a table."""
    return table_text(("column", "item"), zip(names, (*panel.indicators, *panel.inputs)))


def at_least(panel: Panel, indicators: int = 1) -> None:
    """Refuse a panel that no program can use.

    Raises:
        DataError: there is nobody in it, or nothing that was measured.
    """
    if not panel.persons or len(panel.indicators) < indicators:
        raise DataError("There are too few items, or there is no person, to lay out.", fix="name the items: --items pain,depression")


@contextmanager
def layout_folder(path: str | os.PathLike[str], panel: Panel, words: str, *, replace: bool) -> Generator[Path]:
    """A folder for one layout, with a page on what is in it and the list of persons."""
    with folder_aside(path, replace=replace) as folder:
        (folder / "persons.csv").write_bytes(person_keys(panel).encode())
        said = "\n".join(f"- {sentence}" for sentence in panel.source.said) or "- Nothing."
        text = f"{words.strip()}\n\n{_KEYS}\n\nSaid while the answers were read:\n{said}\n"
        (folder / "README.txt").write_bytes(text.encode())
        yield folder
