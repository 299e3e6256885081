"""Work with a secret as its outcome, done once for a form that is sent twice at the same time."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import TypeVar, cast
from weakref import WeakKeyDictionary

from fastapi import Request

Made = TypeVar("Made")

# What is being made at this moment: app -> what was sent -> its outcome.
_making: WeakKeyDictionary[object, dict[tuple[str, ...], asyncio.Task[object]]] = WeakKeyDictionary()


async def once(request: Request, sent: tuple[str, ...], make: Callable[[], Made]) -> Made:
    """Make something in a thread, or wait for it where the same form is being answered already.

    The browser shows the answer that came last, so both must say the same: a code that the first one made, and the second one replaced,
    would be printed and open nothing.

    Args:
        request: that is answered.
        sent: which form it is, from which browser, and what was typed.
        make: does it; it goes on when the browser is gone.

    Raises:
        Exception: what ``make`` raises, to everybody who waits.
    """
    making = _making.setdefault(request.app, {})
    task = making.get(sent)
    if task is None:
        task = making[sent] = asyncio.create_task(asyncio.to_thread(cast("Callable[[], object]", make)))
        task.add_done_callback(lambda _task: making.pop(sent, None))
    return cast("Made", await asyncio.shield(task))
