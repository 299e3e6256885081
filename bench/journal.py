"""Durable encrypted writes a second with eight threads, how long each waits, and how long ninety days take to read.

python bench/journal.py [--seconds 5] [--writers 8]
"""

from __future__ import annotations

import argparse
import os
import platform
import statistics
import tempfile
import threading
from pathlib import Path
from time import perf_counter, process_time
from uuid import uuid4

from unspiral.records.entry import Entry
from unspiral.store.journal.sqlite import SqliteJournal, open_sqlite

BODY = {
    "form": "check-in/1", "answers": {"pain": 6, "mood": 4, "sleep": 5, "activity": 3, "stress": 7}, "tried": ["walking"], "flare": False,
    "sites": ["lower_back"], "note": "A made-up evening, with a note of the length that people write.", "late": False,
}  # fmt: skip


def entry(day: str) -> Entry:
    """One evening."""
    return Entry(str(uuid4()), "check-in", day, f"{day}T20:15:00+01:00", dict(BODY))


def written(journal: SqliteJournal, writers: int, seconds: float) -> list[float]:
    """Seconds that each write waited for its receipt, when each writer sends the next as soon as it has one."""
    waits: list[list[float]] = [[] for _ in range(writers)]
    end = perf_counter() + seconds

    def send(mine: list[float]) -> None:
        while (begun := perf_counter()) < end:
            journal.keep(entry("2026-11-22")).result()
            mine.append(perf_counter() - begun)

    threads = [threading.Thread(target=send, args=(mine,)) for mine in waits]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(wait for mine in waits for wait in mine)


def read(journal: SqliteJournal, since: str, rounds: int = 200) -> list[float]:
    """Seconds of each reading."""
    took: list[float] = []
    for _ in range(rounds):
        begun = perf_counter()
        found = journal.entries("check-in", since=since)
        took.append(perf_counter() - begun)
    assert len(found) == 90
    return sorted(took)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=5.0)
    parser.add_argument("--writers", type=int, default=8)
    asked = parser.parse_args()
    print(f"{platform.machine()}, {os.cpu_count()} processors, load {os.getloadavg()[0]:.1f}, Python {platform.python_version()}")
    with tempfile.TemporaryDirectory(dir=os.environ.get("UNSPIRAL_BENCH_DIR")) as folder:
        for writers in (1, asked.writers):
            journal = open_sqlite(Path(folder) / f"{writers}.unspiral", bytes(32))
            spent = process_time()
            waits = written(journal, writers, asked.seconds)
            p50, p99, longest = (1e3 * waits[at] for at in (len(waits) // 2, int(len(waits) * 0.99), -1))
            rate, cost = len(waits) / asked.seconds, 1e3 * (process_time() - spent) / len(waits)
            line = f"{rate:8.0f} writes/s   p50 {p50:6.2f} ms   p99 {p99:6.2f} ms   longest {longest:6.1f} ms"
            line += f"   {cost:.2f} ms of processor each"
            print(f"writers {writers}: {line}")
            journal.close()
        journal = open_sqlite(Path(folder) / "years.unspiral", bytes(32))
        days = [f"{year}-{month:02d}-{day:02d}" for year in range(2016, 2027) for month in range(1, 13) for day in range(1, 29)]
        for future in [journal.keep(entry(day)) for day in days]:
            future.result()
        spent = process_time()
        took = read(journal, days[-90])
        cost = 1e3 * (process_time() - spent) / len(took)
        median, p99 = 1e3 * statistics.median(took), 1e3 * took[int(len(took) * 0.99)]
        print(f"90 days of {len(days)} entries: median {median:.2f} ms   p99 {p99:.2f} ms   {cost:.2f} ms of processor each")
        journal.close()
        begun = perf_counter()
        open_sqlite(Path(folder) / "years.unspiral", bytes(32)).close()
        print(f"opening and closing: {(perf_counter() - begun) * 1e3:.0f} ms")


if __name__ == "__main__":
    main()
