"""What the app answers when something goes wrong, and what it does at its end."""

from __future__ import annotations

from typing import Any

import pytest
from fastapi import APIRouter, FastAPI, Request
from opentelemetry import trace
from starlette.responses import Response
from starlette.testclient import TestClient
from tests.doors.web.conftest import PASSPHRASE

from unspiral.doors.web import app as module
from unspiral.doors.web.app import make_app
from unspiral.doors.web.attempts import TooSoon
from unspiral.doors.web.desk import Desk
from unspiral.errors import DataError, StoreError, UnspiralError

pytestmark = pytest.mark.unit


def test_health_says_nothing_else(stranger: TestClient) -> None:
    assert (stranger.get("/health").text, stranger.get("/health").status_code) == ("ok", 200)


def test_nothing_is_described(stranger: TestClient) -> None:
    assert {stranger.get(path).status_code for path in ("/docs", "/redoc", "/openapi.json", "/nothing", "/../etc/passwd")} == {404}


def test_no_collector_of_the_machine_hears_of_a_request(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    heard: list[str] = []

    class Collector(trace.TracerProvider):
        def get_tracer(self, *args: Any, **also: Any) -> trace.Tracer:
            heard.append(str(args))
            return trace.NoOpTracer()

    monkeypatch.setenv("FASTAPI_OTEL_AUTO_CONFIGURE", "true")
    monkeypatch.setattr(trace, "_TRACER_PROVIDER", Collector())
    bare = FastAPI()
    TestClient(bare).get("/nothing")
    assert heard, "the framework left to itself tells"
    heard.clear()
    with TestClient(make_app(desk), base_url=f"http://127.0.0.1:{desk.port}") as client:
        client.get("/help")
    assert heard == []


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (StoreError("The disk is full.", code="full"), 507),
        (StoreError("Another entry has this key.", code="key-taken"), 409),
        (StoreError("Another program holds the file.", code="locked"), 503),
        (DataError("Row 3 has no day."), 400),
        (TooSoon(9), 429),
    ],
)
def test_errors_of_ours(desk: Desk, error: UnspiralError, status: int) -> None:
    router = APIRouter()

    @router.get("/fails")
    async def fails(request: Request) -> Response:
        raise error

    app = make_app(desk)
    app.state.table.places.update(module.Table(router.routes).places)
    app.state.table._fixed.update(app.state.table.places)
    answer = TestClient(app, base_url=f"http://127.0.0.1:{desk.port}").get("/fails")
    assert answer.status_code == status
    assert error.what in answer.text
    assert answer.headers.get("retry-after") == ("9" if status == 429 else None)
    assert answer.headers["cache-control"] == "no-store"


def test_the_file_is_closed_at_the_end(desk: Desk) -> None:
    with TestClient(make_app(desk), base_url=f"http://127.0.0.1:{desk.port}") as client:
        client.post("/start", data={"code": desk.start})
        client.post("/set-up", data={"passphrase": PASSPHRASE, "again": PASSPHRASE})
        assert desk.is_open
    assert not desk.is_open


def test_the_file_is_closed_when_everybody_has_left(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "ROUND_SECONDS", 0.01)
    with TestClient(make_app(desk), base_url=f"http://127.0.0.1:{desk.port}") as client:
        client.post("/start", data={"code": desk.start})
        client.post("/set-up", data={"passphrase": PASSPHRASE, "again": PASSPHRASE})
        desk.sessions.clear()
        for _ in range(200):
            client.get("/health")
            if not desk.is_open:
                break
        assert not desk.is_open
