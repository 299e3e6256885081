"""The whole demonstration, run once for all tests that look at it, with the way to any other machine closed."""

from __future__ import annotations

import socket
from functools import cache
from time import process_time

import pytest

from unspiral.doors.cli import demo


def demonstration() -> demo.Shown:
    return _once()[0]


def busy() -> float:
    """Seconds of a processor's time that it took: a busy machine is not a defect."""
    return _once()[1]


@cache
def _once() -> tuple[demo.Shown, float]:
    def closed(*_: object, **__: object) -> None:
        raise AssertionError("the demonstration asked for a network")

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket, "socket", closed)
        patch.setattr(socket, "getaddrinfo", closed)
        began = process_time()
        return demo.run(), process_time() - began
