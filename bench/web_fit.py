"""Fits of a made-up person's loop, one after another until this is ended: the same process, priority and days as the web app starts."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from datetime import UTC, date, timedelta

from unspiral.doors.web.refit import COMMAND, ONE_THREAD
from unspiral.measure.made_up.journal import made_up_entries


def question(days: int) -> str:
    """What the app asks the other process about so many days, before any look was kept."""
    today = date.today()
    entries = [entry for entry in made_up_entries(days, today - timedelta(days=1), UTC, []) if entry.kind == "check-in"]
    rows = [[entry.key, entry.kind, entry.day, entry.said_at, dict(entry.body)] for entry in entries]
    return json.dumps({"entries": rows, "begin": min(entry.day for entry in entries), "today": today.isoformat(), "looks": []})


def main() -> None:
    """Say after each fit how long it took."""
    asked = question(int(sys.argv[1]))
    while True:
        told = subprocess.run(COMMAND, input=asked, stdout=subprocess.PIPE, text=True, check=True, env=os.environ | ONE_THREAD).stdout
        print(json.loads(told.splitlines()[-1])["seconds"], flush=True)


if __name__ == "__main__":
    main()
