"""The same work on every block as in ``local``, by workers of Dask: processes of this machine, or of many."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable
from contextlib import contextmanager
from itertools import islice
from typing import Any, TypeVar

from unspiral.errors import SpecError
from unspiral.scale.extra import needed
from unspiral.version import VERSION

Block = TypeVar("Block")
Result = TypeVar("Result")
Shared = TypeVar("Shared")

HERE = "local"  # in place of an address: a cluster on this machine, for as long as the run takes
PATIENCE = "10s"  # until a scheduler has to answer
BLOCK = 262_144  # persons: every block costs a journey, so they are larger than between threads
AHEAD = 2  # blocks for each worker beside the one it works on: a result travels while the next is under way


def fold_blocks(
    work: Callable[[Shared, Block], Result],
    shared: Shared,
    blocks: Iterable[Block],
    take: Callable[[Block, Result], None],
    *,
    workers: int = 1,
    address: str = HERE,
) -> None:
    """Do the same work on every block by Dask, and hand each result on as soon as it is there.

    A worker that dies is no end: Dask gives its blocks to another one. ``shared`` travels to each worker once.

    Args:
        work, shared, blocks, take: as for ``local.fold_blocks``; ``work`` is a function of a module, so that it can travel.
        workers: processes of one thread each, where the cluster is begun here.
        address: "tcp://HOST:PORT" of a scheduler, or "local".

    Raises:
        SpecError: dask is not installed, nobody answers, there are no workers, they have another unspiral, or too many of them died.
    """
    distributed: Any = needed("distributed", "--dask")
    with _client(distributed, workers, address) as client:
        threads = _threads(client, address)
        common = client.scatter(shared, broadcast=True, hash=False)
        coming = iter(blocks)
        begun: dict[Any, Block] = {}

        def submit(block: Block) -> Any:
            future = client.submit(work, common, block, pure=False)
            begun[future.key] = block
            return future

        ended = distributed.as_completed([submit(block) for block in islice(coming, threads * (1 + AHEAD))])
        for future in ended:
            try:
                result = future.result()
            except distributed.KilledWorker:
                raise SpecError(
                    "The workers died several times over the same block.",
                    why="Most often they have too little memory.",
                    fix="a smaller block: --block 20000; then the same command goes on where it stopped, if it has an -o.",
                ) from None
            take(begun.pop(future.key), result)
            future.release()
            for block in islice(coming, 1):
                ended.add(submit(block))


@contextmanager
def _client(distributed: Any, workers: int, address: str) -> Generator[Any]:
    if address == HERE:
        quiet = {"distributed.worker.profile.enabled": False}  # nobody looks at it, and it takes a few percent
        with (
            needed("dask", "--dask").config.set(quiet),
            distributed.LocalCluster(n_workers=workers, threads_per_worker=1, processes=True, dashboard_address=None) as cluster,
            distributed.Client(cluster) as client,
        ):
            yield client
        return
    try:
        client = distributed.Client(address, timeout=PATIENCE)
    except (OSError, ValueError, TypeError):
        raise SpecError(
            f"No scheduler of Dask answers at '{address}'.", fix="--dask tcp://HOST:8786, or --dask local for workers on this machine"
        ) from None
    with client:
        yield client


def _threads(client: Any, address: str) -> int:
    """Threads of all workers, after a look at what they run."""
    client.wait_for_workers(1, timeout=PATIENCE) if address == HERE else None
    held: dict[str, int] = client.nthreads()
    if not held:
        raise SpecError(f"The scheduler at '{address}' has no workers.", fix="dask worker tcp://HOST:8786 --nthreads 1")
    found = set(client.run(version_there).values())
    if found != {VERSION}:
        other = ", ".join(sorted(str(version) for version in found - {VERSION}))
        raise SpecError(
            f"Workers at '{address}' have another unspiral ({other}; here it is {VERSION}).",
            why="Another version may draw other persons.",
            fix=f"pip install unspiral=={VERSION}, on every machine",
        )
    return sum(held.values())


def version_there() -> str:
    """Which unspiral a worker has; "none" where it has none."""
    try:
        from unspiral.version import VERSION as THERE
    except ImportError:
        return "none"
    return THERE
