"""Small things that commands print or read the same way: folded text, lists with commas, citations by their key."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import click

from unspiral.errors import SpecError

WIDTH = 88  # of lines that a terminal shows


def listed(values: Iterable[str], option: str = "", example: str = "NAME,...") -> list[str]:
    """The words of an option that takes several, with commas between them or given again.

    Args:
        values: as they were given; none of them is "not given".
        option: its name; with it, an option that was given without any word is refused, for it may mean "none" as well as a slip.
        example: what it takes.

    Raises:
        SpecError: it was given, and names nothing.
    """
    found = [[word.strip() for word in value.split(",") if word.strip()] for value in values]
    if option and not all(found):
        raise SpecError(
            f"{option} was given without a name.", why="It may mean 'none', or a slip.", fix=f"{option} {example}, or leave {option} out"
        )
    return [word for words in found for word in words]


def cited(keys: Iterable[str], sources: Mapping[str, str]) -> dict[str, str]:
    """Key -> citation, of the sources that a document names; a page that is named in full is its own citation."""
    return {key: sources.get(key, key) for key in dict.fromkeys(keys)}


def wrapped(text: str, indent: str = "") -> str:
    """Text folded for a terminal, every line indented."""
    return click.wrap_text(text, WIDTH, initial_indent=indent, subsequent_indent=indent)
