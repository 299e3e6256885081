"""A form that is sent twice at the same time is answered by one piece of work."""

from __future__ import annotations

import asyncio
from time import sleep

import pytest
from fastapi import FastAPI, Request

from unspiral.doors.web.once import once

pytestmark = pytest.mark.unit


def request_to(app: FastAPI) -> Request:
    return Request({"type": "http", "app": app, "headers": []})


def test_at_the_same_time_it_is_made_once_and_afterwards_anew() -> None:
    made: list[int] = []

    def make() -> int:
        sleep(0.05)
        made.append(len(made))
        return made[-1]

    async def asked() -> list[int]:
        request = request_to(FastAPI())
        both = await asyncio.gather(once(request, ("a",), make), once(request, ("a",), make))
        other = await once(request, ("b",), make)
        return [*both, other, await once(request, ("a",), make)]

    assert asyncio.run(asked()) == [0, 0, 1, 2]


def test_what_goes_wrong_is_told_to_both_and_tried_anew() -> None:
    tried: list[int] = []

    def fail() -> int:
        sleep(0.02)
        tried.append(1)
        raise ValueError(str(len(tried)))

    async def asked() -> list[str]:
        request = request_to(FastAPI())
        found = await asyncio.gather(*(once(request, ("a",), fail) for _ in range(2)), return_exceptions=True)
        return [str(error) for error in [*found, *await asyncio.gather(once(request, ("a",), fail), return_exceptions=True)]]

    assert asyncio.run(asked()) == ["1", "1", "2"]


def test_who_goes_away_does_not_break_it_off() -> None:
    made: list[int] = []

    def make() -> int:
        sleep(0.05)
        made.append(1)
        return 1

    async def asked() -> None:
        request = request_to(FastAPI())
        gone = asyncio.create_task(once(request, ("a",), make))
        await asyncio.sleep(0.01)
        gone.cancel()
        assert await once(request, ("a",), make) == 1

    asyncio.run(asked())
    assert made == [1]
