"""One function, mapped over blocks, on this machine: the same answers in the same order for any number of workers."""

from __future__ import annotations

import multiprocessing
import signal
import sys
import threading
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import FIRST_COMPLETED, Executor, Future, ProcessPoolExecutor, ThreadPoolExecutor, as_completed, wait
from itertools import islice
from typing import Any, TypeVar

Block = TypeVar("Block")
Result = TypeVar("Result")
Shared = TypeVar("Shared")

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


def fold_blocks(
    work: Callable[[Shared, Block], Result],
    shared: Shared,
    blocks: Iterable[Block],
    take: Callable[[Block, Result], None],
    *,
    workers: int = 1,
) -> None:
    """Do the same work on every block, however many there are, and hand each result on as soon as it is there: nothing is piled up.

    In threads of this process, which work side by side as far as the work leaves the interpreter, as the compiled kernel does. There are
    never more than ``workers`` + 1 blocks under way or waiting to be taken.

    Args:
        work: of what all blocks share and of one block; must not change either.
        shared: by all blocks.
        blocks: what is worked on; may be endless, as they are asked for one at a time.
        take: called in this thread with a block and its result, in the order in which they end.
        workers: how many at once, at least 1.

    Raises:
        Whatever ``work`` or ``take`` raises first, or Ctrl-C; blocks that have begun are then left to end, and their results are dropped.
    """
    coming = iter(blocks)
    if workers <= 1:
        for block in coming:
            take(block, work(shared, block))
        return
    pool = ThreadPoolExecutor(workers)
    running: dict[Future[Result], Block] = {pool.submit(work, shared, block): block for block in islice(coming, workers + 1)}
    try:
        while running:
            for future in wait(running, timeout=1.0, return_when=FIRST_COMPLETED).done:
                take(running[future], future.result())
                del running[future]
                running |= {pool.submit(work, shared, block): block for block in islice(coming, 1)}
    except BaseException:
        pool.shutdown(wait=True, cancel_futures=True)
        raise
    pool.shutdown(wait=True)


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
