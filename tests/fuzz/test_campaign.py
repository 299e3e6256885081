"""A short campaign finds nothing; a broken page, an undocumented status and a missing header are found."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from tests.fuzz.asking import Answered, Asked, House, ask
from tests.fuzz.campaign import Campaign, Tally

from unspiral.store.journal import key_file

pytestmark = pytest.mark.property

SHORT = int(os.environ.get("UNSPIRAL_REQUESTS", "900"))


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    before = key_file.MEMORY_KIB, key_file.PASSES
    yield tmp_path / "house"
    key_file.MEMORY_KIB, key_file.PASSES = before


def test_a_short_campaign_finds_nothing(folder: Path) -> None:
    campaign = Campaign(folder, 7)
    asyncio.run(campaign.own(SHORT))
    campaign.hypothesis(40)
    campaign.house.desk.lock()
    tally = campaign.tally
    assert tally.requests >= SHORT
    assert tally.faults == {}, tally.examples
    assert {200, 303, 403, 404, 405} <= set(tally.statuses)


@pytest.mark.filterwarnings("ignore")
def test_schemathesis_finds_nothing(folder: Path) -> None:
    campaign = Campaign(folder, 7)
    campaign.schemathesis(2)
    campaign.house.desk.lock()
    assert campaign.tally.requests >= 20
    assert campaign.tally.faults == {}, campaign.tally.examples


@pytest.mark.parametrize(
    ("answered", "fault"),
    [
        (Answered(500, {"content-security-policy": ""}), "server error 500"),
        (Answered(418, {"content-security-policy": ""}), "undocumented 418"),
        (Answered(200, {}), "headers missing"),
        (Answered(200, {"content-security-policy": ""}, b"Traceback (most recent call last)"), "trace on the page"),
        (Answered(raised="ValueError"), "raised ValueError"),
    ],
)
def test_faults_are_seen(folder: Path, answered: Answered, fault: str) -> None:
    house, tally = House(folder), Tally()
    tally.note(house, "own", "stranger", Asked("GET", "/start"), answered)
    assert any(fault in name for name in tally.faults), tally.faults
    tally.note(house, "own", "stranger", Asked("GET", "/nowhere"), Answered(404, {"content-security-policy": ""}))
    assert tally.requests == 2


def test_a_page_that_breaks_is_seen(folder: Path) -> None:
    house, tally = House(folder), Tally()

    async def broken(request: Any) -> None:
        raise KeyError("canary")

    house.table.places["/start"].pages["GET"] = broken
    asked = Asked("GET", "/start", headers=((b"host", b"127.0.0.1:8642"),))
    answered = asyncio.run(ask(house.app, asked))
    tally.note(house, "own", "stranger", asked, answered)
    assert list(tally.faults) == ["GET /start: server error 500"]
    assert "KeyError" in tally.examples[0]["log"][0]
    assert "canary" not in tally.examples[0]["log"][0]


def test_the_same_seed_draws_the_same_requests(folder: Path) -> None:
    drawn: list[list[Asked]] = []
    for _ in range(2):
        campaign = Campaign(folder, 3)
        asyncio.run(campaign.fresh())
        drawn.append([campaign.generator.one({"admitted": "", "stranger": "", "started": "", "ended": ""}, "c")[1] for _ in range(50)])
        campaign.house.renew()
    same = [a.path == b.path for a, b in zip(*drawn)]
    assert sum(same) > 40  # keys of forms are drawn by chance, all else is the same
