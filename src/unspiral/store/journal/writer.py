"""One thread that writes, and many that wait: what arrives together is put on the disk together."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field
from queue import SimpleQueue
from threading import Lock, Thread, current_thread
from time import sleep

from unspiral.errors import StoreError
from unspiral.records.entry import Entry, Plain, Receipt

GATHER_S = 0.0015  # while several write at once, the others are waited for: a commit for each would cost more
TOGETHER = 64  # at most so many in one transaction: the first one must not wait long for the last

What = Entry | tuple[str, Plain] | Callable[[], None]


@dataclass(slots=True)
class Writing:
    """One thing to be written, or one thing to be done alone, and whoever waits for it."""

    what: What
    done: Future[Receipt | None] = field(default_factory=Future[Receipt | None])


class Writer:
    """Calls ``write`` with everything that waits, one batch after another, in a thread of its own.

    Args:
        write: puts a batch on the disk and returns, for each, its receipt or the error that it alone ran into; what it raises itself
            befalls the whole batch.
        name: of the thread.
    """

    def __init__(self, write: Callable[[Sequence[Writing]], Sequence[Receipt | StoreError | None]], name: str = "journal") -> None:
        self._write = write
        self._waiting: SimpleQueue[Writing | None] = SimpleQueue()
        self._closed = False
        self._lock = Lock()
        self._thread = Thread(target=self._run, name=name, daemon=True)
        self._thread.start()

    def put(self, what: What) -> Future[Receipt | None]:
        """Queue one thing; the future is done when it is on the disk.

        Args:
            what: to be written; or a function, which is called in the thread while nothing else is written.
        """
        writing = Writing(what)
        with self._lock:
            if self._closed:
                writing.done.set_exception(closed())
            else:
                self._waiting.put(writing)
        return writing.done

    def close(self) -> None:
        """Write what waits, then end the thread."""
        with self._lock:
            if not self._closed:
                self._closed = True
                self._waiting.put(None)
        if current_thread() is not self._thread:
            self._thread.join()

    def _run(self) -> None:
        several = False
        while True:
            batch: list[Writing] = []
            item = self._waiting.get()
            if several:
                sleep(GATHER_S)
            while item is not None and not callable(item.what):
                batch.append(item)
                if len(batch) == TOGETHER or self._waiting.empty():
                    break
                item = self._waiting.get()
            several = len(batch) > 1
            if batch:
                self._settle(batch, self._write)
            if item is None:
                return
            if callable(item.what):
                self._settle([item], _alone)

    def _settle(self, batch: list[Writing], write: Callable[[Sequence[Writing]], Sequence[Receipt | StoreError | None]]) -> None:
        # Whoever gave up waiting gets no answer, and what they wrote is kept all the same.
        wanted = [writing.done.set_running_or_notify_cancel() for writing in batch]
        try:
            answers = write(batch)
        except Exception as error:  # whatever it is, whoever waits must hear of it
            failed = error if isinstance(error, StoreError) else StoreError("The journal could not be written.", why=type(error).__name__)
            answers = [failed] * len(batch)
        for writing, answer, waits in zip(batch, answers, wanted, strict=True):
            if not waits:
                continue
            if isinstance(answer, StoreError):
                writing.done.set_exception(answer)
            else:
                writing.done.set_result(answer)


def _alone(batch: Sequence[Writing]) -> list[Receipt | StoreError | None]:
    job = batch[0].what
    assert callable(job)
    job()
    return [None]


def closed() -> StoreError:
    """The error of a journal that was closed."""
    return StoreError("The journal is closed.", fix="open it again with its passphrase", code="closed")
