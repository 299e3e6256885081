"""The page that names all other pages, and the bar that stands on every one."""

from __future__ import annotations

import re

import pytest
from starlette.testclient import TestClient

from unspiral.doors.web.answer import BAR, PLACES
from unspiral.doors.web.more import ABOUT

pytestmark = pytest.mark.unit


def test_every_place_can_be_reached_from_the_bar_or_from_more(person: TestClient) -> None:
    page = person.get("/more").text
    reached = set(re.findall(r'href="([^"#]+)"', page))
    assert set(PLACES) <= reached
    assert all(person.get(address).status_code == 200 for address in PLACES)
    told = [address for rows in ABOUT.values() for address in rows]
    assert sorted(told) == sorted(set(PLACES) - set(BAR))


@pytest.mark.parametrize("address", ["/backup", "/passphrase", "/sessions", "/erase", "/export"])
def test_what_holds_the_file_safe_is_led_to_from_more(person: TestClient, address: str) -> None:
    assert f'<a href="{address}">' in person.get("/more").text
    assert '<a href="/more" aria-current="true">More</a>' in person.get(address).text


def test_where_one_is_is_marked(person: TestClient) -> None:
    assert '<a href="/" aria-current="page">Today</a>' in person.get("/").text
    assert '<a href="/more" aria-current="true">More</a>' in person.get("/settings").text


def test_who_is_not_in_sees_no_bar(stranger: TestClient) -> None:
    assert "<nav" not in stranger.get("/start").text
    assert stranger.get("/more").headers["location"] == "/start"
