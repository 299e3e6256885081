"""Shapes and types of each function and record, checked while tests run: a function at its first calls, and at some after.

A check costs more than most of our functions, and a function inside a function would be made ready for checks each time it is defined. What
is wrong with a shape is nearly always wrong at the first calls; the later ones are looked at in part, so that the suite stays short.

Records are what goes from room to room, and are looked at more closely: the first ones of each kind in every test anew. A fit makes some of
them ten thousand times over, and there one in some is enough.
"""

from __future__ import annotations

import functools
import inspect
import sys
from collections import Counter
from collections.abc import Callable
from dataclasses import is_dataclass
from types import ModuleType
from typing import Any

import jaxtyping
from beartype import BeartypeConf, beartype

FIRST, THEN = 10, 200  # calls of a function that are all checked; of the later ones, every how many
MADE, MORE = 40, 25  # the same of a record, in each test


def check_shapes(room: str, *, every_call: bool = False) -> None:
    """Must run before anything imports the room.

    Args:
        room: "unspiral".
        every_call: check each call of each function, for hours in which time does not count.
    """
    # As for every type checker, a whole number is a float. The hook finds its checker by name, so the checker gets one.
    checker = ModuleType("shape_checker")
    checker.check = beartype(conf=BeartypeConf(is_pep484_tower=True))  # type: ignore[attr-defined]
    sys.modules[checker.__name__] = checker
    if not every_call:
        jaxtyping.jaxtyped = in_part(jaxtyping.jaxtyped)  # the hook looks it up by this name, file by file
    jaxtyping.install_import_hook(room, "shape_checker.check")


def begin_test() -> None:
    """Records are counted anew."""
    _tests[0] += 1


_tests = [0]


def in_part(whole: Callable[..., Any]) -> Callable[..., Any]:
    calls: Counter[tuple[str, str, int]] = Counter()

    def is_due(key: tuple[str, str, int]) -> bool:
        calls[key] += 1
        return calls[key] <= FIRST or calls[key] % THEN == 0

    def between(plain: Callable[..., Any], typechecker: Any) -> Callable[..., Any]:
        checked: Callable[..., Any] | None = None  # made ready at the first call: most functions are never called by most files
        called, due = 0, 1

        @functools.wraps(plain)
        def run(*args: Any, **kwargs: Any) -> Any:  # as little as possible: this stands before each call of each function
            nonlocal checked, called, due
            called += 1
            if called < due:
                return plain(*args, **kwargs)
            due = called + 1 if called < FIRST else (called // THEN + 1) * THEN
            if checked is None:
                checked = whole(plain, typechecker=typechecker)
            return checked(*args, **kwargs)

        return run

    def made(plain: Callable[..., None], typechecker: Any) -> Callable[..., None]:
        checked: Callable[..., None] | None = None
        test, count = -1, 0

        @functools.wraps(plain)
        def run(*args: Any, **kwargs: Any) -> None:
            nonlocal checked, test, count
            if test != _tests[0]:
                test, count = _tests[0], 0
            count += 1
            if count > MADE and count % MORE:
                return plain(*args, **kwargs)
            if checked is None:
                checked = whole(plain, typechecker=typechecker)
            return checked(*args, **kwargs)

        return run

    def jaxtyped(thing: Any = None, *, typechecker: Any) -> Any:
        if thing is None:
            return functools.partial(jaxtyped, typechecker=typechecker)
        if inspect.isclass(thing) and is_dataclass(thing) and "__init__" in vars(thing):
            thing.__init__ = made(thing.__init__, typechecker)
            return thing
        if not inspect.isfunction(thing):
            return whole(thing, typechecker=typechecker)
        if "<locals>" in thing.__qualname__:  # defined anew at each call of what it stands in: then made ready for some of its lives
            key = (thing.__module__, thing.__qualname__, thing.__code__.co_firstlineno)
            return whole(thing, typechecker=typechecker) if is_due(key) else thing
        return between(thing, typechecker)

    return jaxtyped
