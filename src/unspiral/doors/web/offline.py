"""What a browser keeps for when the server cannot be reached: forms and help for everybody, with nobody's health data on them."""

from __future__ import annotations

import hashlib
import json
from functools import cache
from importlib.resources import files

from fastapi import APIRouter, Request
from starlette.responses import Response

from unspiral.doors.web.answer import shown
from unspiral.doors.web.draft import Draft
from unspiral.doors.web.help_page import NOBODY, every_help, evidence_words
from unspiral.doors.web.questionnaire import choices
from unspiral.doors.web.red_flags import WORDS
from unspiral.measure.daily.check_in import HIGH, LOW, daily_questions, sites
from unspiral.measure.questionnaires.library import instrument
from unspiral.measure.safety.clinical_file import clinical_file
from unspiral.measure.safety.help_lines import reach
from unspiral.measure.safety.red_flags import NO_RULE
from unspiral.measure.safety.sign import questions

router = APIRouter()

# No country is known here, so no number can be filled in.
NUMBER = "your local emergency number"
SHELL = ("/offline", "/offline/check-in", "/offline/phq9", "/offline/red-flags", "/offline/help", "/offline/first")
PARTS = ("app.css", "app.js", "queue.js", "offline.js", "icon.svg")


@router.get("/sw.js")
async def worker(request: Request) -> Response:
    """The service worker; its version changes with whatever it keeps."""
    assert request.method in ("GET", "HEAD")
    head = f"const VERSION={json.dumps(_version())},KEEP={json.dumps([*SHELL, *(f'/static/{name}' for name in PARTS)])};\n"
    # Its policy bounds what the worker itself may fetch; nothing may show it in a frame.
    headers = {
        "Content-Security-Policy": "default-src 'none'; connect-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
    }
    return Response(head + _file("static/worker.js"), media_type="text/javascript", headers=headers)


@router.get("/offline")
async def offline_page(request: Request) -> Response:
    """What can be done without the server."""
    return shown(request, "offline.html", title="The server is not running", bare=True)


@router.get("/offline/check-in")
async def check_in_page(request: Request) -> Response:
    """The check-in, to be sealed."""
    return shown(
        request,
        "offline_check_in.html",
        title="Check-in",
        bare=True,
        questions=daily_questions(),
        scores=range(LOW, HIGH + 1),
        sites=sites(),
    )


@router.get("/offline/phq9")
async def phq9_page(request: Request) -> Response:
    """The PHQ-9, to be sealed."""
    asked = instrument("phq9")
    return shown(
        request, "offline_phq9.html", title=asked.name, bare=True, asked=asked, draft=Draft("", ""), choices=choices,
        wording=asked.text_support.evidence,
    )  # fmt: skip


@router.get("/offline/red-flags")
async def red_flags_page(request: Request) -> Response:
    """The warning signs, to be sealed; the rules travel with them, so that what they call for is said at once."""
    table = clinical_file("red_flags")
    rules = [
        {"urgency": rule["urgency"], **{part: rule[part] for part in ("all_yes", "any_yes", "any_not_sure") if part in rule}}
        for rule in table["rule"]
    ]
    return shown(
        request,
        "offline_red_flags.html",
        title="Warning signs",
        bare=True,
        questions=questions(),
        replies=list(WORDS.items()),
        rules=json.dumps(rules),
        texts=[(name, str(table["urgency"][name]["text"]).format(emergency=NUMBER)) for name in table["order"]],
        none=NO_RULE,
        order=json.dumps(list(table["order"])),
    )


@router.get("/offline/help")
async def help_page(request: Request) -> Response:
    """The numbers of every country."""
    return _help(request, "Need help now?", first=False)


@router.get("/offline/first")
async def first_page(request: Request) -> Response:
    """What is said at once after an answer about thoughts of death or self-harm."""
    return _help(request, str(clinical_file("suicide_item")["copy"]["title"]), first=True)


def _help(request: Request, title: str, *, first: bool) -> Response:
    copy: dict[str, str] = clinical_file("suicide_item")["copy"]
    steps = clinical_file("suicide_item")["follow_on"]
    return shown(
        request,
        "offline_help.html",
        title=title,
        bare=True,
        first=first,
        copy=copy,
        now=copy["now"].format(emergency=NUMBER),
        next=str(max(steps, key=lambda step: step["at_least"])["say"]),
        nobody=NOBODY,
        helps=every_help(request),
        reach=reach,
        evidence=evidence_words,
    )


def _file(name: str) -> str:
    return files("unspiral.doors.web").joinpath(name).read_text(encoding="utf-8")


@cache
def _version() -> str:
    """A name for everything that the browser keeps: it changes when any of it does."""
    pages = ("offline", "offline_check_in", "offline_phq9", "offline_red_flags", "offline_help", "base", "scale", "body_map")
    texts = [*(_file(f"templates/{name}.html") for name in pages), *(_file(f"static/{name}") for name in (*PARTS, "worker.js"))]
    texts += [repr(clinical_file(name)) for name in ("crisis_lines", "red_flags", "suicide_item")]
    texts += [repr((daily_questions(), sites(), instrument("phq9")))]
    return hashlib.sha256("\0".join(texts).encode()).hexdigest()[:16]
