"""What whole journals in files brought: noted, so that it can be taken back, and lifts nothing that own answers hold."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from typing import Any

from unspiral.doors.web.first_help import call_of
from unspiral.measure.exports.journal_json import SETTINGS
from unspiral.measure.imports.read_journal import ReadJournal
from unspiral.records.entry import Entry, Plain
from unspiral.store.journal.journal import Journal

BROUGHT = "brought:"  # setting: with the mark of a file behind it, what it brought
SIGNS = "brought-signs"  # setting: key of brought answers about warning signs -> mark of the file
BACK = ":back"  # behind the key of what is taken back


@dataclass(frozen=True, slots=True)
class Bringing:
    """What a file adds to a journal.

    Args:
        entries: versions that are not there, in their order.
        there: how many are.
        different: how many stand here in other words under the same key.
        left_out: corrections of answers about safety that stand here.
    """

    entries: tuple[Entry, ...]
    there: int
    different: int
    left_out: int


@dataclass(frozen=True, slots=True)
class Listed:
    """One file, for the list of what was brought.

    Args:
        mark: its fingerprint.
        at: when it was brought, with an offset.
        versions: how many it added.
    """

    mark: str
    at: str
    versions: int


def bringing(journal: Journal, entries: Sequence[Entry]) -> Bringing:
    """What of a file is to be added.

    Args:
        journal: the person's.
        entries: every version in the file, each behind the one that it replaces.
    """
    new: dict[str, Entry] = {}
    left_out: set[str] = set()
    there, different = list[Entry](), 0
    for entry in entries:
        held = journal.find(entry.key)
        if held is None:
            if entry.replaces in left_out or (entry.replaces and entry.replaces not in new and _guards(journal, entry.replaces)):
                left_out.add(entry.key)
            else:
                new[entry.key] = entry
        elif held == entry:
            there.append(entry)
        else:
            different += 1
    again = _again(journal, [entry for entry in there if entry.key not in {each.replaces for each in entries}])
    return Bringing((*new.values(), *again), len(there) - len(again), different, len(left_out))


def bring(journal: Journal, read: ReadJournal, found: Bringing, mark: str, at: str) -> list[Future[Any]]:
    """Queue it all. What is brought is noted first, so that it can be taken back also where the rest is cut off.

    Args:
        journal: the person's.
        read: the file.
        found: what of it is to be added.
        mark: the fingerprint of the file.
        at: the moment, with an offset.
    """
    chosen: dict[str, Plain] = {name: value for name, value in read.settings.items() if name in SETTINGS and journal.setting(name) is None}
    if not found.entries and not chosen:
        return []
    before = _note(journal, mark)
    keys: list[Plain] = [*_keys(before), *(entry.key for entry in found.entries)]
    old = before.get("settings")
    note: dict[str, Plain] = {"at": at, "keys": keys, "settings": {**(old if isinstance(old, dict) else {}), **chosen}}
    signs: dict[str, Plain] = {entry.key: mark for entry in found.entries if entry.kind == "red-flags"}
    waiting: list[Future[Any]] = [journal.settle(f"{BROUGHT}{mark}", note)]
    if signs:
        waiting.append(journal.settle(SIGNS, {**brought_signs(journal), **signs}))
    waiting += [journal.keep(entry) for entry in found.entries]
    return waiting + [journal.settle(name, value) for name, value in chosen.items()]


def brought_signs(journal: Journal) -> Mapping[str, Plain]:
    """Keys of answers about warning signs that files brought, each with the mark of its file."""
    held = journal.setting(SIGNS)
    return held if isinstance(held, dict) else {}


def listed(journal: Journal) -> list[Listed]:
    """The files whose whole journals were brought and not taken back, in the order of their moments."""
    notes = {name.removeprefix(BROUGHT): note for name, note in journal.settings().items() if name.startswith(BROUGHT)}
    found = [Listed(mark, str(note.get("at", "")), len(_keys(note))) for mark, note in notes.items() if isinstance(note, dict)]
    return sorted(found, key=lambda each: each.at)


def taking_back(journal: Journal, mark: str, now: str) -> list[Future[Any]]:
    """Queue what takes back all that a file brought: withdrawals, and where it had corrected something, what was there before.

    What the person has changed since is their own by now, and stays. To do it twice changes nothing more.

    Args:
        journal: the person's.
        mark: the fingerprint of the file.
        now: the moment, with an offset.
    """
    note = _note(journal, mark)
    keys = dict.fromkeys(_keys(note))
    firsts = dict.fromkeys(first for key in keys if (first := journal.first(key)))
    waiting: list[Future[Any]] = []
    for first in firsts:
        versions = [entry for entry, _receipt in journal.history(first)]
        newest = versions[-1]
        if newest.key not in keys:
            continue
        before = next((entry for entry in reversed(versions) if entry.key not in keys), None)
        if before is None and newest.withdrawn:
            continue
        told = before or newest
        gone = before is None or before.withdrawn
        waiting.append(journal.keep(Entry(f"{newest.key}{BACK}", told.kind, told.day, now, told.body, newest.key, withdrawn=gone)))
    chosen = note.get("settings")
    for name, value in chosen.items() if isinstance(chosen, dict) else ():
        if journal.setting(name) == value:
            waiting.append(journal.settle(name, None))
    return waiting


def forget_note(journal: Journal, mark: str) -> Future[None]:
    """The file is no longer among those that were brought; to be done when everything of it was taken back."""
    return journal.settle(f"{BROUGHT}{mark}", None)


def is_noted(journal: Journal, mark: str) -> bool:
    """Whether the journal of this file was brought, and not taken back."""
    return bool(_note(journal, mark))


def _guards(journal: Journal, key: str) -> bool:
    """Whether the entry of this key is an answer that holds something back: no file may correct it, for it could lift that."""
    versions = [entry for entry, _receipt in journal.history(key)]
    return bool(versions) and any(entry.kind == "red-flags" or call_of(entry) is not None for entry in versions)


def _again(journal: Journal, last: Sequence[Entry]) -> list[Entry]:
    """New versions of what stands in a file, was brought before and was taken back.

    Args:
        journal: the person's.
        last: the last version of each entry of the file that is here.
    """
    standing = {journal.first(entry.key) for entry in journal.entries()}
    found: list[Entry] = []
    for entry in last:
        if entry.withdrawn or journal.first(entry.key) in standing:
            continue
        versions = journal.history(entry.key)
        newest = versions[-1][0]
        if newest.withdrawn and newest.key.endswith(BACK):
            found.append(Entry(f"{entry.key}:{len(versions)}", entry.kind, entry.day, entry.said_at, entry.body, newest.key))
    return found


def _note(journal: Journal, mark: str) -> dict[str, Plain]:
    held = journal.setting(f"{BROUGHT}{mark}") if mark else None
    return held if isinstance(held, dict) else {}


def _keys(note: Mapping[str, Plain]) -> list[str]:
    held = note.get("keys")
    return [str(key) for key in held] if isinstance(held, list) else []
