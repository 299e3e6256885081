"""Style sheets, scripts and pictures: the same for everybody, so a browser may keep them."""

from __future__ import annotations

import hashlib
from functools import cache
from importlib.resources import files

from fastapi import APIRouter, Request
from starlette.responses import Response

from unspiral.doors.web.answer import refused
from unspiral.show.page import colours

router = APIRouter()

KINDS = {"css": "text/css", "js": "text/javascript", "svg": "image/svg+xml", "webmanifest": "application/manifest+json", "png": "image/png"}


@cache
def content(name: str) -> tuple[bytes, str] | None:
    """Bytes and media type of a file in static/; None when there is none. The style sheet opens with the house's colours."""
    kind = KINDS.get(name.rpartition(".")[2])
    shows = name == "report.css"  # pages with chapters and charts also have the sheet of the reports
    file = files("unspiral.show" if shows else "unspiral.doors.web").joinpath("templates" if shows else "static", name)
    if kind is None or "/" in name or name.startswith(".") or not file.is_file():
        return None
    data = file.read_bytes()
    return (colours().encode() + data if name == "app.css" else data), kind


@router.get("/static/{name}")
async def static(request: Request, name: str) -> Response:
    """One file."""
    found = content(name)
    if found is None:
        return refused(request, "There is no such file.", 404)
    data, kind = found
    tag = f'"{hashlib.sha256(data).hexdigest()[:24]}"'
    headers = {"ETag": tag, "Cache-Control": "no-cache"}
    if request.headers.get("if-none-match") == tag:
        return Response(status_code=304, headers=headers)
    return Response(data, media_type=kind, headers=headers)
