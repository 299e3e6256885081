"""A plan of when to ask, as a TOML file: ``unspiral.schedule/1``."""

from __future__ import annotations

import os
import re
import tomllib
from pathlib import Path
from shlex import quote
from typing import cast

from unspiral.errors import DataError, SpecError
from unspiral.measure.prompts.agreement import check_schedule
from unspiral.measure.prompts.plan_part import Part, span
from unspiral.measure.source_file import find
from unspiral.records.schedule import (
    Burst,
    Fixed,
    Interval,
    OnEvent,
    Pause,
    PersonPlan,
    RandomWindow,
    Rule,
    Schedule,
    Settings,
    Version,
    Wall,
)

SCHEMA = "unspiral.schedule/1"
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
MOST_BYTES = 50_000_000
_MONTH, _WEEK, _DAY = 43_200, 10_080, 1_440
_TOP = ("schema", "id", "title", "zone", "wake", "sleep", "seed", "version", "person", "pause")
_VERSION = ("number", "from", "to", "rule")
_SHARED = ("id", "kind", "expires", "reminders", "items", "always", "ask", "shuffle", "optional", "burst")
_DAYS = ("weekdays", "every", "since")
_BY_KIND = {
    "fixed": ("times", *_DAYS),
    "random": ("window", "count", "gap", *_DAYS),
    "interval": ("every", "anchor", "window"),
    "event": ("event", "delay", "cap"),
}
_PERSON = ("start", "end", "zone", "wake", "sleep", "takes", "change", "pause")
_LINE = re.compile(r"\(at line ([0-9]+), column ([0-9]+)\)")
_BARE_TIME = re.compile(r"[=\[,]\s*[0-9]{1,2}:[0-9]{2}\s*([,\]#]|$)")
_BARE_DATE = re.compile(r"[=\[,]\s*[0-9]{4}-[0-9]{2}-[0-9]{2}")


def read_schedule(path: str | os.PathLike[str]) -> Schedule:
    """Read a plan of when to ask.

    Args:
        path: of a TOML file; ``unspiral measure schedule --example`` prints one.

    Returns:
        The plan, with everything that can be wrong in it found.

    Raises:
        DataError: there is no such file, or it is a folder.
        SpecError: it is no plan; the message names the version, the rule and the value.

    Source: tests/measure/prompts/test_read_schedule.py.
    """
    if Path(path).is_dir():
        raise DataError(f"'{path}' is a folder, not a plan.", why="A plan is one file that ends in .toml.", fix=_one_in(Path(path)))
    file = find(path)
    with file.open("rb") as stream:
        content = stream.read(MOST_BYTES + 1)
    if len(content) > MOST_BYTES:
        raise SpecError(f"'{file.name}' is larger than {MOST_BYTES // 1_000_000} MB.", fix="check that it is the plan and not the data.")
    try:
        return parse_schedule(content.decode("utf-8-sig"), file.name)
    except UnicodeDecodeError as problem:
        raise SpecError(f"'{file.name}' is not UTF-8 text (byte {problem.start + 1}).", fix="save it as UTF-8 in your editor.") from None


def _one_in(folder: Path) -> str:
    plans = sorted(entry for entry in folder.iterdir() if entry.is_file() and entry.suffix.lower() == ".toml")
    return f"unspiral measure schedule {quote(str(plans[0]))}" if plans else "unspiral measure schedule --example > plan.toml"


def parse_schedule(text: str, name: str = "plan.toml") -> Schedule:
    """The plan that a text describes.

    Args:
        text: TOML.
        name: of the file it came from, for messages.

    Raises:
        SpecError: as for ``read_schedule``.
    """
    try:
        table = cast("dict[str, object]", tomllib.loads(text.replace("\r\n", "\n")))
    except tomllib.TOMLDecodeError as problem:
        raise _not_toml(text, name, str(problem)) from None
    except (RecursionError, ValueError):  # brackets a thousand deep; a number of five thousand digits
        raise SpecError(
            f"'{name}' is no plan: brackets too deep, or a number too long.", fix="unspiral measure schedule --example"
        ) from None
    if not table:
        raise SpecError(f"'{name}' is empty.", fix="unspiral measure schedule --example > plan.toml")
    top = Part(name, "", table, _TOP)
    said = top.text("schema", None, SCHEMA)
    if said != SCHEMA:
        top.wrong(f"schema is '{said[:60]}', and this version reads '{SCHEMA}'.", fix=f'schema = "{SCHEMA}"')
    zone = top.zone("zone")
    if zone is None:
        top.wrong("zone is missing.", why="Without it nobody can tell when 20:00 is.", fix='zone = "Europe/Zurich"')
    schedule = Schedule(
        top.name("id", "evening-diary"),
        zone,
        tuple(_version(name, i, one) for i, one in enumerate(top.tables("version"), 1)),
        top.text("title", "Check-in", "Check-in"),
        top.clock("wake"),
        top.clock("sleep"),
        top.whole("seed", 1, 0, 2**62),
        tuple(_person(top, person, one) for person, one in top.children("person").items()),
        tuple(_pause(name, f"pause {i}", one) for i, one in enumerate(top.tables("pause"), 1)),
    )
    check_schedule(schedule, name)
    return schedule


def _version(file: str, place: int, table: dict[str, object]) -> Version:
    part = Part(file, f"version {table.get('number', place)}"[:40], table, _VERSION)
    number = part.whole("number", None, 1, 1_000_000)
    rules = tuple(_rule(part, i, one) for i, one in enumerate(part.tables("rule"), 1))
    return Version(number, part.day("from"), part.day("to"), rules)


def _rule(version: Part, place: int, table: dict[str, object]) -> Rule:
    where = f"{version.where}, rule {str(table.get('id', place))[:60]!r}"
    kinds = ", ".join(_BY_KIND)
    kind = Part(version.file, where, {"kind": table["kind"]} if "kind" in table else {}, ("kind",)).text("kind", None, "fixed")
    if kind not in _BY_KIND:
        Part(version.file, where, {}, ()).wrong(f"kind = '{kind[:40]}' is none of: {kinds}.", fix='kind = "fixed"')
    part = Part(version.file, where, table, (*_SHARED, *_BY_KIND[kind]))
    return Rule(
        id=part.name("id", "evening"),
        when={"fixed": _fixed, "random": _random, "interval": _interval, "event": _event}[kind](part),
        expires=part.minutes("expires", None, _MONTH, 1),
        reminders=part.spans("reminders", _MONTH),
        items=part.names("items"),
        always=part.names("always"),
        ask=part.whole("ask", 0, 0, 10_000),
        shuffle=part.truth("shuffle"),
        optional=part.truth("optional"),
        bursts=tuple(_burst(part, i, one) for i, one in enumerate(part.tables("burst"), 1)),
    )


def _fixed(part: Part) -> Fixed:
    times = part.walls("times")
    if not times:
        part.wrong("times is missing or empty.", fix='times = ["20:00"]')
    return Fixed(times, _weekdays(part), _every_days(part), part.day("since"))


def _random(part: Part) -> RandomWindow:
    start, end = _window(part)
    count = part.whole("count", 1, 1, 60)
    gap = part.minutes("gap", "1 min" if count == 1 else None, _DAY, 1)
    return RandomWindow(start, end, count, gap, _weekdays(part), _every_days(part), part.day("since"))


def _interval(part: Part) -> Interval:
    minutes = part.minutes("every", None, _DAY * 366, 60)
    unit = "day" if minutes % _DAY == 0 and part.text("every", None, "3 d").strip().endswith("d") else "hour"
    if minutes % 60:
        part.wrong(f"every = '{span(minutes)}' is not a whole number of hours.", fix='every = "4 h", or every = "3 d"')
    start, end = _window(part) if part.has("window") else (None, None)
    if start is not None and unit == "day":
        part.wrong("window goes with hours, and every is in days.", fix="take window out: the anchor says at what time it is asked.")
    return Interval(minutes // (_DAY if unit == "day" else 60), unit, part.moment("anchor"), start, end)


def _event(part: Part) -> OnEvent:
    return OnEvent(part.name("event", "flare"), part.minutes("delay", "0 min", _WEEK), part.whole("cap", 1, 1, 1_000))


def _window(part: Part) -> tuple[Wall, Wall]:
    ends = part.walls("window")
    if len(ends) != 2:
        part.wrong(f"window should hold a start and an end, and holds {len(ends)} times.", fix='window = ["09:00", "21:00"]')
    if ends[0] == ends[1]:
        part.wrong("window starts and ends at the same time.", why="No time at all, or a whole day?", fix='window = ["09:00", "21:00"]')
    return ends[0], ends[1]


def _weekdays(part: Part) -> tuple[int, ...]:
    found: list[int] = []
    for name in part.names("weekdays", "mon"):
        if name not in WEEKDAYS:
            part.wrong(f"weekdays holds '{name}'.", fix=f'weekdays = ["{WEEKDAYS[0]}"], of: {", ".join(WEEKDAYS)}.')
        found.append(WEEKDAYS.index(name))
    return tuple(sorted(found))


def _every_days(part: Part) -> int:
    minutes = part.minutes("every", "1 d", _DAY * 366, 1)
    if minutes % _DAY:
        part.wrong(f"every = '{span(minutes)}' is not a whole number of days.", fix='every = "2 d"')
    return minutes // _DAY


def _burst(rule: Part, place: int, table: dict[str, object]) -> Burst:
    part = Part(rule.file, f"{rule.where}, burst {place}", table, ("from", "to", "first_day", "last_day"))
    if part.has("from") or part.has("to"):
        if part.has("first_day") or part.has("last_day"):
            part.wrong("it is given by dates and by days.", fix="keep from and to, or first_day and last_day.")
        start, end = part.needed_day("from"), part.needed_day("to")
        if end < start:
            part.wrong(f"to = {end} lies before from = {start}.", fix=f"from = {end}, to = {start}")
        return Burst(start, end)
    first, last = part.whole("first_day", None, 1, 100_000), part.whole("last_day", None, 1, 100_000)
    if last < first:
        part.wrong(f"last_day = {last} lies before first_day = {first}.", fix=f"first_day = {last}, last_day = {first}")
    return Burst(first=first, last=last)


def _person(top: Part, person: str, table: dict[str, object]) -> PersonPlan:
    part = Part(top.file, f"person '{person[:60]}'", table, _PERSON)
    if not person or person != person.strip() or len(person) > 200 or not person.isprintable():
        part.wrong("a person's name is one line without blanks around it, at most 200 signs.", fix="[person.P1]")
    first = Settings(None, part.zone("zone"), part.clock("wake"), part.clock("sleep"), part.names("takes") if part.has("takes") else None)
    settings = () if first == Settings() else (first,)
    for i, one in enumerate(part.tables("change"), 1):
        inner = Part(part.file, f"{part.where}, change {i}", one, ("from", "zone", "wake", "sleep", "takes"))
        takes = inner.names("takes") if inner.has("takes") else None
        settings += (Settings(inner.needed_day("from"), inner.zone("zone"), inner.clock("wake"), inner.clock("sleep"), takes),)
    pauses = tuple(_pause(part.file, f"{part.where}, pause {i}", one) for i, one in enumerate(part.tables("pause"), 1))
    return PersonPlan(person, part.day("start"), part.day("end"), settings, pauses)


def _pause(file: str, where: str, table: dict[str, object]) -> Pause:
    part = Part(file, where, table, ("from", "to", "reason"))
    start, end = part.needed_day("from"), part.needed_day("to")
    if end < start:
        part.wrong(f"to = {end} lies before from = {start}.", fix=f"from = {end}, to = {start}")
    return Pause(start, end, part.name("reason", "holiday") if part.has("reason") else "pause")


def _not_toml(text: str, name: str, problem: str) -> SpecError:
    found = _LINE.search(problem)
    lines = text.replace("\r\n", "\n").split("\n")
    number = int(found[1]) if found else len(lines)
    line = lines[number - 1] if number <= len(lines) else ""
    # A table that opened on an earlier line is reported where it ends, so the line before is looked at too.
    near = "\n".join(lines[max(number - 2, 0) : number])
    if re.search(_BARE_TIME, near):
        return SpecError(f"'{name}', line {number}: a wall time stands without quotes.", fix='times = ["20:00"]')
    if "Invalid date" in problem or (_BARE_DATE.search(line) and "date" in problem.lower()):
        return SpecError(f"'{name}', line {number}: the date is on no calendar.", fix="write year-month-day: from = 2026-03-01")
    reason = _LINE.sub("", problem).strip().rstrip(".")
    said = f"{reason[:1].lower()}{reason[1:120]}"
    return SpecError(f"'{name}', line {number}: this is not TOML ({said}).", fix="compare with: unspiral measure schedule --example")
