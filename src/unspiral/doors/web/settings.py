"""What the person can choose: where they are, which clock holds, what is asked, and when they are reminded."""

from __future__ import annotations

import asyncio
import re
from dataclasses import dataclass
from functools import cache

from fastapi import APIRouter, Request
from starlette.responses import Response

from unspiral.doors.web.answer import away, shown
from unspiral.doors.web.entrance import admitted
from unspiral.doors.web.form import Form, read_form
from unspiral.errors import SpecError
from unspiral.measure.prompts.zone import zone, zone_names
from unspiral.measure.questionnaires.library import instrument
from unspiral.measure.safety.clinical_file import clinical_file
from unspiral.measure.safety.country import country_code
from unspiral.records.entry import Plain
from unspiral.store.journal.journal import Journal

router = APIRouter()

OFFERED = ("phq9", "gad7", "peg", "rmdq24")  # their words may travel with unspiral, and they can be asked at home
USUAL = ("phq9", "gad7", "peg")  # asked until the person chooses
TIME = re.compile(r"([01]\d|2[0-3]):([0-5]\d)")
EVENING = "20:00"


@dataclass(frozen=True, slots=True)
class Chosen:
    """What was chosen, as the form shows it.

    Args:
        country: two letters, "*" for anywhere else, "" where nothing was chosen yet.
        zone: IANA name of the time zone, or "".
        questionnaires: ids of those that are asked.
        at: wall time of the evening reminder.
        remind: whether there is one.
    """

    country: str
    zone: str
    questionnaires: tuple[str, ...]
    at: str
    remind: bool


def chosen(journal: Journal) -> Chosen:
    """What is set at present."""
    reminder, asked = journal.setting("reminder"), journal.setting("questionnaires")
    held = reminder if isinstance(reminder, dict) else {}
    names = tuple(str(name) for name in asked) if isinstance(asked, list) else USUAL
    country, place = journal.setting("country"), journal.setting("zone")
    return Chosen(
        str(country or ""), str(place or _machine_zone()), names, str(held.get("at", EVENING)), held.get("on") is True
    )  # fmt: skip


@router.get("/settings")
async def settings_page(request: Request) -> Response:
    """What can be chosen."""
    visit = admitted(request)
    return _page(request, chosen(visit.journal), {}, saved="saved" in request.query_params)


@router.post("/settings")
async def settings(request: Request) -> Response:
    """Take what was chosen; all of it, or, where something cannot be, nothing."""
    visit = admitted(request)
    form = await read_form(request)
    asked = Chosen(form.one("country"), form.one("zone"), tuple(form.many("questionnaire")), form.one("at"), form.one("remind") == "yes")
    wrong = _wrong(asked)
    if wrong:
        return _page(request, asked, wrong, status=422)
    for name, value in _values(asked, form).items():
        await asyncio.wrap_future(visit.journal.settle(name, value))
    return away("/settings?saved=1")


def _values(asked: Chosen, form: Form) -> dict[str, Plain]:
    names: list[Plain] = [name for name in OFFERED if name in asked.questionnaires]
    values: dict[str, Plain] = {
        "country": country_code(asked.country) if asked.country else None,
        "zone": asked.zone,
        "reminder": {"at": asked.at, "on": asked.remind},
    }
    # A form without the boxes, as another program might send it, does not switch all questionnaires off.
    return {**values, "questionnaires": names} if form.one("boxes") else values


def _wrong(asked: Chosen) -> dict[str, str]:
    """Field -> what is wrong with it."""
    wrong: dict[str, str] = {}
    if asked.country:
        try:
            country_code(asked.country)
        except SpecError as error:
            wrong["country"] = error.what
    try:
        zone(asked.zone)
    except SpecError as error:
        wrong["zone"] = error.what
    if any(name not in OFFERED for name in asked.questionnaires):
        wrong["questionnaire"] = "One of these questionnaires is not among those that can be chosen."
    if TIME.fullmatch(asked.at) is None:
        wrong["at"] = "A time looks like 20:00."
    return wrong


def _page(request: Request, asked: Chosen, wrong: dict[str, str], *, status: int = 200, saved: bool = False) -> Response:
    return shown(
        request, "settings.html", status=status, title="Settings", chosen=asked, wrong=wrong, saved=saved,
        countries=_countries(), zones=_zones(), offered=[(name, instrument(name).name) for name in OFFERED],
    )  # fmt: skip


@cache
def _countries() -> tuple[tuple[str, str], ...]:
    names: dict[str, str] = clinical_file("countries")["names"]
    return tuple(sorted(names.items(), key=lambda pair: pair[1]))


@cache
def _zones() -> tuple[str, ...]:
    return tuple(sorted(name for name in zone_names() if "/" in name and not name.startswith("Etc/")))


def _machine_zone() -> str:
    from tzlocal import get_localzone_name

    name = get_localzone_name() or ""
    return name if name in zone_names() else "UTC"
