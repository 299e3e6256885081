"""One check-in for each day, however many arrive at once."""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta, timezone
from uuid import uuid4

import pytest
from starlette.testclient import TestClient

from unspiral.doors.web.day_entry import keep_day, of_day
from unspiral.doors.web.desk import Desk

pytestmark = pytest.mark.unit

NOW = datetime(2026, 11, 22, 20, 15, tzinfo=timezone(timedelta(hours=1)))
DAY = "2026-11-22"


@pytest.mark.usefixtures("person")
def test_many_at_once_are_versions_of_one_entry(desk: Desk) -> None:
    async def all_at_once() -> None:
        await asyncio.gather(*(keep_day(desk.journal, str(uuid4()), DAY, NOW, {"answers": {"pain": n % 11}}) for n in range(20)))

    asyncio.run(all_at_once())
    (entry,) = desk.journal.entries("check-in")
    assert len(desk.journal.history(entry.key)) == 20


@pytest.mark.usefixtures("person")
def test_one_form_sent_many_times_at_once_is_one_entry(desk: Desk) -> None:
    key = str(uuid4())

    async def all_at_once() -> list[bool]:
        found = await asyncio.gather(
            *(keep_day(desk.journal, key, DAY, NOW + timedelta(seconds=n), {"answers": {"pain": 3}}) for n in range(12))
        )
        return [receipt.again for receipt in found]

    assert sorted(asyncio.run(all_at_once())) == [False] + [True] * 11
    assert len(desk.journal.history(key)) == 1


def test_a_day_without_one(desk: Desk, person: TestClient) -> None:
    assert person is not None
    assert of_day(desk.journal, DAY) is None
