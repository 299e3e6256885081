"""What people say of back pain and low mood, and what is known of it.

What somebody looks for says how they are: the words go in the form, never into the address, which browsers and logs keep.
"""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.responses import Response

from unspiral.doors.web.answer import shown
from unspiral.doors.web.entrance import admitted
from unspiral.doors.web.form import read_form
from unspiral.evidence.words import BETWEEN, LEVEL
from unspiral.show.reasons import LEFT_OUT, TOPICS, by_topic, reasons

router = APIRouter()

LONGEST = 80  # letters of a search


@router.get("/reasons")
async def reasons_page(request: Request) -> Response:
    """Every claim, by topic."""
    admitted(request)
    return _listed(request, "", "")


@router.post("/reasons")
async def looked_for(request: Request) -> Response:
    """Claims about some words."""
    admitted(request)
    form = await read_form(request)
    return _listed(request, form.one("words")[:LONGEST], form.one("topic"))


def _listed(request: Request, words: str, topic: str) -> Response:
    hit = reasons(words, topic)
    return shown(
        request, "reasons.html", title="What people say, and what is known", words=words, topic=topic, topics=TOPICS,
        groups=by_topic(hit.found), count=len(hit.found), near=hit.near, narrowed=bool(words or topic in TOPICS),
        left_out=LEFT_OUT.format(hit.left_out) if hit.left_out else "", between=BETWEEN, level=LEVEL, longest=LONGEST,
    )  # fmt: skip
