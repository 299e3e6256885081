"""Small things that commands print or read the same way: folded text, lists with commas, citations by their key."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import click

WIDTH = 88  # of lines that a terminal shows


def listed(values: Iterable[str]) -> list[str]:
    """The words of an option that takes several, with commas between them or given again."""
    return [word.strip() for value in values for word in value.split(",") if word.strip()]


def cited(keys: Iterable[str], sources: Mapping[str, str]) -> dict[str, str]:
    """Key -> citation, of the sources that a document names; a page that is named in full is its own citation."""
    return {key: sources.get(key, key) for key in dict.fromkeys(keys)}


def wrapped(text: str, indent: str = "") -> str:
    """Text folded for a terminal, every line indented."""
    return click.wrap_text(text, WIDTH, initial_indent=indent, subsequent_indent=indent)
