"""Every page by its address: HEAD, OPTIONS and Allow come from one look-up."""

from __future__ import annotations

import pytest
from fastapi import APIRouter, Request
from starlette.responses import PlainTextResponse, Response
from starlette.testclient import TestClient

from unspiral.doors.web.table import Table

pytestmark = pytest.mark.unit

router = APIRouter()


@router.get("/day/{key}")
async def day(request: Request, key: str) -> Response:
    return PlainTextResponse(f"day {key}")


@router.get("/day/new")
def new(request: Request) -> Response:
    return PlainTextResponse("new")


@router.post("/day/new")
async def make(request: Request) -> Response:
    return PlainTextResponse("made")


def test_a_fixed_address_goes_before_an_open_one() -> None:
    table = Table(router.routes)
    found = table.find("/day/new")
    assert found is not None
    assert (found[0].path, dict(found[1])) == ("/day/new", {})
    assert found[0].methods == ("GET", "HEAD", "OPTIONS", "POST")
    open_ = table.find("/day/7")
    assert open_ is not None
    assert (open_[0].path, dict(open_[1])) == ("/day/{key}", {"key": "7"})
    assert table.find("/day/7/8") is None


def test_a_page_that_asks_for_more_is_refused() -> None:
    other = APIRouter()

    @other.get("/days")
    async def days(request: Request, range: str = "30") -> Response:  # noqa: A002
        return PlainTextResponse(range)

    with pytest.raises(TypeError, match="/days"):
        Table(other.routes)


def test_methods(stranger: TestClient) -> None:
    whole, head = stranger.get("/start"), stranger.head("/start")
    assert (head.status_code, head.content) == (200, b"")
    assert head.headers["content-length"] == str(len(whole.content))
    asked = stranger.options("/start")
    assert (asked.status_code, asked.headers["allow"]) == (204, "GET, HEAD, OPTIONS, POST")
    for method in ("PUT", "PATCH", "DELETE"):
        answer = stranger.request(method, "/start")
        assert (answer.status_code, answer.headers["allow"]) == (405, "GET, HEAD, OPTIONS, POST")
    assert stranger.get("/start/").status_code == 404
    assert stranger.options("/nothing").status_code == 404
