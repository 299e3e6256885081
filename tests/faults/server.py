"""The real server, killed while check-ins are sent to it: python -m tests.faults.server --kills 20 --out build/faults-server."""

from __future__ import annotations

import argparse
import json
import random
import shutil
import subprocess
import sys
import threading
import time
from collections import Counter
from datetime import date, timedelta
from http.client import HTTPConnection, HTTPException
from itertools import cycle
from pathlib import Path
from urllib.parse import urlencode, urlsplit
from uuid import uuid4

from tests.faults.tally import HEADING, Tally

from unspiral.store.journal.key_file import open_key_file
from unspiral.store.journal.place import Place
from unspiral.store.journal.sqlite import open_sqlite

SECRET = "four words that rhyme not"
RUN = "import sys; from unspiral.doors.cli.main import main; sys.exit(main(sys.argv[1:]))"


class Server:
    """One run of `unspiral serve`, and a browser that is in."""

    def __init__(self, file: Path) -> None:
        command = [sys.executable, "-c", RUN, "serve", "--file", str(file), "--port", "0", "--no-browser", "--json"]
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        assert self.process.stdout is not None
        told = ""
        while not told.rstrip().endswith("}"):
            line = self.process.stdout.readline()
            assert line, "the server did not start"
            told += line
        said = json.loads(told)
        self.host = urlsplit(said["url"]).netloc
        self.cookie = ""
        self.post("/start", {"code": said["token"]})
        new = not Place.of(file).key.exists()
        status = self.post("/set-up", {"passphrase": SECRET, "again": SECRET}) if new else self.post("/unlock", {"passphrase": SECRET})
        assert status in (200, 303), status

    def post(self, path: str, fields: dict[str, str]) -> int:
        """Send a form; returns the status of the answer."""
        connection = HTTPConnection(self.host, timeout=60)
        headers = {"Content-Type": "application/x-www-form-urlencoded", "Cookie": self.cookie, "Origin": f"http://{self.host}"}
        try:
            connection.request("POST", path, urlencode(fields), headers)
            answer = connection.getresponse()
            answer.read()
            self.cookie = (answer.getheader("Set-Cookie") or self.cookie).partition(";")[0]
            return answer.status
        finally:
            connection.close()

    def kill(self) -> None:
        """SIGKILL."""
        self.process.kill()
        self.process.wait()
        assert self.process.stdout is not None
        self.process.stdout.close()


def killed_while_posting(place: Place, kills: int, seed: int) -> Tally:
    """Four windows send check-ins, each of the next day, while the server is killed; what had no answer is sent again to the next one."""
    tally, chance = Tally("kill -9 of the server"), random.Random(seed)
    acknowledged: set[str] = set()
    unanswered: list[dict[str, str]] = []
    days = cycle(str(date.today() - timedelta(days=back)) for back in range(1, 5000))  # what comes round again is a correction
    lock = threading.Lock()
    for _ in range(kills):
        server, stop = Server(place.file), threading.Event()
        again, unanswered = unanswered, []

        def window(
            server: Server = server,
            stop: threading.Event = stop,
            again: list[dict[str, str]] = again,
            failed: list[dict[str, str]] = unanswered,
        ) -> None:
            while not stop.is_set():
                with lock:
                    sent = (
                        again.pop() if again else {"key": str(uuid4()), "day": next(days), "pain": str(chance.randint(0, 10)), "mood": "4"}
                    )
                try:
                    status = server.post("/check-in", sent)
                except (OSError, HTTPException):
                    status = 0
                with lock:
                    if status in (200, 303):
                        acknowledged.add(sent["key"])
                    elif status == 0:
                        failed.append(sent)
                        return
                    else:
                        tally.count(f"answered {status}")

        windows = [threading.Thread(target=window) for _ in range(4)]
        for thread in windows:
            thread.start()
        time.sleep(chance.uniform(0.1, 1.5))
        server.kill()
        stop.set()
        for thread in windows:
            thread.join()
        unanswered += again
        tally.times += 1
        journal = open_sqlite(place.file, open_key_file(place.key, SECRET))
        rows = Counter(entry.key for entry, _receipt in journal.everything())
        by_day = Counter(entry.day for entry in journal.entries("check-in"))
        journal.close()
        tally.lost += len(acknowledged - set(rows))
        tally.doubled += sum(n - 1 for n in rows.values()) + sum(n - 1 for n in by_day.values())
    tally.acknowledged = len(acknowledged)
    tally.count("rows in the end", sum(rows.values()))
    return tally


def main() -> int:
    """Run and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=20)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--seed", type=int, default=8)
    asked = parser.parse_args()
    shutil.rmtree(asked.out, ignore_errors=True)
    asked.out.mkdir(parents=True)
    tally = killed_while_posting(Place.of(asked.out / "journal.unspiral"), asked.kills, asked.seed)
    print(f"{HEADING}\n{tally.text()}")
    return 1 if tally.lost or tally.doubled or not tally.acknowledged else 0


if __name__ == "__main__":
    sys.exit(main())
