"""The tables of a population, and the compiled kernel that walks persons through them; built anew in every process that they reach."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Callable, Generator, Mapping
from contextlib import contextmanager
from importlib import import_module
from typing import Any

import numpy as np

from unspiral.errors import SpecError
from unspiral.scale.blocks import Block
from unspiral.scale.machine import kernel_wanted

# What the kernel gives back of a block: persons by arm, state and week; events; amounts, their squares; the same of differences.
Tally = tuple[Any, ...]
Plain = Callable[[Mapping[str, Any], int, int, int], Tally]


class Laid:
    """Tables, seed, and the kernel over them once it is needed.

    Args:
        given: the arguments of ``unspiral._core.Town``.
        seed: of all chance.
        plain: takes the kernel's place where there is none: (given, seed, first, count) -> the same numbers. A function of a module, so
            that it can travel.
    """

    def __init__(self, given: Mapping[str, Any], seed: int, plain: Plain) -> None:
        self.given, self.seed, self.plain = given, seed, plain
        self._kernel: Any = None
        self._lock = threading.Lock()

    def __getstate__(self) -> dict[str, Any]:
        return {"given": self.given, "seed": self.seed, "plain": self.plain}

    def __setstate__(self, state: dict[str, Any]) -> None:
        self.__init__(state["given"], state["seed"], state["plain"])

    @property
    def kernel(self) -> Any:
        """``unspiral._core.Town`` over the tables; None where there is no kernel, or none is wanted."""
        with self._lock:
            if self._kernel is None:
                core = compiled()
                try:
                    self._kernel = False if core is None else core.Town(**self.given)
                except ValueError as problem:
                    raise SpecError(
                        f"The kernel does not take this population ({problem}).",
                        fix="fewer policies, weeks, outcomes or hazards; UNSPIRAL_KERNEL=numpy does without the kernel, slowly",
                    ) from None
        return self._kernel or None

    def fingerprint(self) -> str:
        """SHA-256 of every number in the tables."""
        found = hashlib.sha256()
        for name in sorted(self.given):
            value: Any = self.given[name]
            found.update(name.encode())
            found.update(repr(value).encode() if isinstance(value, int | float) else np.ascontiguousarray(value).tobytes())
        return found.hexdigest()


def compiled() -> Any:
    """The module of the compiled kernel; None where it was not built, or UNSPIRAL_KERNEL=numpy leaves it out."""
    if not kernel_wanted():
        return None
    try:
        return import_module("unspiral._core")
    except ImportError:
        return None


@contextmanager
def told_in_words() -> Generator[None]:
    """What the kernel finds while persons live (lives without rest, amounts beyond its whole numbers) as an error for people."""
    try:
        yield
    except (ValueError, MemoryError) as problem:
        raise SpecError(
            f"These people cannot be simulated: {problem or 'there is not enough memory'}.",
            fix="lower the hazards or the amounts of the declaration, or simulate fewer weeks",
        ) from None


def tally(laid: Laid, block: Block) -> Tally:
    """Simulate a block of persons and count.

    Args:
        laid: tables.
        block: whom.

    Returns:
        What ``unspiral._core.Town.simulate`` returns: whole numbers alone.
    """
    kernel = laid.kernel
    if kernel is None:
        return laid.plain(laid.given, laid.seed, block.first, block.count)
    with told_in_words():
        return kernel.simulate(laid.seed, block.first, block.count, 1)
