"""How long the page for a visit takes in a fresh process, and what an export of a million rows costs.

python bench/web_take.py report      python bench/web_take.py export ROWS
"""

from __future__ import annotations

import resource
import subprocess
import sys
import tempfile
import time
from collections import deque
from pathlib import Path

from unspiral.measure.exports.journal_zip import Source, journal_zip
from unspiral.records.entry import Entry
from unspiral.store.journal.sqlite import open_sqlite

_FRESH = """
import time
t = time.perf_counter()
from tests.show.visit_made import asked, treatments, whole
from unspiral.show.visit_pdf import visit_pdf
from unspiral.show.visit_report import visit_report
made = visit_pdf(visit_report(whole({days}), treatments(), asked({days})))
print(time.perf_counter() - t, len(made), time.process_time())
"""


def report() -> None:
    """Median of five fresh processes for 2, 90 and 1100 days."""
    for days in (2, 90, 1100):
        took, worked, size = list[float](), list[float](), 0
        for _ in range(5):
            ran = subprocess.run([sys.executable, "-c", _FRESH.format(days=days)], capture_output=True, text=True, check=True)
            seconds, length, processor = ran.stdout.split()
            size = int(length)
            took.append(float(seconds))
            worked.append(float(processor))
        middle, busy = sorted(took)[2], sorted(worked)[2]
        print(f"{days} days: {middle:.2f} s ({busy:.2f} s of the processor), longest {max(took):.2f} s, {size / 1000:.0f} KB")


def export(rows: int) -> None:
    """Rows of tables and the journal as JSON, out of an encrypted file; the growth of memory is that of the process."""
    with tempfile.TemporaryDirectory() as folder:
        journal = open_sqlite(Path(folder) / "journal", bytes(32))
        answers = {"pain": 6, "mood": 4, "sleep": 5, "activity": 3, "stress": 7}
        body = {"form": "check-in/1", "answers": answers, "flare": False, "late": False}
        waiting: deque[object] = deque(maxlen=1)
        for number in range(rows // 8):
            said_at = "2026-11-22T20:00:00+01:00"
            waiting.append(journal.keep(Entry(f"k{number}", "check-in", "2026-11-22", said_at, {**body, "note": f"note {number}"})))
        waiting[0].result()  # pyright: ignore[reportAttributeAccessIssue]
        source = Source(lambda newest, until: journal.everything(newest=newest, until=until), {})
        for some in (("json",), ("csv", "json")):
            before, began, size = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.perf_counter(), 0
            for piece in journal_zip(source, some):
                size += len(piece)
            after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
            took, more = time.perf_counter() - began, (after - before) / 1024
            print(f"{some}: {rows // 8 * 8} rows, {took:.1f} s, {size / 1e6:.1f} MB, memory + {more:.0f} MB")
        journal.close()


if __name__ == "__main__":
    if sys.argv[1] == "report":
        report()
    else:
        export(int(sys.argv[2]))
