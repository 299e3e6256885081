"""One function, mapped over blocks, on this machine: the same answers in the same order for any number of workers."""

from __future__ import annotations

import multiprocessing
import signal
import sys
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Executor, Future, ProcessPoolExecutor, ThreadPoolExecutor, as_completed
from typing import Any, TypeVar

Block = TypeVar("Block")
Result = TypeVar("Result")

Tick = Callable[[int, int], None]

# What forked workers find in their copy of the memory: nothing but a number travels to them, so that any function will do.
_SHARED: dict[str, Any] = {}


def map_blocks(work: Callable[[Block], Result], blocks: Sequence[Block], *, workers: int = 1, tick: Tick | None = None) -> list[Result]:
    """Do the same work on every block, side by side where there are workers.

    Processes on Linux, as copies of this one (fork), as long as it runs a single thread; threads elsewhere, which help as far as the
    work leaves the interpreter. Work that needs chance must bring its own stream in its block: then no order can change an answer.

    Args:
        work: of one block; must not change what other blocks read.
        blocks: what is worked on.
        workers: how many at once, at least 1.
        tick: called with (blocks done, blocks) after each.

    Returns:
        The results, in the order of the blocks.

    Raises:
        Whatever ``work`` raises first; blocks that have not begun are then left out. Ctrl-C stops all workers.
    """
    if workers <= 1 or len(blocks) < 2:
        found: list[Result] = []
        for block in blocks:
            found.append(work(block))
            if tick:
                tick(len(found), len(blocks))
        return found
    forks = sys.platform == "linux" and threading.active_count() == 1 and not _SHARED
    return _forked(work, blocks, workers, tick) if forks else _threaded(work, blocks, workers, tick)


def _forked(work: Callable[[Block], Result], blocks: Sequence[Block], workers: int, tick: Tick | None) -> list[Result]:
    _SHARED.update(work=work, blocks=blocks)
    pool = ProcessPoolExecutor(min(workers, len(blocks)), multiprocessing.get_context("fork"), _ignore_interrupts)
    try:
        return _gather(pool, [pool.submit(_one, i) for i in range(len(blocks))], tick)
    finally:
        _SHARED.clear()


def _threaded(work: Callable[[Block], Result], blocks: Sequence[Block], workers: int, tick: Tick | None) -> list[Result]:
    pool = ThreadPoolExecutor(min(workers, len(blocks)))
    return _gather(pool, [pool.submit(work, block) for block in blocks], tick)


def _gather(pool: Executor, futures: list[Future[Any]], tick: Tick | None) -> list[Any]:
    """Results in order; nothing is begun any more once one has failed or the reader has had enough."""
    try:
        for done, future in enumerate(as_completed(futures), start=1):
            future.result()
            if tick:
                tick(done, len(futures))
    except BaseException:
        pool.shutdown(wait=True, cancel_futures=True)
        raise
    pool.shutdown(wait=True)
    return [future.result() for future in futures]


def _ignore_interrupts() -> None:
    """Ctrl-C reaches every process of a terminal: only the first one shall answer it."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def _one(i: int) -> Any:
    return _SHARED["work"](_SHARED["blocks"][i])
