"""From nothing to a first evening that is kept: starts ``unspiral serve`` on a new file, comes in, makes the file, checks in, and stops.

Prints how long each step took. It sends what a browser would send, and no more.
"""

from __future__ import annotations

import http.client
import json
import os
import re
import subprocess
import sys
import tempfile
import time
from datetime import date
from pathlib import Path
from urllib.parse import urlencode

PASSPHRASE = "kettle ostrich lamp seven"
MOST_SECONDS = 60


def main() -> int:
    """Print the steps; 1 when they took longer than a minute."""
    began = time.perf_counter()
    with tempfile.TemporaryDirectory(prefix="unspiral-first-") as folder:
        command = [str(Path(sys.executable).with_name("unspiral")), "serve", "--file", str(Path(folder) / "own.unspiral")]
        running = subprocess.Popen([*command, "--port", "0", "--json", "--no-browser"], stdout=subprocess.PIPE, text=True, env=os.environ)
        try:
            assert running.stdout is not None
            told = json.loads(running.stdout.readline())
            _say(began, "the server answers")
            _walk(told["url"], told["token"], began)
        finally:
            running.terminate()
            running.wait(timeout=30)
    taken = time.perf_counter() - began
    print(f"{taken:6.2f} s  closed again; at most {MOST_SECONDS} s are allowed")
    return 0 if taken <= MOST_SECONDS else 1


def _walk(url: str, token: str, began: float) -> None:
    client = http.client.HTTPConnection(url.split("/")[2], timeout=30)
    _, cookie, _ = _send(client, "/start", {"code": token}, "", 303)
    _, cookie, _ = _send(client, "/set-up", {"passphrase": PASSPHRASE, "again": PASSPHRASE}, cookie, 200)
    _say(began, "the file is made")
    client.request("GET", "/check-in", headers={"Cookie": cookie})
    page = client.getresponse().read().decode()
    key = re.search(r'name="key" value="([^"]+)"', page)
    assert key is not None, "the check-in page has no form"
    answers = {"pain": "4", "mood": "6", "sleep": "5", "activity": "5", "stress": "3"}
    _, _, where = _send(client, "/check-in", {"key": key[1], "day": date.today().isoformat(), **answers}, cookie, 303)
    client.request("GET", where, headers={"Cookie": cookie})
    receipt = client.getresponse().read().decode()
    assert "Kept at" in receipt, "no receipt"
    _say(began, "the first evening is kept, with a receipt")
    client.close()


def _send(client: http.client.HTTPConnection, path: str, fields: dict[str, str], cookie: str, wanted: int) -> tuple[str, str, str]:
    headers = {"Content-Type": "application/x-www-form-urlencoded", **({"Cookie": cookie} if cookie else {})}
    client.request("POST", path, urlencode(fields), headers)
    answer = client.getresponse()
    text = answer.read().decode()
    assert answer.status == wanted, f"{path}: {answer.status}"
    return text, (answer.headers["set-cookie"] or cookie).partition(";")[0], answer.headers["location"] or ""


def _say(began: float, what: str) -> None:
    print(f"{time.perf_counter() - began:6.2f} s  {what}")


if __name__ == "__main__":
    sys.exit(main())
