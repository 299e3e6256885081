"""One thread writes; what arrives together is written together; nobody waits for ever."""

from __future__ import annotations

import threading
from collections.abc import Sequence

import pytest
from tests.store.journal.made_entry import SOON

from unspiral.errors import StoreError
from unspiral.records.entry import Receipt
from unspiral.store.journal.writer import TOGETHER, Writer, Writing

pytestmark = pytest.mark.unit

Answers = list[Receipt | StoreError | None]


def kept(batch: Sequence[Writing]) -> Answers:
    return [None] * len(batch)


def test_what_waits_is_written_together_and_in_order() -> None:
    free, sizes, names = threading.Event(), list[int](), list[object]()

    def write(batch: Sequence[Writing]) -> Answers:
        free.wait(SOON)
        sizes.append(len(batch))
        names.extend(writing.what[0] for writing in batch)  # type: ignore[index]
        return kept(batch)

    writer = Writer(write)
    futures = [writer.put((str(number), 1)) for number in range(TOGETHER + 10)]
    free.set()
    assert [future.result(SOON) for future in futures] == [None] * len(futures)
    writer.close()
    assert names == [str(number) for number in range(TOGETHER + 10)]
    assert len(sizes) <= 4 and max(sizes) <= TOGETHER


def test_one_failure_befalls_one_and_a_failed_batch_all() -> None:
    def one(batch: Sequence[Writing]) -> Answers:
        return [StoreError("no", code="key-taken") if writing.what == ("bad", 1) else None for writing in batch]

    writer = Writer(one)
    good, bad = writer.put(("good", 1)), writer.put(("bad", 1))
    assert good.result(SOON) is None and isinstance(bad.exception(SOON), StoreError)
    writer.close()

    def every(_batch: Sequence[Writing]) -> Answers:
        raise ZeroDivisionError

    writer = Writer(every)
    failed = writer.put(("a", 1)).exception(SOON)
    assert isinstance(failed, StoreError) and failed.code == "failed" and failed.why == "ZeroDivisionError"
    assert isinstance(writer.put(("b", 1)).exception(SOON), StoreError)  # the thread lives on
    writer.close()


def test_a_function_runs_alone_and_in_its_turn() -> None:
    seen: list[str] = []

    def write(batch: Sequence[Writing]) -> Answers:
        seen.extend(str(writing.what[0]) for writing in batch)  # type: ignore[index]
        return kept(batch)

    writer = Writer(write)
    futures = [writer.put(("a", 1)), writer.put(lambda: seen.append("alone")), writer.put(("b", 1))]
    for future in futures:
        future.result(SOON)
    writer.close()
    assert seen == ["a", "alone", "b"]


def test_who_gave_up_waiting_is_written_all_the_same() -> None:
    free, seen = threading.Event(), list[object]()

    def write(batch: Sequence[Writing]) -> Answers:
        free.wait(SOON)
        seen.extend(writing.what for writing in batch)
        return kept(batch)

    writer = Writer(write)
    first, second = writer.put(("a", 1)), writer.put(("b", 1))
    second.cancel()
    free.set()
    writer.close()
    assert first.done() and seen == [("a", 1), ("b", 1)]


def test_closing_writes_what_waits_and_then_refuses() -> None:
    writer = Writer(kept)
    futures = [writer.put(("a", 1)) for _ in range(500)]
    writer.close()
    assert all(future.done() for future in futures)
    refused = writer.put(("a", 1)).exception(SOON)
    assert isinstance(refused, StoreError) and refused.code == "closed"
    writer.close()
