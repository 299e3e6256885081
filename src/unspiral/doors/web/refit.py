"""Keeps what is shown of a person's loop up to date, in another process, so that pages never wait for it."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
from collections.abc import Generator, Mapping
from concurrent.futures import Future
from contextlib import suppress
from datetime import date, datetime, timedelta
from threading import Event, Lock, Thread, Timer
from typing import Any, cast

from unspiral.doors.web.behind import command
from unspiral.doors.web.log import Log
from unspiral.errors import StoreError
from unspiral.records.entry import Entry, Plain
from unspiral.records.look import FIRST_PICTURES, look_days
from unspiral.store.journal.journal import Journal
from unspiral.version import VERSION

SETTING = "loop"  # what was worked out last, in the encrypted journal
QUIET = 1.5  # seconds without another check-in before a fit begins
PATIENCE = 4  # times that long at most, however often somebody looks
LIMIT = 240.0  # seconds after which a fit is given up
USUAL = 8.0  # seconds that are told before one was measured
COMMAND = command("fitting")
AHEAD = timedelta(days=1)  # a clock may be set back by so much, or a traveller go so far west, and a look still holds
ONE_THREAD = dict.fromkeys(("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"), "1")


def first_check_in(journal: Journal, today: date) -> str:
    """The day that counts as day 1: fixed by the first look, until then the first check-in up to today; "" without any."""
    looks = kept_looks(journal, today)
    if looks:
        return str(looks[0]["from"])
    return min((entry.day for entry in _check_ins(journal, today)), default="")


def kept_looks(journal: Journal, today: date) -> list[Mapping[str, Plain]]:
    """Bodies of the looks that hold, oldest first."""
    return [entry.body for entry in looks_that_hold(journal, today)]


def looks_that_hold(journal: Journal, today: date) -> list[Entry]:
    """The looks, oldest first, without those that were said on a day to come.

    While a machine's clock is ahead by years, looks are taken for days that nobody has lived yet. They stay in the journal; but if they
    held, no word would change until those years are over. Where the clock comes to such a day after all, the look that was taken in its
    time stands for it: it was kept later.

    Args:
        journal: of the person.
        today: by the clock as it is now.
    """
    held: dict[int, Entry] = {}
    begin = ""
    for entry in _by_number(journal, [entry for entry in journal.entries("look") if _is_whole(entry.body) and not _is_ahead(entry, today)]):
        begin = begin or str(entry.body["from"])  # the first look fixes day 1
        if entry.body["from"] == begin:
            held[cast("int", entry.body["look"])] = entry
    return [held[look] for look in sorted(held)]


def looks_ahead(journal: Journal, today: date) -> int:
    """How many looks were said on a day to come."""
    return sum(_is_ahead(entry, today) for entry in journal.entries("look"))


def _is_ahead(entry: Entry, today: date) -> bool:
    return datetime.fromisoformat(entry.said_at).date() > today + AHEAD


def _is_whole(body: Mapping[str, Plain]) -> bool:
    """A file from elsewhere may bring anything under the name of a look."""
    try:
        days = [date.fromisoformat(str(body[name])) for name in ("from", "until")]
        return days[0] <= days[1] and all(type(body[name]) is int for name in ("look", "occasions")) and isinstance(body["verdicts"], dict)
    except (KeyError, ValueError):
        return False


def _by_number(journal: Journal, entries: list[Entry]) -> list[Entry]:
    return sorted(entries, key=lambda entry: journal.history(entry.key)[-1][1].number)


def question(journal: Journal, today: date) -> tuple[dict[str, Any], str] | None:
    """What the other process is asked, and a fingerprint of it; None before day 14, or without days."""
    looks = kept_looks(journal, today)
    entries = _check_ins(journal, today)
    begin = str(looks[0]["from"]) if looks else min((entry.day for entry in entries), default="")
    if not begin or day_number(begin, today) < FIRST_PICTURES:
        return None
    rows = [[entry.key, entry.kind, entry.day, entry.said_at, dict(entry.body)] for entry in entries if entry.day >= begin]
    asked = {"entries": rows, "begin": begin, "today": today.isoformat(), "looks": [dict(body) for body in looks]}
    # A day without anything new changes nothing, unless a look has come.
    passed = look_days(day_number(begin, today) - 1)
    told = json.dumps([rows, begin, passed[-1:], VERSION], sort_keys=True)
    return (asked, hashlib.sha256(told.encode()).hexdigest()) if rows else None


def _check_ins(journal: Journal, today: date) -> list[Entry]:
    """Check-ins up to today. All of them are asked for, since the journal has these at hand: to read those of ten years takes its time."""
    last = today.isoformat()
    return [entry for entry in journal.entries("check-in") if entry.day <= last]


def day_number(begin: str, today: date) -> int:
    """Today, counted from the first check-in, which is day 1."""
    return (today - date.fromisoformat(begin)).days + 1


class Refit:
    """One fit at a time, of the newest days only; killed when the file is locked.

    Args:
        quiet: seconds without another nudge before a fit begins.
        limit: seconds after which it is given up.
        log: where what nobody foresaw is noted, by its class and place.
    """

    def __init__(self, quiet: float = QUIET, limit: float = LIMIT, log: Log | None = None) -> None:
        self._quiet, self._limit, self.log = quiet, limit, log
        self._lock = Lock()
        self._wake, self._end = Event(), Event()
        self._thread: Thread | None = None
        self._process: subprocess.Popen[str] | None = None
        self._asked: tuple[Journal, datetime, date] | None = None
        self._failed = ""

    def nudge(self, journal: Journal, now: datetime, today: date) -> None:
        """Something was written, or somebody looks: see soon whether there is anything to work out. Returns at once.

        Args:
            journal: of the person.
            now: their clock; a look that is taken is said to be from then.
            today: the day that it is to them: until four in the morning the day before.
        """
        with self._lock:
            self._asked = (journal, now, today)
            self._wake.set()
            if self._thread is None or not self._thread.is_alive():
                self._end = Event()
                self._thread = Thread(target=self._follow, args=(self._end,), name="refit", daemon=True)
                self._thread.start()

    def failed(self, fingerprint: str) -> bool:
        """Whether these very days could not be worked out."""
        return bool(fingerprint) and fingerprint == self._failed

    @property
    def process_id(self) -> int | None:
        """Of the fit that runs; None where none does."""
        process = self._process
        return None if process is None else process.pid

    def stop(self) -> None:
        """End what runs and forget what was asked; waits until it is over."""
        with self._lock:
            self._end.set()
            self._wake.set()
            self._asked, self._failed = None, ""
            thread, self._thread = self._thread, None
            if self._process is not None:
                self._process.kill()
        if thread is not None:
            thread.join(10.0)

    def _follow(self, end: Event) -> None:
        while not end.is_set():
            self._wake.wait()
            for _ in range(PATIENCE):  # until it was quiet for a while; somebody who looks again and again does not put it off for ever
                self._wake.clear()
                if end.wait(self._quiet) or not self._wake.is_set():
                    break
            with self._lock:
                asked, self._asked = self._asked, None
            if end.is_set() or asked is None:
                continue
            try:
                self._look_and_work(*asked, end)
            except StoreError:  # locked meanwhile, or full: whatever was not kept is worked out again
                continue
            except Exception as error:  # whatever it is: it must not end the thread in silence, and nobody's pages
                if self.log is not None:
                    self.log.failed(error, "loop")

    def _look_and_work(self, journal: Journal, now: datetime, today: date, end: Event) -> None:
        found = question(journal, today)
        if found is None or worked_out(journal, found[1]) is not None or self.failed(found[1]):
            return
        try:
            self._work(journal, now, today, found, end)
        except StoreError:
            raise
        except Exception:
            self._failed = found[1]  # the same days would fail again, with every look at the page
            raise

    def _work(self, journal: Journal, now: datetime, today: date, found: tuple[dict[str, Any], str], end: Event) -> None:
        whole = False
        for answer in self._run(json.dumps(found[0]), end):
            if end.is_set():
                return
            waiting: list[Future[Any]] = [journal.keep(entry) for entry in _entries(journal, answer["looks"], now, today)]
            for future in waiting:
                with suppress(StoreError):  # a look is written once, whatever comes later
                    future.result()
            whole = "seconds" in answer  # before that come the words of a look, while its numbers are worked out
            before = worked_out(journal)
            seconds = answer["seconds"] if whole else before.get("seconds") if before else None
            of = found[1] if whole else ""
            journal.settle(SETTING, {"of": of, "page": answer["page"], "seconds": seconds, "to": _last(found[0])}).result()
        if not whole and not end.is_set():
            self._failed = found[1]

    def _run(self, text: str, end: Event) -> Generator[dict[str, Any]]:
        """What the other process tells, one thing after the other; it ends early where that breaks off."""
        environment = os.environ | ONE_THREAD
        with self._lock:
            if end.is_set():
                return
            process = self._process = subprocess.Popen(
                COMMAND, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, env=environment
            )
        given_up = Timer(self._limit, process.kill)
        given_up.daemon = True
        given_up.start()
        try:
            assert process.stdin is not None and process.stdout is not None  # pipes, as asked for
            with suppress(OSError):
                process.stdin.write(text)
                process.stdin.close()
            for line in process.stdout:
                yield json.loads(line)
        except (ValueError, OSError):
            return
        finally:
            given_up.cancel()
            process.kill()
            process.wait()
            for pipe in (process.stdin, process.stdout):
                if pipe is not None:
                    with suppress(OSError):
                        pipe.close()
            with self._lock:
                self._process = None


def worked_out(journal: Journal, fingerprint: str = "") -> Mapping[str, Plain] | None:
    """What was worked out last; of these very days only, where a fingerprint is given."""
    held = journal.setting(SETTING)
    if not isinstance(held, dict) or (fingerprint and held.get("of") != fingerprint):
        return None
    return held


def _last(asked: Mapping[str, Any]) -> str:
    return max(row[2] for row in asked["entries"])


def _entries(journal: Journal, bodies: list[dict[str, Any]], now: datetime, today: date) -> list[Entry]:
    said_at = now.isoformat(timespec="seconds")
    there = [body["look"] for body in kept_looks(journal, today)]
    new = [body for body in bodies if body["look"] not in there]
    return [Entry(_free(journal, f"look-{body['look']}"), "look", str(body["until"]), said_at, body) for body in new]


def _free(journal: Journal, key: str) -> str:
    """This key, or, where a look of a day to come or one that was taken back has it, the next one."""
    keys = (key, *(f"{key}-{place}" for place in range(2, 1000)))
    return next((each for each in keys if journal.find(each) is None), key)
