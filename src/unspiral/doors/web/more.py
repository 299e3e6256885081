"""Every page that does not stand in the bar, with what it is for."""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.responses import Response

from unspiral.doors.web.answer import PLACES, shown
from unspiral.doors.web.entrance import admitted

router = APIRouter()

# Heading -> address -> what it is for.
ABOUT = {
    "Write and look back": {
        "/notes": "Things you want to remember about a day.",
        "/treatments": "What you take or do, and since when.",
        "/questionnaires": "Longer questions every two weeks, and what your answers came to.",
        "/flare": "What your own days say about bad days so far.",
    },
    "Understand and try": {
        "/try": "A small trial of one thing, with yourself.",
        "/reasons": "What people say about back pain and mood, and what is known.",
        "/options": "What guidelines offer, as a fixed list.",
        "/red-flags": "Questions about signs that a doctor must see soon.",
    },
    "Take along and bring": {
        "/take": "One page for a visit, to print or to hand over.",
        "/export": "Everything you wrote, as files that other programs read.",
        "/import": "Days from a table, a phone or a watch.",
    },
    "Your file": {
        "/reminders": "When and how you are reminded, and a pause.",
        "/settings": "Your country, your clock, and which questionnaires are asked.",
        "/backup": "A locked copy of your file, and how to go back to one.",
        "/passphrase": "Another passphrase, or a new recovery code to print.",
        "/sessions": "Every browser in which your file is open, and how to end it there.",
        "/erase": "Destroy your file and everything in it.",
    },
}


@router.get("/more")
async def more(request: Request) -> Response:
    """All other pages."""
    admitted(request)
    groups = [(heading, [(address, PLACES[address], about) for address, about in rows.items()]) for heading, rows in ABOUT.items()]
    return shown(request, "more.html", title="More", groups=groups)
