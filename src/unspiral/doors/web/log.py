"""What the server did, for whoever runs it: no health data, no names, no texts; each line holds the SHA-256 of the one before.

A line that was changed, taken out, put in or moved is found by ``faults``. Lines cut off at the end are not found by the chain alone, nor
are those before the oldest that is kept, since old ones are let go.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import secrets
import traceback
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from threading import RLock
from typing import Any

LARGEST = 256 * 1024  # then the file is put aside as ".1", and a new one goes on with the chain
FIRST = "0" * 64
EVENTS = frozenset(
    {"start", "make", "unlock", "lock", "passphrase", "recovery", "session-end", "refused", "slow", "error", "started", "stopped"}
    | {"backup", "restore", "import", "export", "erase", "push"}
)
PLAIN = re.compile(r"[A-Za-z0-9_./:{} -]{0,120}")


@dataclass(slots=True)
class Log:
    """The log of one server.

    Args:
        path: of the file; None keeps nothing.
    """

    path: Path | None
    _last: str = ""
    _number: int = 0
    _lock: Any = field(default_factory=RLock)

    def say(self, event: str, **facts: str | int) -> None:
        """Add a line.

        Args:
            event: one of EVENTS.
            **facts: classes, places and numbers of ours; nothing that a person typed.

        Raises:
            ValueError: another event, or a fact that may be more than a name of ours.
        """
        if event not in EVENTS or not all(PLAIN.fullmatch(str(fact)) for fact in facts.values()):
            raise ValueError(f"'{event}' with {sorted(facts)} is nothing that may stand in the log.")
        if self.path is None:
            return
        with self._lock:
            self._go_on()
            told = {"n": self._number + 1, "at": datetime.now(UTC).isoformat(timespec="seconds"), "event": event, **facts}
            line = json.dumps({**told, "before": self._last}, separators=(",", ":"))
            try:
                self._add(line)
            except OSError:
                return  # a full disk must not keep anybody from reading their own days
            self._last, self._number = _print(line), self._number + 1

    def failed(self, error: BaseException, page: str) -> str:
        """Add a line about an error that nobody foresaw: its class and its place, never its words.

        Args:
            error: what was raised.
            page: the address as it is declared, without what was put into it.

        Returns:
            A number that the person can name.
        """
        reference = secrets.token_hex(4)
        self.say("error", reference=reference, kind=type(error).__name__, place=_place(error), page=page)
        return reference

    def _go_on(self) -> None:
        assert self.path is not None
        if self._last:
            return
        lines = _lines(self.path)
        self._last = _print(lines[-1]) if lines else FIRST
        self._number = _number_of(lines[-1]) if lines else 0

    def _add(self, line: str) -> None:
        assert self.path is not None
        if self.path.exists() and self.path.stat().st_size > LARGEST:
            self.path.replace(older(self.path))
        with open(os.open(self.path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600), "ab") as stream:
            stream.write(line.encode() + b"\n")


def older(path: Path) -> Path:
    """Where the lines before those of this file are."""
    return path.with_name(path.name + ".1")


def faults(path: Path) -> list[str]:
    """What is wrong with a log, one sentence each; empty when every line is in its place.

    Args:
        path: of the file; the one put aside before it is read with it.
    """
    found: list[str] = []
    before, number = "", 0
    for place, line in [(file.name, line) for file in (older(path), path) for line in _lines(file)]:
        try:
            said = json.loads(line)
            held, n = str(said["before"]), int(said["n"])
        except (ValueError, KeyError, TypeError):
            found.append(f"{place}: line after {number} cannot be read.")
            before, number = _print(line), number + 1
            continue
        if before == "" and (held != FIRST) != (n > 1 and older(path).is_file()):
            found.append(f"{place}: lines before line {n} are missing.")
        if before and (held != before or n != number + 1):
            found.append(f"{place}: line {n} does not follow line {number}.")
        before, number = _print(line), n
    return found


def _lines(path: Path) -> list[str]:
    try:
        return path.read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return []


def _number_of(line: str) -> int:
    try:
        return int(json.loads(line)["n"])
    except (ValueError, KeyError, TypeError):
        return 0


def _print(line: str) -> str:
    return hashlib.sha256(line.encode()).hexdigest()


def _place(error: BaseException) -> str:
    ours = [frame for frame in traceback.extract_tb(error.__traceback__) if "unspiral" in Path(frame.filename).parts]
    if not ours:
        return "elsewhere"
    parts = Path(ours[-1].filename).parts
    return f"{'/'.join(parts[len(parts) - 1 - parts[::-1].index('unspiral') :])}:{ours[-1].lineno}"[:120]
