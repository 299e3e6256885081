"""What a newcomer does after installing: start the app, make a file, write the first check-in, close, open again, and find it there.

    python scripts/first_check_in.py [FOLDER]

Everything goes over the loopback as a browser would send it, without JavaScript. The file is made in FOLDER, or in a temporary one.
The last line is one JSON document with the seconds from the start to the receipt, and to the answer read back from the closed and
reopened file; exit code 0 only where what was read back is what was sent, and the receipt came within a minute.
"""

from __future__ import annotations

import json
import re
import secrets
import signal
import subprocess
import sys
import tempfile
from http.client import HTTPConnection
from pathlib import Path
from time import perf_counter
from urllib.parse import urlencode, urlsplit

BAR_S = 60
ANSWERS = {"pain": "6", "mood": "4", "sleep": "5", "activity": "3", "stress": "7"}


class Visitor:
    """A browser without JavaScript: one connection, one cookie."""

    def __init__(self, url: str, token: str) -> None:
        self.connection = HTTPConnection(urlsplit(url).netloc, timeout=30)
        self.cookie = ""
        self.send("/start", {"code": token})

    def send(self, address: str, fields: dict[str, str] | None = None) -> str:
        """Open a page, or send a form; redirects are followed. Returns the page.

        Raises:
            SystemExit: it was refused.
        """
        method, headers = ("GET", {}) if fields is None else ("POST", {"Content-Type": "application/x-www-form-urlencoded"})
        if self.cookie:
            headers["Cookie"] = self.cookie
        self.connection.request(method, address, None if fields is None else urlencode(fields), headers)
        answer = self.connection.getresponse()
        page = answer.read().decode()
        if answer.headers["set-cookie"]:
            self.cookie = answer.headers["set-cookie"].partition(";")[0]
        if answer.status == 303:
            return self.send(answer.headers["location"])
        if answer.status != 200:
            raise SystemExit(f"{method} {address}: {answer.status}\n{page}")
        return page


def started(file: Path) -> tuple[subprocess.Popen[str], Visitor]:
    """Start the app on a file, and come in with its start code."""
    called = [sys.executable, "-m", "unspiral.doors.cli.main", "serve", "--file", str(file), "--port", "0", "--json"]
    running = subprocess.Popen(called, stdout=subprocess.PIPE, text=True)
    assert running.stdout is not None
    said = json.loads(running.stdout.readline() or "{}")
    if not said:
        raise SystemExit("unspiral serve did not start.")
    return running, Visitor(said["url"], said["token"])


def closed(running: subprocess.Popen[str]) -> None:
    """End the app as Ctrl-C does, and wait until its file is closed."""
    running.send_signal(signal.SIGINT)
    if running.wait(timeout=30) != 0:
        raise SystemExit(f"unspiral serve ended with exit code {running.returncode}.")


def written(visitor: Visitor) -> dict[str, str]:
    """The answers that stand in today's form."""
    page = visitor.send("/check-in")
    return {name: value for name in ANSWERS for value in re.findall(rf'name="{name}" value="(\d+)" checked', page)}


def first_check_in(folder: Path) -> dict[str, float]:
    """The whole way, once; seconds to the receipt, and to the answers read back.

    Raises:
        SystemExit: something on the way was refused.
    """
    began, passphrase, file = perf_counter(), secrets.token_urlsafe(16), folder / "journal.unspiral"
    running, visitor = started(file)
    try:
        visitor.send("/set-up", {"passphrase": passphrase, "again": passphrase})
        (key,) = re.findall(r'name="key" value="([^"]+)"', page := visitor.send("/check-in"))
        (day,) = re.findall(r'name="day" value="([^"]+)"', page)
        receipt = visitor.send("/check-in", {"key": key, "day": day, **ANSWERS})
        kept = perf_counter() - began
    finally:
        closed(running)
    if "Kept at" not in receipt:
        raise SystemExit("There was no receipt.")
    running, visitor = started(file)
    try:
        visitor.send("/unlock", {"passphrase": passphrase})
        back = written(visitor)
    finally:
        closed(running)
    if back != ANSWERS:
        raise SystemExit(f"Sent {ANSWERS}, and read back {back}.")
    return {"receipt_s": round(kept, 2), "read_back_s": round(perf_counter() - began, 2), "bar_s": BAR_S}


def main(words: list[str]) -> int:
    """Run it in a folder, or in one that goes away; 1 where it took longer than a minute."""
    with tempfile.TemporaryDirectory(prefix="first-check-in-") as spare:
        found = first_check_in(Path(words[0]) if words else Path(spare))
    print(json.dumps(found))
    return 0 if found["receipt_s"] <= BAR_S else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
