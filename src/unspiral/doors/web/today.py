"""The first page: what there is to do today, and what was written down last."""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.responses import Response

from unspiral.doors.web.answer import shown
from unspiral.doors.web.entrance import admitted

router = APIRouter()


@router.get("/")
async def today(request: Request) -> Response:
    """Today."""
    visit = admitted(request)
    return shown(request, "today.html", title="Today", entries=len(visit.journal.entries()))
