"""Everything that can go wrong, as one tree.

Each error says four things: what happened, where, why it matters, and one remedy that can be pasted.
The same text appears on the command line and in the web.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable


class UnspiralError(Exception):
    """Root of the tree.

    Args:
        what: what happened and where, one sentence naming row, column, person, value.
        why: why it matters, one sentence; empty when it is obvious.
        fix: one remedy that can be pasted.
    """

    exit_code = 2

    def __init__(self, what: str, *, why: str = "", fix: str = "") -> None:
        self.what = what
        self.why = why
        self.fix = fix
        super().__init__(self.text())

    def text(self) -> str:
        """The message as people read it, without the name of the class."""
        lines = [self.what]
        if self.why:
            lines.append(f"  {self.why}")
        if self.fix:
            lines.append(f"  Fix: {self.fix}")
        return "\n".join(lines)


class DataError(UnspiralError):
    """The table cannot be read as it stands."""


class SpecError(UnspiralError):
    """The loop, or an option, is not something unspiral can read."""


class NotIdentified(UnspiralError):
    """This loop cannot be learned from this data; ``code`` names the verdict."""

    exit_code = 3

    def __init__(self, what: str, *, why: str = "", fix: str = "", code: str = "not-identified") -> None:
        super().__init__(what, why=why, fix=fix)
        self.code = code


class StoreError(UnspiralError):
    """What was written could not be kept, or what was kept cannot be opened; ``code`` says which.

    Args:
        what, why, fix: as for every error.
        code: "closed", "full", "disk" (it does not take what is written), "locked", "damaged", "newer", "wrong-key", "key-taken",
            "read-only", "there" (something is in that place already) or "failed".
    """

    def __init__(self, what: str, *, why: str = "", fix: str = "", code: str = "failed") -> None:
        super().__init__(what, why=why, fix=fix)
        self.code = code


class NotConverged(UnspiralError):
    """The search for the maximum did not end at one."""

    exit_code = 4


class SafetyStop(UnspiralError):
    """An answer that calls for help before any score is shown.

    Args:
        what: what was noticed, in one sentence that repeats no answer.
        notice: what is shown at once, a ``unspiral.records.help.SafetyNotice``; loosely typed here, because errors stand below the records.
    """

    exit_code = 3

    def __init__(self, what: str, *, why: str = "", fix: str = "", notice: object = None) -> None:
        super().__init__(what, why=why, fix=fix)
        self.notice = notice


def closest(word: str, known: Iterable[str]) -> str:
    """The nearest known name, or an empty string."""
    names = list(known)
    near = difflib.get_close_matches(word.casefold(), [n.casefold() for n in names], n=1, cutoff=0.6)
    return next(n for n in names if n.casefold() == near[0]) if near else ""


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """`` Did you mean 'x'?`` for the nearest known name, or an empty string."""
    near = closest(word, known)
    return f" Did you mean '{near}'?" if near else ""
