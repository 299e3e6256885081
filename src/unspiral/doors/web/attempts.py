"""How often a secret may be tried: the waits grow, and end."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from time import monotonic

from unspiral.errors import UnspiralError

LONGEST = 300


class TooSoon(UnspiralError):
    """A secret was tried again before the wait was over.

    Args:
        seconds: that are left.
    """

    def __init__(self, seconds: int) -> None:
        self.seconds = seconds
        wait = f"{seconds} second{'s' if seconds > 1 else ''}" if seconds < 90 else f"{-(-seconds // 60)} minutes"
        super().__init__(f"It was wrong several times. Please wait {wait}, then try again.", why="This keeps others from guessing.")


@dataclass(slots=True)
class Attempts:
    """Wrong attempts at one secret, for the whole server: whoever guesses could come with any number of browsers.

    Args:
        free: so many may be wrong before anybody waits.
        clock: seconds that never go back; tests put another one here.
    """

    free: int = 3
    clock: Callable[[], float] = monotonic
    _wrong: int = 0
    _until: float = 0.0

    def check(self) -> None:
        """Pass when an attempt may be made.

        Raises:
            TooSoon: not yet.
        """
        left = self._until - self.clock()
        if left > 0:
            raise TooSoon(int(left) + 1)

    def wrong(self) -> None:
        """Note a wrong attempt: after the free ones 1, 2, 4, ... seconds, at most 5 minutes. There is no lock-out for ever."""
        self._wrong += 1
        over = self._wrong - self.free
        if over >= 0:
            self._until = self.clock() + min(2.0 ** min(over, 20), LONGEST)

    def right(self) -> None:
        """Forget the wrong ones."""
        self._wrong, self._until = 0, 0.0
