"""Dask gives what this process gives, bit for bit, also where a worker dies."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from typing import Any

import pytest
from tests.scale.made_town import empty, laid, numbers

from unspiral.errors import SpecError
from unspiral.scale import dask
from unspiral.scale.counting import Way, count_persons
from unspiral.scale.dask import version_there
from unspiral.version import VERSION

distributed: Any = pytest.importorskip("distributed", reason="the extra 'population' is not installed: no Dask")
pytestmark = [pytest.mark.unit, pytest.mark.filterwarnings("ignore")]
PERSONS = 2_000


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    with distributed.LocalCluster(n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None) as cluster:
        yield cluster.scheduler_address


@pytest.mark.parametrize("kill", [False, True], ids=["all live", "one is killed"])
def test_the_same_numbers(address: str, kill: bool) -> None:
    whole, _ = count_persons(laid(), PERSONS, empty(), Way(1, PERSONS))
    killed: list[int] = []

    def tick(done: int, _of: int) -> None:
        if kill and done > PERSONS // 4 and not killed:
            with distributed.Client(address, set_as_default=False) as client:
                killed.append(next(iter(client.run(os.getpid).values())))
            os.kill(killed[0], signal.SIGKILL)

    found, _ = count_persons(laid(), PERSONS, empty(), Way(2, 100, address, tick))
    assert numbers(found) == numbers(whole) and len(killed) == kill


def test_nobody_there(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dask, "PATIENCE", "300ms")
    with pytest.raises(SpecError, match=r"No scheduler of Dask answers at 'tcp://127.0.0.1:9'\.(.|\n)*--dask local"):
        count_persons(laid(), 10, empty(), Way(dask="tcp://127.0.0.1:9"))
    assert version_there() == VERSION
