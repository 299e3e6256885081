"""map_blocks: the answers of a plain loop, in order, for any number of workers."""

from __future__ import annotations

import os
import threading
import time

import numpy as np
import pytest

from unspiral.scale.local import fold_blocks, map_blocks


def noise(seed: int) -> float:
    time.sleep(0.002 * (seed % 3))  # blocks end in another order than they begin
    return float(np.random.default_rng(seed).normal())


@pytest.mark.parametrize("workers", [1, 2, 3])
def test_results_come_in_the_order_of_the_blocks(workers: int) -> None:
    done: list[tuple[int, int]] = []
    found = map_blocks(noise, range(7), workers=workers, tick=lambda now, of: done.append((now, of)))
    assert found == [float(np.random.default_rng(s).normal()) for s in range(7)]
    assert done == [(k, 7) for k in range(1, 8)]


def test_any_function_will_do_and_it_works_in_other_processes_where_it_can() -> None:
    here, offset = os.getpid(), 10
    found = map_blocks(lambda x: (os.getpid(), x + offset), [1, 2, 3, 4], workers=2)
    assert [value for _, value in found] == [11, 12, 13, 14]
    if os.uname().sysname == "Linux" and threading.active_count() == 1:
        assert here not in {process for process, _ in found}


def test_beside_other_threads_it_works_in_threads() -> None:
    stop = threading.Event()
    other = threading.Thread(target=stop.wait)
    other.start()
    try:
        assert {process for process, _ in map_blocks(lambda x: (os.getpid(), x), [1, 2, 3], workers=2)} == {os.getpid()}
    finally:
        stop.set()
        other.join()


@pytest.mark.parametrize("workers", [1, 2])
def test_what_goes_wrong_in_a_block_goes_wrong_here(workers: int) -> None:
    def fails(x: int) -> int:
        if x == 2:
            raise ValueError("block 2")
        return x

    with pytest.raises(ValueError, match="block 2"):
        map_blocks(fails, [0, 1, 2, 3], workers=workers)
    assert map_blocks(lambda x: x, [5, 6], workers=workers) == [5, 6]  # nothing is left behind


def test_an_interruption_passes_through() -> None:
    def enough(done: int, _of: int) -> None:
        if done == 2:
            raise KeyboardInterrupt

    started = time.perf_counter()
    with pytest.raises(KeyboardInterrupt):
        map_blocks(lambda _: time.sleep(0.05), range(100), workers=2, tick=enough)
    assert time.perf_counter() - started < 4.0


@pytest.mark.parametrize("workers", [1, 2, 3])
def test_results_are_handed_on_as_they_end_and_never_pile_up(workers: int) -> None:
    lock, under_way, most, taken = threading.Lock(), 0, 0, list[tuple[int, int]]()

    def work(add: int, block: int) -> int:
        nonlocal under_way, most
        with lock:
            under_way += 1
            most = max(most, under_way)
        time.sleep(0.001 * (block % 3))
        return block + add

    def take(block: int, result: int) -> None:
        nonlocal under_way
        with lock:
            under_way -= 1
        taken.append((block, result))

    fold_blocks(work, 100, iter(range(40)), take, workers=workers)
    assert sorted(taken) == [(k, k + 100) for k in range(40)]
    assert most <= workers + 1


@pytest.mark.parametrize("workers", [1, 2])
def test_what_goes_wrong_in_a_block_ends_the_fold(workers: int) -> None:
    begun: list[int] = []

    def work(_shared: None, block: int) -> int:
        begun.append(block)
        if block == 3:
            raise ValueError("block 3")
        return block

    with pytest.raises(ValueError, match="block 3"):
        fold_blocks(work, None, iter(range(10_000)), lambda _block, _result: None, workers=workers)
    assert len(begun) < 20
