"""A process that is killed while it works, and what it had said until then."""

from __future__ import annotations

import os
import random
import signal
import time
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Killed:
    """What a process said before it ended.

    Args:
        lines: whole lines.
        finished: it had come to its end before it was killed.
    """

    lines: tuple[str, ...]
    finished: bool


def kill_during(work: Callable[[Callable[[str], None]], None], least: float, most: float, chance: random.Random) -> Killed:
    """Run ``work`` in a process of its own, and kill it by SIGKILL after a time drawn by chance.

    The process is forked: whoever calls has no other thread, and what it has imported is not imported again, so a thousand kills are quick.

    Args:
        work: is given a function that says one line; what was said has left the process.
        least, most: seconds from the first line to the kill.
        chance: draws the time.
    """
    reads, writes = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reads)
        code = 1
        try:
            work(lambda line: (os.write(writes, line.encode() + b"\n"), None)[1])
            code = 0
        finally:
            os._exit(code)
    os.close(writes)
    said = bytearray(os.read(reads, 1 << 16))  # the first line: now it is at work
    time.sleep(chance.uniform(least, most))
    os.kill(child, signal.SIGKILL)
    while part := os.read(reads, 1 << 16):
        said += part
    os.close(reads)
    _pid, ended = os.waitpid(child, 0)
    if os.WIFEXITED(ended) and os.WEXITSTATUS(ended) != 0:
        raise AssertionError(f"The process failed by itself, after: {bytes(said[-200:])!r}")
    return Killed(
        tuple(said.decode().splitlines()) if said.endswith(b"\n") or not said else tuple(said.decode().splitlines()[:-1]),
        os.WIFEXITED(ended),
    )
