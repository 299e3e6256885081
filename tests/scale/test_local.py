"""map_blocks: the answers of a plain loop, in order, for any number of workers."""

from __future__ import annotations

import os
import threading
import time

import numpy as np
import pytest

from unspiral.scale.local import map_blocks


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
