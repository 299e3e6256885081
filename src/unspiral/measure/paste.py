"""Remedies that can be pasted: options and loops, quoted for a shell where they must be."""

from __future__ import annotations

import re
from collections.abc import Sequence

from unspiral.loop.tokens import quoted

_PLAIN = re.compile(r"[\w./:=@%+,-]+")


def shell(text: str) -> str:
    """A text as one word of a command line."""
    if _PLAIN.fullmatch(text):
        return text
    return f'"{text}"' if not re.search(r'["$`\\!]', text) else "'" + text.replace("'", "'\\''") + "'"


def option(name: str, value: str) -> str:
    """``--person id``."""
    return f"{name} {shell(value)}"


def options(name: str, values: Sequence[str]) -> str:
    """``--time day (or --time hour, --time t_days)``."""
    rest = ", ".join(option(name, value) for value in values[1:6])
    return option(name, values[0]) + (f" (or {rest})" if rest else "")


def loop_by(columns: dict[str, str]) -> str:
    """The option that says which column measures which process: ``--loop "pain <-> depression; pain by nrs; ..."``."""
    by = "".join(f"; {quoted(process)} by {quoted(column)}" for process, column in columns.items())
    return option("--loop", " <-> ".join(map(quoted, columns)) + by)
