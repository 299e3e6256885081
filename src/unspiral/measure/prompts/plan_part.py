"""One table of a plan file: what must stand there, and the error that names the place when something else does."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, datetime, time
from typing import NoReturn, cast

from unspiral.errors import SpecError, did_you_mean
from unspiral.measure.prompts.zone import zone
from unspiral.records.schedule import MIDNIGHT, SLEEP, WAKE, Wall

_WALL = re.compile(r"(?:(wake|sleep)\s*(?:([+-])\s*)?)?(?:([0-9]{1,2}):([0-9]{2}))?")
_SPAN = re.compile(r"([0-9]{1,5}) ?(min|h|d)")
_MINUTES = {"min": 1, "h": 60, "d": 1_440}
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,59}")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_KINDS: dict[type[object], str] = {
    bool: "true or false", str: "text", int: "a number", float: "a number", list: "a list", dict: "a table", date: "a date",
    datetime: "a moment", time: "a clock time",
}  # fmt: skip


class Part:
    """A table of the plan.

    Args:
        file: name of the file, for messages.
        where: "version 1, rule 'evening'"; "" at the top.
        table: as TOML gave it.
        known: keys that may stand there.
    """

    def __init__(self, file: str, where: str, table: dict[str, object], known: Iterable[str]) -> None:
        self.file, self.where, self._table = file, where, table
        names = tuple(known)
        for key in table:
            if key not in names:
                hint = did_you_mean(key, names)
                self.wrong(f"'{key[:40]}' means nothing here.{hint}", fix=f"take it out, or use one of: {', '.join(names)}.")

    def wrong(self, what: str, *, why: str = "", fix: str = "") -> NoReturn:
        """Refuse the plan, naming this place."""
        place = f", {self.where}" if self.where else ""
        raise SpecError(f"'{self.file}'{place}: {what}", why=why, fix=fix)

    def has(self, key: str) -> bool:
        """Whether something stands there."""
        return key in self._table

    def name(self, key: str, example: str) -> str:
        """A short name that must stand there."""
        text = self.text(key, None, example)
        if not _NAME.fullmatch(text):
            fix = f'{key} = "{example}"'
            self.wrong(f"{key} = '{text[:60]}' is no name.", why="Names are letters, digits, - and _, at most 60.", fix=fix)
        return text

    def text(self, key: str, default: str | None, example: str) -> str:
        """One line of text; None as default = it must stand there."""
        value = self._table.get(key, default)
        if value is None:
            self.wrong(f"{key} is missing.", fix=f'{key} = "{example}"')
        if not isinstance(value, str):
            self._kind(key, value, "text", f'{key} = "{example}"')
        if not value.strip() or len(value) > 200 or not value.isprintable():
            self.wrong(f"{key} is empty, longer than 200 signs, or more than one line.", fix=f'{key} = "{example}"')
        return value

    def whole(self, key: str, default: int | None, low: int, high: int) -> int:
        """A whole number; None as default = it must stand there."""
        value = self._table.get(key, default)
        if value is None:
            self.wrong(f"{key} is missing.", fix=f"{key} = {max(low, 1)}")
        if not isinstance(value, int) or isinstance(value, bool):
            self._kind(key, value, "a whole number", f"{key} = {max(low, 1)}")
        if not low <= value <= high:
            self.wrong(f"{key} = {_short(value)} is not between {low} and {high}.", fix=f"{key} = {min(max(value, low), high)}")
        return value

    def truth(self, key: str) -> bool:
        """true or false; false where nothing stands."""
        value = self._table.get(key, False)
        if not isinstance(value, bool):
            self._kind(key, value, "true or false", f"{key} = true")
        return value

    def day(self, key: str) -> date | None:
        """A date; None where nothing stands."""
        value = self._table.get(key)
        if value is None:
            return None
        if isinstance(value, str) and _DATE.fullmatch(value):
            try:
                value = date.fromisoformat(value)
            except ValueError:
                self.wrong(f"{key} = '{value}' is not a day on the calendar.", fix=f"{key} = 2026-03-01")
        if not isinstance(value, date) or isinstance(value, datetime):
            self._kind(key, value, "a date", f"{key} = 2026-03-01")
        if not 1970 < value.year < 2099:
            self.wrong(f"{key} = {value} lies outside the years 1971 to 2098.", fix=f"{key} = 2026-03-01")
        return value

    def needed_day(self, key: str) -> date:
        """A date that must stand there."""
        found = self.day(key)
        if found is None:
            self.wrong(f"{key} is missing.", fix=f"{key} = 2026-03-01")
        return found

    def moment(self, key: str) -> datetime:
        """A moment on the wall clock, without offset, to the minute."""
        value = self._table.get(key)
        fix = f"{key} = 2026-03-01T08:00:00"
        if value is None:
            self.wrong(f"{key} is missing.", fix=fix)
        if isinstance(value, str):
            try:
                value = datetime.fromisoformat(value)
            except ValueError:
                self.wrong(f"{key} = '{value[:40]}' is not a moment on the calendar.", fix=fix)
        if not isinstance(value, datetime):
            self._kind(key, value, "a moment", fix)
        if value.tzinfo is not None or value.second or value.microsecond or not 1970 < value.year < 2099:
            self.wrong(f"{key} = {value.isoformat()} is no wall time of 1971 to 2098 to the minute, without offset.", fix=fix)
        return value

    def zone(self, key: str) -> str | None:
        """The name of a time zone; None where nothing stands."""
        if key not in self._table:
            return None
        name = self.text(key, None, "Europe/Zurich")
        try:
            zone(name)
        except SpecError as problem:
            self.wrong(f"{key}: {problem.what}", why=problem.why, fix=problem.fix)
        return name

    def clock(self, key: str) -> int | None:
        """A plain wall time in minutes after midnight; None where nothing stands."""
        if key not in self._table:
            return None
        wall = self._wall(key, self._table[key])
        if wall.anchor != MIDNIGHT:
            self.wrong(f"{key} is itself '{wall.anchor}'.", fix=f'{key} = "07:00"')
        return wall.minutes

    def walls(self, key: str) -> tuple[Wall, ...]:
        """Wall times, some of them perhaps counted from getting up or going to bed; () where nothing stands."""
        return tuple(self._wall(f"{key}[{i}]", value) for i, value in enumerate(self._list(key, '["20:00"]'), 1))

    def minutes(self, key: str, default: str | None, high: int, low: int = 0) -> int:
        """A span of time in minutes; None as default = it must stand there."""
        value = self._table.get(key, default)
        if value is None:
            self.wrong(f"{key} is missing.", fix=f'{key} = "60 min"')
        return self._span(key, value, low, high)

    def spans(self, key: str, high: int) -> tuple[int, ...]:
        """Spans of time in minutes; () where nothing stands."""
        return tuple(self._span(f"{key}[{i}]", value, 1, high) for i, value in enumerate(self._list(key, '["30 min"]'), 1))

    def names(self, key: str, example: str = "pain_avg") -> tuple[str, ...]:
        """Short names, each once; () where nothing stands."""
        found: list[str] = []
        for i, value in enumerate(self._list(key, f'["{example}"]'), 1):
            if not isinstance(value, str) or not _NAME.fullmatch(value):
                self.wrong(f"{key}[{i}] is no name.", why="Names are letters, digits, - and _.", fix=f'{key} = ["{example}"]')
            if value in found:
                self.wrong(f"{key} holds '{value}' twice.", fix="take one of the two out.")
            found.append(value)
        return tuple(found)

    def tables(self, key: str) -> list[dict[str, object]]:
        """Tables that stand under a key written in double brackets; [] where nothing stands."""
        found = self._list(key, f"[[{key}]]")
        if not all(isinstance(one, dict) for one in found):
            self._kind(key, found, "a list of tables", f"[[{key}]]")
        return cast("list[dict[str, object]]", found)

    def children(self, key: str) -> dict[str, dict[str, object]]:
        """Tables with names of their own; {} where nothing stands."""
        value = self._table.get(key, {})
        if not isinstance(value, dict):
            self._kind(key, value, "a table", f"[{key}.P1]")
        for name, inner in cast("dict[str, object]", value).items():
            if not isinstance(inner, dict):
                self._kind(f"{key}.{name[:60]}", inner, "a table", f"[{key}.P1]")
        return cast("dict[str, dict[str, object]]", value)

    def _list(self, key: str, example: str) -> list[object]:
        value = self._table.get(key, [])
        if not isinstance(value, list):
            self._kind(key, value, "a list", example if example.startswith("[[") else f"{key} = {example}")
        return cast("list[object]", value)

    def _wall(self, key: str, value: object) -> Wall:
        fix = f'{key.partition("[")[0]} = "20:00"' + ("" if key in {WAKE, SLEEP} else ', or "wake+01:00", or "sleep-00:30"')
        if isinstance(value, time):
            value = value.isoformat("minutes") if not value.second and not value.microsecond else value.isoformat()
        if not isinstance(value, str):
            self._kind(key, value, "a wall time", fix)
        found = _WALL.fullmatch(value.strip())
        anchor, sign, hour, minute = (found[1] or "", found[2] or "", found[3] or "", found[4] or "") if found else ("", "", "", "")
        if not (anchor or hour) or bool(sign) != bool(anchor and hour):
            self.wrong(f"{key} = '{value[:40]}' is no wall time.", fix=fix)
        if hour and (int(hour) > 23 or int(minute) > 59):
            self.wrong(f"{key} = '{value[:40]}' is on no clock: hours go from 00 to 23, minutes from 00 to 59.", fix=fix)
        minutes = int(hour) * 60 + int(minute) if hour else 0
        return Wall(anchor or MIDNIGHT, -minutes if sign == "-" else minutes)

    def _span(self, key: str, value: object, low: int, high: int) -> int:
        fix = f'{key.partition("[")[0]} = "60 min", or "2 h", or "1 d"'
        if not isinstance(value, str):
            self._kind(key, value, "a span of time", fix)
        found = _SPAN.fullmatch(value.strip())
        if not found:
            self.wrong(f"{key} = '{value[:40]}' is no span of time.", fix=fix)
        minutes = int(found[1]) * _MINUTES[found[2]]
        if not low <= minutes <= high:
            self.wrong(f"{key} = '{value}' is not between {span(low)} and {span(high)}.", fix=fix)
        return minutes

    def _kind(self, key: str, value: object, wanted: str, fix: str) -> NoReturn:
        kind = _KINDS.get(type(value), "something else")
        self.wrong(f"{key} should be {wanted} and is {kind}.", fix=fix)


def span(minutes: int) -> str:
    """Minutes as a plan writes them: 90 is "90 min", 120 is "2 h", 2880 is "2 d"."""
    for unit in ("d", "h"):
        if minutes and minutes % _MINUTES[unit] == 0:
            return f"{minutes // _MINUTES[unit]} {unit}"
    return f"{minutes} min"


def wall_text(wall: Wall) -> str:
    """A wall time as a plan writes it: "20:00", "wake", "sleep-00:30"."""
    clock = f"{abs(wall.minutes) // 60:02d}:{abs(wall.minutes) % 60:02d}"
    if wall.anchor == MIDNIGHT:
        return clock
    return wall.anchor if not wall.minutes else f"{wall.anchor}{'-' if wall.minutes < 0 else '+'}{clock}"


def _short(value: int) -> str:
    return str(value) if abs(value) < 10**12 else "a number of many digits"
