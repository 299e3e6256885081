"""Every page that does not stand in the bar, with what it is for."""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.responses import Response

from unspiral.doors.web.answer import PLACES, shown
from unspiral.doors.web.entrance import admitted

router = APIRouter()

ABOUT = {
    "/notes": "What you wrote down beside the numbers.",
    "/questionnaires": "Longer questions every two weeks, and what your answers came to.",
    "/treatments": "What you are trying or taking, and since when.",
    "/try": "Plan a small trial of one thing, with yourself.",
    "/flare": "What your own record says about bad days so far.",
    "/reasons": "What people say about back pain and mood, and what is known.",
    "/options": "What guidelines offer, as a fixed list.",
    "/red-flags": "Questions about signs that a doctor must see soon.",
    "/take": "One page about you, to print or to hand over.",
    "/export": "Everything you wrote, as files that other programs read.",
    "/import": "Bring days from a table, a phone or a watch.",
    "/reminders": "When and how you are reminded, and a pause.",
    "/settings": "Your country, your clock, and your file.",
    "/sessions": "Every browser that is in, and how to end it there.",
    "/passphrase": "Another passphrase, or a new recovery code to print.",
    "/backup": "A locked copy of your whole file, and how to go back to one.",
    "/erase": "Destroy your file and everything in it.",
}


@router.get("/more")
async def more(request: Request) -> Response:
    """All other pages."""
    admitted(request)
    places = [(address, PLACES[address], about) for address, about in ABOUT.items() if address in PLACES]
    return shown(request, "more.html", title="More", others=places)
