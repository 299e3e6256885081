"""Works out a person's loop, in a process of its own: check-ins come in by a pipe, what is to be shown goes out by another.

Run as ``python -m unspiral.doors.web.fitting`` (behind.py). Nothing is read from or written to a disk, and nothing stands in the arguments.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Generator, Mapping, Sequence
from datetime import date, timedelta
from statistics import median
from time import perf_counter
from typing import Any

from unspiral.errors import DataError, NotConverged, NotIdentified
from unspiral.learn.look_words import LookTaken, take_look
from unspiral.learn.own_loop import fit_own, own_loop
from unspiral.measure.daily.panel import panel_of
from unspiral.records.entry import Entry
from unspiral.records.look import look_days, next_look
from unspiral.show.model import MyLoop
from unspiral.show.my_loop import Calendar, cannot_learn, counted, first_words, kept_words, my_loop, stored_words
from unspiral.store.plain import to_plain
from unspiral.version import VERSION


def work(asked: Mapping[str, Any]) -> Generator[dict[str, Any]]:
    """Take the looks that are due, then fit all days; looks are told before the fit has begun.

    Args:
        asked: "entries", the newest check-ins as lists in the order of ``Entry``'s fields; "begin", the day that counts as day 1; "today";
            "looks", the bodies of the looks kept so far, oldest first.

    Yields:
        Where looks are due: "looks", their bodies, and "page", a ``MyLoop`` of their words alone as plain things. Then, always: "page" of
        all days, and "seconds".
    """
    began = perf_counter()
    entries = [Entry(*row) for row in asked["entries"]]
    begin, today = str(asked["begin"]), str(asked["today"])
    kept: list[Mapping[str, Any]] = list(asked["looks"])
    due_now = take_due(entries, begin, today, kept)
    new = worth_keeping(due_now, kept)
    looks, passed = [*kept, *new], max((int(body["look"]) for body in due_now), default=0)
    if new:
        words = stored_words(new[-1]["verdicts"])
        yield {"looks": new, "page": to_plain(first_words(words, calendar(entries, begin, today, looks, passed=passed)))}
    page = shown(entries, begin, today, looks, passed=passed)
    yield {"looks": [], "page": to_plain(page), "seconds": perf_counter() - began}


def due(begin: str, today: str, answered: frozenset[str], kept: Sequence[Mapping[str, Any]]) -> list[int]:
    """Looks to be taken: their day is over, or has its check-in; and none was taken before."""
    day = (date.fromisoformat(today) - date.fromisoformat(begin)).days + 1
    taken = {body["look"] for body in kept}
    last = max(taken, default=0)
    return [look for look in look_days(day) if look > last and (look < day or on(begin, look) in answered)]


def on(begin: str, look: int) -> str:
    """The date of a day that is counted from the first check-in."""
    return (date.fromisoformat(begin) + timedelta(days=look - 1)).isoformat()


def take_due(entries: Sequence[Entry], begin: str, today: str, kept: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Bodies of the looks that are due, oldest first, each with the days up to its own day and no later one."""
    new: list[dict[str, Any]] = []
    for look in due(begin, today, frozenset(entry.day for entry in entries), kept):
        until = on(begin, look)
        before = counted([*kept, *new])
        taken = take_look(panel_of(entries, until=until, begin=begin), before)
        new.append(body_of(look, begin, until, taken))
    return new


def worth_keeping(new: Sequence[dict[str, Any]], kept: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Looks that are written down: all of them from the first one on that had days enough.

    The first that is written fixes day 1 for ever, so a few days from long ago that a file brought must not do it.
    """
    first = 0 if kept else next((place for place, body in enumerate(new) if body["thresholds"] is not None), len(new))
    return list(new[first:])


def body_of(look: int, begin: str, until: str, taken: LookTaken) -> dict[str, Any]:
    """A look as the journal keeps it."""
    limits = taken.limits
    return {
        "look": look,
        "from": begin,
        "until": until,
        "occasions": taken.occasions,
        "verdicts": kept_words(taken.words),
        "thresholds": None if limits is None else {"clear": limits.clear, "likely": limits.likely, "nil": limits.nil},
        "refused": taken.refused,
        "version": VERSION,
    }


def calendar(entries: Sequence[Entry], begin: str, today: str, looks: Sequence[Mapping[str, Any]], *, passed: int = 0) -> Calendar:
    """Which days a page is about; ``passed`` is the last look that had too few days to be written down."""
    person = panel_of(entries, until=today, begin=begin).persons[0]
    day = (date.fromisoformat(today) - date.fromisoformat(begin)).days + 1
    look = int(looks[-1]["look"]) if looks else 0
    coming = next_look(max(day - 1, look, passed))
    told = person.time[(person.values[:, :2] == person.values[:, :2]).any(axis=1)]  # nan is not equal to itself
    return Calendar(
        on(begin, int(person.time[0]) + 1), on(begin, int(person.time[-1]) + 1), today, day, len(told), look,
        on(begin, look) if look else "", coming, on(begin, coming), counted(looks), median((told[1:] - told[:-1]).tolist() or [1.0]),
    )  # fmt: skip


def shown(entries: Sequence[Entry], begin: str, today: str, looks: Sequence[Mapping[str, Any]], *, passed: int = 0) -> MyLoop:
    """The page of all days so far, with the words of the last look; ``passed`` as for ``calendar``."""
    panel = panel_of(entries, until=today, begin=begin)
    last = looks[-1] if looks else None
    days = calendar(entries, begin, today, looks, passed=passed)
    try:
        fit = fit_own(panel, own_loop(panel))
        return my_loop(fit, stored_words(last["verdicts"]) if last else {}, days)
    except (NotIdentified, DataError, NotConverged) as error:
        return cannot_learn(" ".join(part for part in (error.what, error.why) if part), error.fix, days)


def main() -> None:
    """Read, work, write."""
    asked = json.load(sys.stdin)
    for piece in work(asked):
        sys.stdout.write(f"{json.dumps(piece, allow_nan=False)}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
