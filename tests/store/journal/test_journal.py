"""What every journal can do, held against each of them."""

from __future__ import annotations

import threading
from concurrent.futures import Future
from dataclasses import replace
from typing import Any

import pytest
from tests.store.journal.made_entry import SOON, check_in

from unspiral.errors import StoreError
from unspiral.store.journal.journal import Journal
from unspiral.store.journal.sqlite import SqliteJournal

pytestmark = pytest.mark.unit


@pytest.fixture(params=["file", "server"])
def kept(request: pytest.FixtureRequest) -> Journal:
    """Each journal in turn."""
    return request.getfixturevalue({"file": "journal", "server": "on_server"}[request.param])


def now(future: Future[Any]) -> Any:
    return future.result(SOON)


def code_of(future: Future[Any]) -> str:
    error = future.exception(SOON)
    assert isinstance(error, StoreError), error
    assert error.what and "Traceback" not in error.text()
    return error.code


def test_it_is_a_journal(kept: Journal) -> None:
    assert isinstance(kept, Journal)
    assert kept.entries() == () and kept.find("nothing") is None and kept.history("nothing") == () and kept.setting("nothing") is None
    assert kept.read_only == ""


def test_an_entry_comes_back_as_it_was_written(kept: Journal) -> None:
    entry = check_in(body={"note": "Straße 中文 🙂 ' \" \\ ;--", "answers": {"pain": 0}, "tried": [], "half": 0.1, "nothing": None})
    receipt = now(kept.keep(entry))
    assert (receipt.key, receipt.again) == (entry.key, False) and receipt.kept_at.endswith("+00:00")
    assert kept.find(entry.key) == entry and kept.entries() == (entry,)
    assert kept.history(entry.key) == ((entry, receipt),)


def test_the_same_entry_twice_is_one(kept: Journal) -> None:
    entry = check_in()
    first = now(kept.keep(entry))
    second = now(kept.keep(replace(entry, said_at="2026-11-22T20:15:03+01:00")))
    assert (second.number, second.kept_at, second.again) == (first.number, first.kept_at, True)
    assert kept.entries() == (entry,)


def test_a_list_and_a_tuple_are_the_same_to_it(kept: Journal) -> None:
    entry = check_in(body={"sites": ["a", "b"]})
    first = now(kept.keep(entry))
    again = now(kept.keep(replace(entry, body={"sites": ["a", "b"]})))
    assert again.number == first.number


def test_another_entry_under_the_same_key_is_refused(kept: Journal) -> None:
    entry = check_in()
    now(kept.keep(entry))
    assert code_of(kept.keep(replace(entry, body={"answers": {"pain": 7}}))) == "key-taken"
    assert code_of(kept.keep(replace(entry, day="2026-11-21"))) == "key-taken"
    assert kept.entries() == (entry,)


def test_a_correction_takes_its_place_and_the_history_stays(kept: Journal) -> None:
    first = check_in()
    second = check_in(replaces=first.key, body={"answers": {"pain": 3}})
    third = check_in(replaces=second.key, body={"answers": {"pain": 2}})
    for entry in (first, second, third):
        now(kept.keep(entry))
    assert kept.entries() == (third,)
    for entry in (first, second, third):
        assert [version for version, _receipt in kept.history(entry.key)] == [first, second, third]
        assert kept.find(entry.key) == entry
        assert kept.first(entry.key) == first.key
    assert kept.first("no such key") == ""


def test_what_was_withdrawn_is_not_listed_and_not_lost(kept: Journal) -> None:
    first = check_in()
    gone = check_in(replaces=first.key, withdrawn=True, body={})
    now(kept.keep(first))
    now(kept.keep(gone))
    assert kept.entries() == () and [version for version, _ in kept.history(first.key)] == [first, gone]


def test_a_correction_of_nothing_is_refused(kept: Journal) -> None:
    assert code_of(kept.keep(check_in(replaces="no such key"))) == "failed"
    assert kept.entries() == ()


def test_kinds_and_days_are_asked_for(kept: Journal) -> None:
    days = [f"2026-11-{day:02d}" for day in (3, 1, 2)]
    for day in days:
        now(kept.keep(check_in(day)))
    note = check_in("2026-11-02", kind="note", said_at="2026-11-02T08:00:00+01:00", body={"text": "a"})
    now(kept.keep(note))
    assert [entry.day for entry in kept.entries()] == ["2026-11-01", "2026-11-02", "2026-11-02", "2026-11-03"]
    assert kept.entries()[1] == note  # of one day, the earlier moment comes first
    assert kept.entries("note") == (note,)
    assert [entry.day for entry in kept.entries("check-in", since="2026-11-02")] == ["2026-11-02", "2026-11-03"]
    assert [entry.day for entry in kept.entries("check-in", "note", until="2026-11-01")] == ["2026-11-01"]
    assert kept.entries("note", since="2026-11-02", until="2026-11-02") == (note,)


def test_moments_of_two_zones_are_put_in_order_as_moments(kept: Journal) -> None:
    moments = ["2026-11-22T20:15:00+01:00", "2026-11-22T15:00:00-05:00", "2026-11-22T19:30:00+00:00", "2026-11-22T22:00:00+09:00"]
    entries = [check_in(said_at=said_at) for said_at in moments]
    for entry in entries:
        now(kept.keep(entry))
    wanted = tuple(entries[place].key for place in (3, 0, 2, 1))
    assert tuple(entry.key for entry in kept.entries()) == kept.standing("check-in", "2026-11-22") == wanted


def test_a_correction_may_move_the_day(kept: Journal) -> None:
    first = check_in("2026-11-01")
    moved = check_in("2026-11-09", replaces=first.key)
    now(kept.keep(first))
    now(kept.keep(moved))
    assert kept.entries(until="2026-11-05") == () and kept.entries(since="2026-11-05") == (moved,)


def test_everything_comes_in_the_order_in_which_it_was_kept(kept: Journal) -> None:
    first, other = check_in("2026-11-02"), check_in("2026-11-01")
    second, gone = check_in("2026-11-02", replaces=first.key), check_in("2026-11-01", replaces=other.key, withdrawn=True)
    numbers = [now(kept.keep(entry)).number for entry in (first, other, second, gone)]
    assert [entry for entry, _receipt in kept.everything()] == [first, other, second, gone]
    assert [receipt.number for _entry, receipt in kept.everything()] == numbers == sorted(numbers)
    assert [entry for entry, _receipt in kept.everything(newest=True)] == [second]
    assert [entry for entry, _receipt in kept.everything(newest=True, until=numbers[1])] == [first, other]


def test_settings_are_set_changed_and_removed(kept: Journal) -> None:
    for value in ({"at": "20:00", "on": True}, "DE", 0, False, [1, "a"]):
        now(kept.settle("reminder", value))
        assert kept.setting("reminder") == value and type(kept.setting("reminder")) is type(value)
    now(kept.settle("zone", "Europe/Dublin"))
    assert dict(kept.settings()) == {"reminder": [1, "a"], "zone": "Europe/Dublin"}
    now(kept.settle("reminder", None))
    assert kept.setting("reminder") is None and list(kept.settings()) == ["zone"]


@pytest.mark.parametrize("body", [{"note": "\ud800"}, {"x": float("nan")}, {"x": {1, 2}}], ids=["half a letter", "no number", "a set"])
def test_what_cannot_be_kept_fails_alone(kept: Journal, body: dict[str, Any]) -> None:
    good, bad = check_in(), check_in()
    object.__setattr__(bad, "body", body)
    futures = [kept.keep(good), kept.keep(bad), kept.settle("a", 1)]
    assert code_of(futures[1]) == "failed"
    now(futures[2])
    assert now(futures[0]).key == good.key and kept.setting("a") == 1 and kept.entries() == (good,)


def test_the_version_rises_with_what_is_written_and_only_with_that(kept: Journal) -> None:
    seen = [kept.version]
    entry = check_in()
    for step in (lambda: kept.keep(entry), lambda: kept.settle("a", 1), lambda: kept.forget(entry.key)):
        now(step())
        seen.append(kept.version)
    assert seen == sorted(set(seen))
    now(kept.keep(other := check_in()))
    still = kept.version
    now(kept.keep(other))
    now(kept.forget("no such key"))
    kept.keep(replace(other, day="2020-01-01")).exception(SOON)
    assert kept.version == still


def test_many_at_once_are_each_kept_once(kept: Journal) -> None:
    entries = [check_in() for _ in range(60)]
    receipts: list[Any] = []

    def send() -> None:
        receipts.extend([now(future) for future in [kept.keep(entry) for entry in entries]])

    threads = [threading.Thread(target=send) for _ in range(3)]  # three windows send the same
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(receipts) == 180 and sum(not receipt.again for receipt in receipts) == 60
    assert len({receipt.number for receipt in receipts}) == 60
    assert {entry.key for entry in kept.entries()} == {entry.key for entry in entries}


def test_one_entry_is_forgotten_with_its_history(kept: Journal) -> None:
    first, stays = check_in(), check_in()
    second = check_in(replaces=first.key)
    for entry in (first, second, stays):
        now(kept.keep(entry))
    now(kept.forget(second.key))
    assert kept.entries() == (stays,) and kept.history(first.key) == () and kept.find(first.key) is None


def test_numbers_of_what_was_forgotten_are_not_given_again(kept: Journal) -> None:
    now(kept.keep(entry := check_in()))
    number = kept.history(entry.key)[0][1].number
    now(kept.forget(entry.key))
    assert now(kept.keep(check_in())).number > number


def test_a_closed_journal_says_so(kept: Journal) -> None:
    kept.close()
    assert code_of(kept.keep(check_in())) == "closed" and code_of(kept.settle("a", 1)) == "closed" and code_of(kept.forget("a")) == "closed"
    for ask in (
        kept.entries,
        lambda: kept.find("a"),
        lambda: kept.history("a"),
        lambda: kept.setting("a"),
        lambda: kept.back_up("x"),
        kept.erase,
    ):
        with pytest.raises(StoreError) as caught:
            ask()
        assert caught.value.code == "closed"
    kept.close()  # once more does nothing


def test_what_waits_is_written_before_it_closes(journal: SqliteJournal) -> None:
    futures = [journal.keep(check_in()) for _ in range(200)]
    journal.close()
    assert all(future.done() and future.exception() is None for future in futures)
