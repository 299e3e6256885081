"""All persons of a population, block after block: folded as they end, kept beside the output, gone on with after a stop."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from time import monotonic

from unspiral.errors import SpecError
from unspiral.scale import dask, local
from unspiral.scale.blocks import Block, Ranges, blocks_of, number_done, with_block
from unspiral.scale.checkpoint import Checkpoint
from unspiral.scale.event_log import EventLog, sized, tally_and_log
from unspiral.scale.laid import Laid, Tally, tally
from unspiral.scale.sums import Sums

BLOCK = 131_072  # persons
EVERY = 2.0  # seconds at least between two checkpoints
Tick = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Way:
    """How the work is spread; none of it changes an answer.

    Args:
        workers: how many at once.
        block: persons of a block.
        dask: address of a scheduler, "local" for a cluster of this machine, empty for threads.
        tick: called with (persons done, persons).
        note: called with what the reader should know before it begins, a sentence at a time.
    """

    workers: int = 1
    block: int = BLOCK
    dask: str = ""
    tick: Tick | None = None
    note: Callable[[str], None] | None = None

    def tell(self, sentence: str) -> None:
        """Say a sentence where somebody listens."""
        if self.note is not None:
            self.note(sentence)


@dataclass(slots=True)
class _Done:
    """What is done, exchanged as a whole: a stop at any moment finds persons and sums that belong together."""

    state: tuple[Sums, Ranges]


def count_persons(
    laid: Laid, persons: int, empty: Sums, way: Way, *, checkpoint: Checkpoint | None = None, log: EventLog | None = None
) -> tuple[Sums, int]:
    """Simulate everybody and count.

    Args:
        laid: tables and seed.
        persons: numbered from 0.
        empty: sums of nobody.
        way: how the work is spread.
        checkpoint: where finished blocks are kept; None keeps nothing.
        log: where every event is written; None writes none.

    Returns:
        Sums over all persons: the same for any block, any number of workers and any order; and how many persons an earlier, stopped run
        had done.

    Raises:
        SpecError: the checkpoint or the log cannot be written: what was kept before stays, and the same call goes on from there.
        DataError: the checkpoint is of another run.
        KeyboardInterrupt: after what is done has been kept.

    Source: tests/scale/test_counting.py.
    """
    held = None if checkpoint is None else checkpoint.load()
    found = _Done(held or (empty, ()))
    before = number_done(found.state[1])
    if checkpoint is not None and held is not None:
        checkpoint.tidy()
    if before:
        way.tell(f"Going on: {before:,} of {persons:,} persons were done before.")
    if log is not None:
        way.tell(f"The log of events will take about {sized(log.refuse_if_full(laid, persons, left=persons - before))}.")
    if log is not None:  # before anything is kept: a place that is refused is refused again by the same call
        log.begin(anew=held is None)  # a run that was stopped at once may have left files of blocks that are not kept yet
    if checkpoint is not None:
        checkpoint.save(*found.state)  # a place that cannot be written shows now, and not after an hour
    kept = monotonic()

    def take(block: Block, result: Tally) -> None:
        nonlocal kept
        if log is not None:
            log.check(block)
        sums, done = found.state
        found.state = (sums.plus(result), with_block(done, block))
        if checkpoint is not None and monotonic() - kept >= EVERY:
            checkpoint.save(*found.state)
            kept = monotonic()
        if way.tick is not None:
            way.tick(number_done(found.state[1]), persons)

    if way.tick is not None:
        way.tick(before, persons)
    work = tally if log is None else partial(tally_and_log, log)
    blocks = blocks_of(persons, way.block, found.state[1])
    try:
        if way.dask:
            dask.fold_blocks(work, laid, blocks, take, workers=way.workers, address=way.dask)
        else:
            local.fold_blocks(work, laid, blocks, take, workers=way.workers)
    except BaseException as problem:
        _keep(checkpoint, found.state, problem)
        raise
    if checkpoint is not None:
        checkpoint.save(*found.state)
    return found.state[0], before


def _keep(checkpoint: Checkpoint | None, state: tuple[Sums, Ranges], problem: BaseException) -> None:
    """Keep what is done before a stop goes on its way; where that fails too, the older checkpoint is still whole."""
    if checkpoint is None:
        return
    try:
        checkpoint.save(*state)
    except SpecError as full:
        if not isinstance(problem, SpecError):
            raise full from problem
