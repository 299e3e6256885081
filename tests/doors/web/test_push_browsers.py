"""The list of browsers: what is kept of each, one change after another, and keys that are none."""

from __future__ import annotations

import asyncio
import json
from dataclasses import replace
from pathlib import Path

import pytest
from tests.doors.web.conftest import PASSPHRASE
from tests.doors.web.push_made import BrowserKeys, coded, decoded

from unspiral.doors.web.desk import Desk
from unspiral.doors.web.push_browsers import MOST, Push, browser_of, change, held, letters, moment_of, octets
from unspiral.errors import DataError

pytestmark = pytest.mark.unit


def keys(n: int = 0) -> BrowserKeys:
    return BrowserKeys(f"https://fcm.googleapis.com/fcm/send/{n}")


def test_what_is_kept_is_what_was_set_and_lies_in_the_encrypted_file(desk: Desk, tmp_path: Path) -> None:
    desk.make(PASSPHRASE)
    assert held(desk.journal) == Push()
    told = keys().browser
    asyncio.run(change(desk.journal, lambda all_: replace(all_, key="k" * 43).added(replace(told, tries=2, wrong="busy"))))
    assert held(desk.journal) == Push("k" * 43, (replace(told, tries=2, wrong="busy"),))
    desk.lock()
    stored = b"".join(file.read_bytes() for file in tmp_path.iterdir() if file.is_file())
    assert b"googleapis" not in stored
    desk.unlock(PASSPHRASE)
    assert held(desk.journal).browsers[0].endpoint == told.endpoint


def test_changes_at_the_same_time_do_not_undo_each_other(desk: Desk) -> None:
    desk.make(PASSPHRASE)

    async def all_at_once() -> None:
        await asyncio.gather(*(change(desk.journal, lambda all_, n=n: all_.added(keys(n).browser)) for n in range(MOST)))

    asyncio.run(all_at_once())
    assert len(held(desk.journal).browsers) == MOST
    with pytest.raises(DataError, match="already"):
        asyncio.run(change(desk.journal, lambda all_: all_.added(keys(MOST).browser)))


def test_the_same_browser_again_takes_its_new_keys_and_its_old_evening() -> None:
    first, again = keys(1).browser, keys(1).browser
    all_ = Push(browsers=(replace(first, day="2026-11-22"),)).added(again)
    assert all_.browsers == (replace(again, day="2026-11-22"),)
    assert Push(ended="Edge", ended_at="x").added(first).ended == ""
    assert all_.without(first.id) == Push()
    assert all_.changed("other", lambda _one: pytest.fail("changed another")) == all_


@pytest.mark.parametrize(
    ("public", "auth"),
    [("", ""), ("AAAA", None), (None, "AAAA"), (coded(b"\4" + b"\0" * 64), None), (None, "!" * 22), ("ä", None), (None, coded(b"1" * 17))],
)
def test_keys_that_are_none(public: str | None, auth: str | None) -> None:
    told = keys().told
    with pytest.raises(DataError, match="no key"):
        browser_of(told["endpoint"], told["public"] if public is None else public, told["auth"] if auth is None else auth, "x")


def test_a_setting_that_is_spoiled_is_no_browser(desk: Desk) -> None:
    desk.make(PASSPHRASE)
    desk.journal.settle("push", {"browsers": "none", "key": "k"}).result()
    assert held(desk.journal) == Push("k")
    desk.journal.settle("push", ["what"]).result()
    assert held(desk.journal) == Push()


def test_letters_and_moments() -> None:
    assert octets(letters(b"\xff\xfe\0")) == b"\xff\xfe\0" == decoded(letters(b"\xff\xfe\0"))
    assert octets("+/8=") == octets("-_8")
    assert (moment_of(""), moment_of("soon")) == (None, None)
    one = keys().browser
    assert json.dumps(one.id).isascii()
    assert one.id not in one.endpoint
