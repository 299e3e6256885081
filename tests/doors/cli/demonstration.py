"""The whole demonstration, run once for all tests that look at it, with the way to any other machine closed."""

from __future__ import annotations

import socket
from functools import cache

import pytest

from unspiral.doors.cli import demo


@cache
def demonstration() -> demo.Shown:
    def closed(*_: object, **__: object) -> None:
        raise AssertionError("the demonstration asked for a network")

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket, "socket", closed)
        patch.setattr(socket, "getaddrinfo", closed)
        return demo.run()
