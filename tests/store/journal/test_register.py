"""What is in memory about keys and days is what the file says, whatever is written, corrected, taken back and forgotten."""

from __future__ import annotations

import random

import pytest
from tests.store.journal.made_entry import SOON, check_in

from unspiral.records.entry import Entry
from unspiral.store.journal import register
from unspiral.store.journal.place import Place
from unspiral.store.journal.register import Register
from unspiral.store.journal.sqlite import SqliteJournal

pytestmark = pytest.mark.unit

DAYS = [f"2026-11-{day:02}" for day in range(1, 6)]
KINDS = ["check-in", "note"]


def told(journal: SqliteJournal) -> dict[tuple[str, str], tuple[str, ...]]:
    return {(kind, day): journal.standing(kind, day) for kind in KINDS for day in DAYS}


def asked(journal: SqliteJournal) -> dict[tuple[str, str], tuple[str, ...]]:
    """The same from the file itself."""
    return {(kind, day): tuple(entry.key for entry in journal.entries(kind, since=day, until=day)) for kind in KINDS for day in DAYS}


@pytest.mark.parametrize("seed", range(4))
def test_it_is_what_the_file_says(journal: SqliteJournal, seed: int) -> None:
    chance, keys = random.Random(seed), list[str]()
    for round_ in range(30):
        sent: list[Entry] = []
        for _ in range(chance.randint(1, 6)):
            entry = check_in(chance.choice(DAYS), kind=chance.choice(KINDS), body={"round": round_})
            corrects = chance.choice(keys) if keys and chance.random() < 0.5 else ""
            sent.append(
                Entry(entry.key, entry.kind, entry.day, entry.said_at, entry.body, corrects, bool(corrects) and chance.random() < 0.3)
            )
            keys.append(entry.key)
            if chance.random() < 0.1:
                sent.append(sent[-1])  # sent twice
        receipts = [future.result(SOON) for future in [journal.keep(entry) for entry in sent]]
        for entry, receipt in zip(sent, receipts, strict=True):
            kept = next(kept for version, kept in journal.history(entry.key) if version.key == entry.key)
            assert (receipt.key, receipt.number, receipt.kept_at) == (entry.key, kept.number, kept.kept_at)
            assert journal.find(entry.key) == entry
            assert journal.first(entry.key) == journal.history(entry.key)[0][0].key
        if chance.random() < 0.1:
            gone = chance.choice(keys)
            journal.forget(gone).result(SOON)
            keys = [key for key in keys if journal.find(key) is not None]
            assert gone not in keys
        assert told(journal) == asked(journal)
    journal._register.clear()
    assert told(journal) == asked(journal) and journal.find("nothing") is None


def test_a_longer_journal_is_asked_itself(journal: SqliteJournal, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(register, "MOST", 2)
    kept = [check_in(DAYS[0]) for _ in range(4)]
    for entry in kept:
        journal.keep(entry).result(SOON)
    journal._register.clear()
    assert not journal._register.whole and journal.standing("check-in", DAYS[0]) == tuple(entry.key for entry in kept)
    again = journal.keep(kept[0]).result(SOON)
    assert again.again and journal.find(kept[3].key) == kept[3] and journal.find("x") is None
    corrected = check_in(DAYS[0], replaces=kept[0].key)
    journal.keep(corrected).result(SOON)
    assert journal.first(corrected.key) == kept[0].key and journal.first("x") == ""


def test_one_that_cannot_be_kept_befalls_itself_alone(journal: SqliteJournal, place: Place) -> None:
    journal.find("x")
    bad = [check_in(kind="half a letter \ud800"), check_in(replaces="nobody"), check_in(body={"x": float("nan")})]
    futures = [journal.keep(entry) for entry in (check_in(DAYS[1]), *bad, check_in(DAYS[2]))]
    errors = [future.exception(SOON) for future in futures]
    assert [error is not None for error in errors] == [False, True, True, True, False]
    assert told(journal) == asked(journal) and journal.standing("check-in", DAYS[1])


def test_what_is_written_while_it_is_read_is_there_once() -> None:
    row = (1, "a", "a", "note", DAYS[0], "2026-11-01T20:00:00+01:00", 0)
    made = Register(lambda: [row])
    made.add("a", "a", "note", DAYS[0], row[5], 1, withdrawn=False)  # nothing was asked yet
    assert made.standing("note", DAYS[0]) == ("a",)
    made.add("a", "a", "note", DAYS[0], row[5], 1, withdrawn=False)
    assert made.standing("note", DAYS[0]) == ("a",) and made.first("a") == "a" and made.kind("a") == "note" and made.first("b") == ""
