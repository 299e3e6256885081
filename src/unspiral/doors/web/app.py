"""The app: its pages, its gate, and what it answers when something goes wrong."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager, suppress
from importlib import import_module

from fastapi import APIRouter, FastAPI, Request
from fastapi.telemetry import TelemetryConfig
from starlette.exceptions import HTTPException
from starlette.responses import PlainTextResponse, Response

from unspiral.doors.web.answer import away, refused, told
from unspiral.doors.web.attempts import TooSoon
from unspiral.doors.web.desk import Desk
from unspiral.doors.web.entrance import NotAdmitted
from unspiral.doors.web.form import Foreign, TooLarge
from unspiral.doors.web.gate import Gate
from unspiral.doors.web.push_round import push_rounds
from unspiral.doors.web.table import Table
from unspiral.errors import StoreError, UnspiralError
from unspiral.version import VERSION

# Modules beside this one; each has the router of its pages.
PAGES = (
    "backup",
    "check_in",
    "day",
    "days",
    "erase",
    "export",
    "flare",
    "help_page",
    "import_data",
    "loop",
    "more",
    "new_passphrase",
    "notes",
    "offline",
    "options",
    "push",
    "questionnaire",
    "reasons",
    "red_flags",
    "reminders",
    "scores",
    "sealed",
    "sessions",
    "settings",
    "start",
    "static_files",
    "take",
    "today",
    "treatments",
    "try_one",
    "weekdays",
)
# Without this the framework tells addresses and errors to whatever collector the machine's environment names.
TELEMETRY: TelemetryConfig = {"tracing": False, "metrics": False, "logs": False, "operation_spans": False, "auto_configure": False}
ROUND_SECONDS = 15.0  # how often the server looks whether anybody is still in

WORDS = {400: "That was not understood.", 404: "There is no such page.", 405: "This page cannot do that."}

router = APIRouter()


@router.get("/health")
async def health(request: Request) -> Response:
    """Say that the server runs; nothing else."""
    del request
    return PlainTextResponse("ok")


def make_app(desk: Desk) -> FastAPI:
    """The app over one desk."""

    @asynccontextmanager
    async def life(_app: FastAPI) -> AsyncGenerator[None]:
        rounds = [asyncio.create_task(_rounds(desk)), asyncio.create_task(push_rounds(desk))]
        try:
            yield
        finally:
            for each in rounds:
                each.cancel()
                with suppress(asyncio.CancelledError):
                    await each
            desk.lock()

    app = FastAPI(title="unspiral", version=VERSION, docs_url=None, redoc_url=None, openapi_url=None, lifespan=life, telemetry=TELEMETRY)
    app.state.desk = desk
    app.state.table = Table([*router.routes, *(route for page in PAGES for route in _router(page).routes)])
    app.router.routes.append(app.state.table)
    app.add_exception_handler(NotAdmitted, _elsewhere)
    app.add_exception_handler(UnspiralError, _told)
    app.add_exception_handler(HTTPException, _framework)
    app.add_middleware(Gate, port=desk.port, log=desk.log)
    return app


def _router(page: str) -> APIRouter:
    found = import_module(f"unspiral.doors.web.{page}").router
    assert isinstance(found, APIRouter)
    return found


async def _rounds(desk: Desk) -> None:
    while True:
        await asyncio.sleep(ROUND_SECONDS)
        with suppress(StoreError, OSError):  # the next round comes whatever happened in this one
            await asyncio.to_thread(desk.close_when_left)  # to end a fit, and to close the file, may take a while


async def _elsewhere(_request: Request, error: Exception) -> Response:
    assert isinstance(error, NotAdmitted)
    return away(error.to)


async def _told(request: Request, error: Exception) -> Response:
    assert isinstance(error, UnspiralError)
    answer = told(request, error, _status(error))
    if isinstance(error, TooSoon):
        answer.headers["Retry-After"] = str(error.seconds)
    return answer


def _status(error: UnspiralError) -> int:
    if isinstance(error, StoreError):
        return {"key-taken": 409, "full": 507}.get(error.code, 503)
    known: dict[type[UnspiralError], int] = {TooLarge: 413, Foreign: 415, TooSoon: 429}
    return known.get(type(error), 400)


async def _framework(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    answer = refused(request, WORDS.get(error.status_code, WORDS[400]), error.status_code)
    answer.headers.update(error.headers or {})
    return answer
