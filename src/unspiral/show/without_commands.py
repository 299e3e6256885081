"""A report for people who have pages and no command line: what names a command names the page in its place."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import fields, is_dataclass, replace
from typing import Any, TypeVar, cast

Held = TypeVar("Held")

# Words that name a command -> what is said on a page.
SAID: Mapping[str, str] = {
    "please talk to someone today: unspiral measure help-lines.": "please talk to someone today: see “Need help now?” above.",
    " To go through them: unspiral measure flags --ask.": " To go through them: see “Warning signs”.",
    "different from before: unspiral measure flags --ask.": "different from before: see “Warning signs”.",
    " On the command line: --acknowledged.": "",
    " Every line on every option: unspiral pathway --all.": "",
    ", so the days after are not told: --tried COL,...": ", so the days after are not told.",
    "; --points and --sds can be set lower.": ".",
    "The definition is this project's own choice and can be set.": "The definition is this project's own choice.",
}
MORE = re.compile(r" ?More: unspiral measure medicines --taking \w+\.")


def without_commands(held: Held) -> Held:
    """The same record, its sentences without commands.

    Args:
        held: a report or a part of one; markup of pictures stays as it is.

    Source: tests/show/test_without_commands.py.
    """
    return _changed(held)


def plain_words(text: str) -> str:
    """A sentence without commands."""
    for command, said in SAID.items():
        text = text.replace(command, said)
    return MORE.sub("", text)


def _changed(value: Any) -> Any:
    if isinstance(value, str):
        return value if value.startswith("<svg") else plain_words(value)
    if isinstance(value, tuple):
        return tuple(_changed(each) for each in cast("tuple[Any, ...]", value))
    if is_dataclass(value) and not isinstance(value, type):
        return replace(value, **{field.name: _changed(getattr(value, field.name)) for field in fields(value)})
    return value
