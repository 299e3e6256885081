"""What a file holds where another kind of value is expected, told as an error for people and never as a fault of the program."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import ParamSpec, TypeVar

from unspiral.errors import SpecError

P = ParamSpec("P")
R = TypeVar("R")


def readable(read: Callable[P, R]) -> Callable[P, R]:
    """A reader of a declaration that says so where a table, a list, a name or a number stands in the place of another.

    Args:
        read: takes the text and what messages call it first.
    """

    @functools.wraps(read)
    def told(*args: P.args, **kwargs: P.kwargs) -> R:
        try:
            return read(*args, **kwargs)
        except (TypeError, AttributeError, ValueError, KeyError, IndexError) as slip:
            where = args[1] if len(args) > 1 else "the file"
            raise SpecError(
                f"{where}: somewhere a table, a list, a name or a number stands where another of them is expected ({slip}).",
                fix="hold it against the packaged declaration: unspiral population show back-pain-depression",
            ) from None

    return told
