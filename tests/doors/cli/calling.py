"""The command line called in this process, as a script would call it."""

from __future__ import annotations

import contextlib
import io
from dataclasses import dataclass

from unspiral.doors.cli.main import main


@dataclass(frozen=True)
class Called:
    """How a call ended and what it printed."""

    code: int
    out: str
    err: str


def call(*words: object) -> Called:
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        code = main([str(word) for word in words])
    return Called(code, out.getvalue(), err.getvalue())
