"""The demo's file: a made-up person's days, under a passphrase that the demo itself tells."""

from __future__ import annotations

import secrets
from concurrent.futures import Future
from datetime import timedelta

from unspiral.doors.web.desk import Desk
from unspiral.measure.made_up.journal import made_up_entries
from unspiral.measure.safety.clinical_file import clinical_file
from unspiral.records.entry import Receipt

DAYS = 90
FIRM = 4  # groups of the passphrase


def fill(desk: Desk, days: int = DAYS) -> None:
    """Make the desk's file, open it, and write a made-up person's days into it, the last of them yesterday.

    Args:
        desk: of a demo, whose file is not there yet.
        days: how many; 0 leaves the file empty.

    Raises:
        StoreError: the temporary folder is full, or cannot be written.
    """
    desk.passphrase = "-".join(secrets.token_hex(3) for _ in range(FIRM))
    desk.make(desk.passphrase)
    now = desk.now()
    questions = [str(question["id"]) for question in clinical_file("red_flags")["question"]]
    zone = now.tzinfo
    assert zone is not None  # a desk's clock always knows its offset
    entries = made_up_entries(days, now.date() - timedelta(days=1), zone, questions)
    waiting: list[Future[Receipt]] = [desk.journal.keep(entry) for entry in entries]  # queued at once, so that they are written together
    for done in waiting:
        done.result()
