"""The app: its pages, its gate, and what it answers when something goes wrong."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

from fastapi import FastAPI, Request
from starlette.exceptions import HTTPException
from starlette.responses import PlainTextResponse, Response

from unspiral.doors.web import (
    check_in,
    reasons,
    settings,
    start,
    static_files,
    today,
    treatments,
)
from unspiral.doors.web.answer import away, refused, shown, told
from unspiral.doors.web.desk import Desk
from unspiral.doors.web.entrance import NotAdmitted
from unspiral.doors.web.form import TooLarge
from unspiral.doors.web.gate import Gate
from unspiral.errors import StoreError, UnspiralError
from unspiral.version import VERSION

PAGES = (
    check_in,
    reasons,
    settings,
    start,
    static_files,
    today,
    treatments,
)

WORDS = {404: "There is no such page.", 405: "This page cannot do that."}


def make_app(desk: Desk) -> FastAPI:
    """The app over one desk."""

    @asynccontextmanager
    async def life(_app: FastAPI) -> AsyncGenerator[None]:
        yield
        desk.lock()

    app = FastAPI(title="unspiral", version=VERSION, docs_url=None, redoc_url=None, openapi_url=None, lifespan=life)
    app.state.desk = desk
    for page in PAGES:
        app.include_router(page.router)

    @app.get("/health")
    async def health() -> Response:
        """Say that the server runs; nothing else."""
        return PlainTextResponse("ok")

    app.add_exception_handler(NotAdmitted, _elsewhere)
    app.add_exception_handler(UnspiralError, _told)
    app.add_exception_handler(HTTPException, _framework)
    app.add_exception_handler(Exception, _unforeseen)
    app.add_middleware(Gate, port=desk.port)
    return app


async def _elsewhere(_request: Request, error: Exception) -> Response:
    assert isinstance(error, NotAdmitted)
    return away(error.to)


async def _told(request: Request, error: Exception) -> Response:
    assert isinstance(error, UnspiralError)
    if isinstance(error, TooLarge):
        return told(request, error, 413)
    return told(request, error, 503 if isinstance(error, StoreError) else 400)


async def _framework(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    answer = refused(request, WORDS.get(error.status_code, "That was not understood."), error.status_code)
    answer.headers.update(error.headers or {})
    return answer


async def _unforeseen(request: Request, _error: Exception) -> Response:
    why = "This is our mistake, not yours. What you wrote down before is safe."
    return shown(
        request, "error.html", status=500, title="Something went wrong", what="Something went wrong.", why=why, fix="go back and try again"
    )
