"""A bar on stderr that says which part of a long fit is running, how far it is, and about how long it still takes."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable, Generator
from contextlib import contextmanager
from time import monotonic

from unspiral.doors.cli.console import is_quiet

Tick = Callable[[str, int, int], None]

PATIENCE = 1.0  # seconds before times are shown: shorter work needs none
WIDTH = 24
NAMES = {
    "starts": "Searching from several starts",
    "bootstrap": "Learning again from made-up answers",
    "sampling": "Drawing from the posterior",
    "profile": "Walking the profiles of the likelihood",
    "without traits": "The same data without traits",
    "with traits": "The same data with traits",
    "with traits and wave means": "The same data with wave means",
}


class Stages:
    """The line on the terminal; each part of the work has its own bar and its own clock."""

    def __init__(self, clock: Callable[[], float] = monotonic) -> None:
        self.clock = clock
        self.began = self.part_began = clock()
        self.part = ""
        self.shown = 0

    def tick(self, what: str, done: int, of: int) -> None:
        """Draw how far a part is.

        Args:
            what: the part, as ``fit_ml`` names it.
            done, of: steps.
        """
        now = self.clock()
        if what != self.part:
            self.part, self.part_began = what, now
        self._draw(self.line(done, of, now))

    def line(self, done: int, of: int, now: float) -> str:
        """What stands on the line: part, bar, count, and times when it takes longer."""
        full = WIDTH * min(done, of) // max(of, 1)
        parts = [NAMES.get(self.part, self.part.capitalize()), f"[{'#' * full}{'-' * (WIDTH - full)}]", f"{done}/{of}"]
        if now - self.began > PATIENCE:
            parts.append(f"{_minutes(now - self.began)} so far")
            spent = now - self.part_began
            if 0 < done < of and spent > 0:
                parts.append(f"about {_minutes(spent / done * (of - done))} left")
        return "  ".join(parts)

    def close(self) -> None:
        """Leave a clean line behind."""
        if self.shown:
            _write("\r" + " " * self.shown + "\r")

    def _draw(self, line: str) -> None:
        line = line[: max(shutil.get_terminal_size().columns - 1, 10)]
        _write("\r" + line.ljust(self.shown))
        self.shown = len(line)


def _minutes(seconds: float) -> str:
    whole = round(seconds)
    return f"{whole // 60}:{whole % 60:02d}"


def _write(text: str) -> None:
    try:
        sys.stderr.write(text)
        sys.stderr.flush()
    except (OSError, ValueError):  # the terminal went away; the work goes on
        return


@contextmanager
def stages() -> Generator[Tick]:
    """A bar over every part of a long fit; nothing when piped or quiet.

    Returns:
        A context whose value is called with (part, done, of).
    """
    if is_quiet() or sys.stderr is None or not sys.stderr.isatty():  # pyright: ignore[reportUnnecessaryComparison]
        yield lambda _what, _done, _of: None
        return
    bar = Stages()
    bar.tick("starts", 0, 1)
    try:
        yield bar.tick
    finally:
        bar.close()
