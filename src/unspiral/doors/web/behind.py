"""How what works something out behind the pages is started, so that pages are answered first."""

from __future__ import annotations

import shutil
import sys

LOWEST = 19


def command(work: str) -> list[str]:
    """The command of a process that gives way from its beginning: to load what it needs is a good part of its work.

    It could take a low priority itself only after Python has started; where the system has no ``nice`` it runs as others do.

    Args:
        work: name of the module beside this one.
    """
    nice = shutil.which("nice")
    first = [] if nice is None else [nice, "-n", str(LOWEST)]
    return [*first, sys.executable, "-P", "-m", f"unspiral.doors.web.{work}"]
