"""How quick the web app is: evenings kept, 90 days looked at, memory, weight of a page, and the time to a first evening.

``python bench/web.py``; ``--seconds 10`` is how long each case runs, ``--only days`` leaves the others out, ``--small`` only shows that
everything runs. A real server (``unspiral serve --demo``) runs in one process and the clients in another, over sockets of the loopback. The
load of the machine stands in the first line: on a busy one only ratios of one run mean anything.
"""

from __future__ import annotations

import argparse
import gzip
import json
import os
import re
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from multiprocessing import get_context
from pathlib import Path

from row import Row
from startup import machine
from web_client import Browser, Timed, posts, steadily

UNSPIRAL = str(Path(sys.executable).with_name("unspiral"))
CLIENTS = 8
RATE = 300
FITS = str(Path(__file__).with_name("web_fit.py"))


@contextmanager
def server(days: int, *more: str) -> Iterator[tuple[int, Browser]]:
    """A server of a made-up person: its process and a browser that is in."""
    with tempfile.TemporaryDirectory(prefix="unspiral-bench-") as folder:
        command = [UNSPIRAL, "serve", "--demo", "--seed-days", str(days), "--port", "0", "--json", "--no-browser", *more]
        running = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env={**os.environ, "TMPDIR": folder})
        try:
            assert running.stdout is not None
            told = json.loads(running.stdout.readline())
            browser = Browser.come_in(told["url"], told["token"])
            yield running.pid, browser
        finally:
            running.terminate()
            running.wait(timeout=30)


@contextmanager
def fitting(days: int) -> Iterator[None]:
    """Fits of so many days, one after another, beside whatever the block does; it begins in the midst of the first."""
    running = subprocess.Popen([sys.executable, FITS, str(days)], stdout=subprocess.DEVNULL, start_new_session=True)
    try:
        time.sleep(1.0)
        yield
        assert running.poll() is None, "no fit ran"
    finally:
        os.killpg(running.pid, signal.SIGKILL)  # the one that starts fits, and the fit
        running.wait()


def apart(work: Callable[..., Timed], *told: object) -> Timed:
    """What the clients measured, in a process of their own."""
    with get_context("spawn").Pool(1) as pool:
        return pool.apply(work, told)


def worked(pid: int) -> float:
    """Seconds that a process has computed so far, in all its threads."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def evenings(seconds: float) -> list[Row]:
    """Evenings sent by 8 clients, each answered when it is on the disk."""
    with server(90) as (pid, browser):
        apart(posts, browser, CLIENTS, min(1.0, seconds))
        before = worked(pid)
        timed = apart(posts, browser, CLIENTS, seconds)
        each = (worked(pid) - before) / timed.count
    return [
        Row("POST /check-in, 8 clients", "computed for each", each * 1000, "ms", None, "seconds of the processor"),
        Row("POST /check-in, 8 clients", "kept on the disk", timed.rate, "/s", 800, f"{timed.count} in all, {timed.wrong} refused", True),
        Row("POST /check-in, 8 clients", "p99", timed.place(0.99) * 1000, "ms", 50, f"p50 {timed.place(0.5) * 1000:.1f} ms"),
    ]


def days(seconds: float) -> list[Row]:
    """The page of 90 days at a steady rate; then a fit beside it, taking turns."""
    with server(120) as (pid, browser):
        apart(steadily, browser, "/days?range=90", RATE, CLIENTS, min(1.0, seconds))
        alone, beside = [], []
        before, count = worked(pid), 0
        for _ in range(3):
            alone.append(apart(steadily, browser, "/days?range=90", RATE, CLIENTS, seconds / 3))
            with fitting(120):
                beside.append(apart(steadily, browser, "/days?range=90", RATE, CLIENTS, seconds / 3))
            count += alone[-1].count + beside[-1].count
        each = (worked(pid) - before) / count
    late, with_fit = (statistics.median(timed.place(0.99) for timed in runs) * 1000 for runs in (alone, beside))
    half = statistics.median(timed.place(0.5) for timed in alone) * 1000
    rate = statistics.median(timed.rate for timed in alone)
    return [
        Row(f"GET /days at {RATE}/s", "computed for each", each * 1000, "ms", None, "seconds of the processor"),
        Row(f"GET /days at {RATE}/s", "p99", late, "ms", 100, f"p50 {half:.1f} ms, {rate:.0f}/s reached"),
        Row("the same beside a fit", "p99 raised by", (with_fit / late - 1) * 100, "%", 25, f"{with_fit:.1f} ms"),
    ]


def memory(_seconds: float) -> list[Row]:
    """Memory of an idle server that has shown its pages."""
    with server(90) as (pid, browser):
        for path in ("/", "/check-in", "/days?range=90", "/reasons", "/settings"):
            browser.get(path)
        time.sleep(1.0)
        told = dict(re.findall(r"^(\w+):\s+(\d+) kB", Path(f"/proc/{pid}/status").read_text(), re.MULTILINE))
    return [Row("memory, idle", "RSS", int(told["VmRSS"]) / 1024, "MiB", 150, f"at most {int(told['VmHWM']) / 1024:.0f} MiB")]


def weight(_seconds: float) -> list[Row]:
    """Everything that the check-in page loads, as gzip would send it."""
    with server(90) as (_, browser):
        page = browser.get("/check-in")[1]
        found = re.findall(rb'<(?:link|script|img)[^>]+(?:href|src)="(/static/[^"]+)"', page)
        parts = {"page": page, **{path.decode(): browser.get(path.decode())[1] for path in dict.fromkeys(found)}}
    sizes = {name: len(gzip.compress(content, 9)) for name, content in parts.items()}
    note = ", ".join(f"{name.rpartition('/')[2]} {size}" for name, size in sizes.items())
    return [Row("page /check-in", "gzip, with all it loads", sum(sizes.values()) / 1024, "KiB", 30, note)]


def first(_seconds: float) -> list[Row]:
    """From the command to a first evening kept in a new file, with everything a person has to send on the way."""
    script = Path(__file__).resolve().parents[1] / "scripts" / "first_check_in.py"
    taken: list[float] = []
    for _ in range(3):
        said = subprocess.run([sys.executable, str(script)], check=True, stdout=subprocess.PIPE, text=True).stdout
        taken.append(json.loads(said.splitlines()[-1])["receipt_s"])
    return [Row("first evening kept", "from the command", statistics.median(taken), "s", 60, "scripts/first_check_in.py, new file")]


CASES: dict[str, Callable[[float], list[Row]]] = {"evenings": evenings, "days": days, "memory": memory, "weight": weight, "first": first}


def main() -> int:
    """Print the table; 1 when a target is missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=10.0)
    parser.add_argument("--only", choices=CASES)
    parser.add_argument("--small", action="store_true")
    asked = parser.parse_args()
    load = ", ".join(f"{value:.1f}" for value in os.getloadavg())
    print(f"{machine()}; load before {load}\n")
    missed = 0
    for name, case in CASES.items():
        if asked.only in (None, name):
            for row in case(0.6 if asked.small else asked.seconds):
                missed += row.missed
                print(row.text(judged=not asked.small), flush=True)
    return 1 if missed and not asked.small else 0


if __name__ == "__main__":
    sys.exit(main())
