"""When it was answered: a table's dates, serial numbers, study days and beeps as the ISO texts and numbers of days that a diary holds."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from unspiral.measure.cells import NUMBER
from unspiral.measure.imports.mapping import When
from unspiral.units import DAYS_PER

DATE = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})")
STAMP = re.compile(
    r"([0-9]{4}-[0-9]{2}-[0-9]{2})(?:T|t| +)([0-9]{1,2}:[0-9]{2}(?::[0-9]{2}(?:[.,][0-9]{1,9})?)?) ?(Z|z|UTC|[+-][0-9]{2}(?::?[0-9]{2})?)?"
)
SLASHED = re.compile(r"([0-9]{1,2})([/.-])([0-9]{1,2})\2([0-9]{4}|[0-9]{2})(?:,? +(.+))?")
COMPACT = re.compile(r"[12][0-9]{7}")
CLOCK = re.compile(r"([0-9]{1,2}):([0-9]{2})(?::([0-9]{2})(?:\.[0-9]+)?)? ?([AaPp])?\.?([Mm])?\.?")
_EXCEL = {"excel": datetime(1899, 12, 30), "excel-1904": datetime(1904, 1, 1)}
_SKIPPED, _TWICE = (
    "in the hour that a clock change leaves out; they were moved to the hour after it",
    ("in an hour that a clock change gives twice; they were read as the first one"),
)


_SHORT = "with years of two digits were read as 20yy"


class Unreadable(ValueError):
    """A text that is no time of the declared format; the text says why."""


class Reader:
    """Turns the texts of one or two cells into the time of a diary.

    Args:
        when: how times are written.
        beeps: how many beeps a day has, where that was counted.

    Raises (when called):
        Unreadable: the text is no time of this format.
    """

    def __init__(self, when: When, beeps: int = 0) -> None:
        self.when = when
        self.beeps = when.beeps or beeps
        self.zone = ZoneInfo(when.zone) if when.zone else None
        self.said: dict[str, int] = {}
        self._known: dict[tuple[str, ...], str] = {}

    def __call__(self, texts: Sequence[str]) -> str:
        """The time; "" where every cell is empty."""
        key = tuple(texts)
        if key not in self._known:
            if len(self._known) > 200_000:
                self._known.clear()
            self._known[key] = self._read(key)
        return self._known[key]

    def _read(self, texts: tuple[str, ...]) -> str:
        texts = tuple(text.strip() for text in texts)
        if not any(texts):
            return ""
        kind = self.when.format
        if kind == "codes":
            return self._coded(texts[0])
        if kind in ("number", "beep"):
            return self._number(texts)
        if kind in ("excel", "excel-1904", "unix", "unix-ms"):
            return self._serial(texts)
        return self._written(texts)

    def _coded(self, text: str) -> str:
        codes = self.when.codes
        key = text if text in codes else next((k for k in codes if k.casefold() == text.casefold() or _same(k, text)), None)
        if key is None:
            raise Unreadable("is not one of the times that the mapping lists")
        value = codes[key]
        return days_text(value, self.when.unit) if NUMBER.fullmatch(value) else value

    def _number(self, texts: tuple[str, ...]) -> str:
        if not all(NUMBER.fullmatch(text) for text in texts):
            raise Unreadable("is not a number")
        if self.when.format == "beep":
            return self._beep(texts)
        return self._from_start(days_text(texts[0], self.when.unit))

    def _beep(self, texts: tuple[str, ...]) -> str:
        day, beep = bounded(texts[0]), bounded(texts[1])
        if beep != beep.to_integral_value() or not 1 <= beep <= self.beeps:
            raise Unreadable(f"is not a beep from 1 to {self.beeps}")
        return self._from_start(_plain(day + (beep - 1) / self.beeps))

    def _from_start(self, days: str) -> str:
        if not self.when.start:
            return days
        number = bounded(days)
        try:
            first = date.fromisoformat(self.when.start)
            if number == number.to_integral_value():
                return (first + timedelta(days=int(number))).isoformat()
            seconds = int((number * 86400).to_integral_value())
            return self._placed(datetime.combine(first, datetime.min.time()) + timedelta(seconds=seconds))
        except (ValueError, OverflowError):
            raise Unreadable("is a day that no calendar has") from None

    def _serial(self, texts: tuple[str, ...]) -> str:
        if not NUMBER.fullmatch(texts[0]):
            raise Unreadable("is not a number")
        number = bounded(texts[0])
        try:
            if self.when.format in ("unix", "unix-ms"):
                seconds = number / 1000 if self.when.format == "unix-ms" else number
                moment = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=int(seconds * 1_000_000))
                return (moment.astimezone(self.zone) if self.zone else moment).isoformat()
            if self.when.format == "excel" and number < 61:
                raise Unreadable("lies before March 1900, where Excel counts a day that never was")
            moment = _EXCEL[self.when.format] + timedelta(seconds=int((number * 86400).to_integral_value()))
        except (OverflowError, ValueError) as problem:
            if isinstance(problem, Unreadable):
                raise
            raise Unreadable("is a day that no calendar has") from None
        return self._with_clock(moment.date(), texts, moment if number != number.to_integral_value() else None)

    def _written(self, texts: tuple[str, ...]) -> str:
        text = texts[0]
        if self.when.format == "iso":
            stamp = STAMP.fullmatch(text)
            if stamp and len(texts) == 1:
                return self._stamp(stamp[1], stamp[2], (stamp[3] or "").upper().replace("UTC", "Z"))
            if not DATE.fullmatch(text):
                raise Unreadable("is not of the form year-month-day" + (", with a clock time of its own" if stamp else ""))
            return self._with_clock(_date(text), texts, None)
        if self.when.format == "yyyymmdd":
            if not COMPACT.fullmatch(text):
                raise Unreadable("is not of the form 20240309")
            return self._with_clock(_date(f"{text[:4]}-{text[4:6]}-{text[6:]}"), texts, None)
        found = SLASHED.fullmatch(text)
        if found is None:
            raise Unreadable(f"is not of the form {self.when.format}")
        one, other, year, rest = int(found[1]), int(found[3]), found[4], found[5]
        day_first = self.when.format.startswith("day")
        if (len(year) == 2) != self.when.format.endswith("/yy"):
            raise Unreadable(f"is not of the form {self.when.format}")
        whole = int(year) + (2000 if len(year) == 2 else 0)
        day, month = (one, other) if day_first else (other, one)
        try:
            found_date = date(whole, month, day)
        except ValueError:
            raise Unreadable(f"is a day that no calendar has, read as {self.when.format}") from None
        if len(year) == 2:
            if found_date > date.today() + timedelta(days=366):
                raise Unreadable("has a year of two digits that would lie in the future; write four")
            self.said[_SHORT] = self.said.get(_SHORT, 0) + 1
        if rest and len(texts) == 2 and texts[1]:
            raise Unreadable("has a clock time of its own beside that of the other column")
        return self._with_clock(found_date, (text, rest) if rest else texts, None)

    def _with_clock(self, day: date, texts: Sequence[str], moment: datetime | None) -> str:
        clock = texts[1] if len(texts) == 2 else ""
        if moment is not None and clock:
            raise Unreadable("has a clock time of its own beside that of the other column")
        if moment is not None:
            return self._placed(moment)
        if not clock:
            return day.isoformat()
        return self._placed(datetime.combine(day, datetime.min.time()) + clock_of_day(clock))

    def _stamp(self, day: str, clock: str, offset: str) -> str:
        _date(day)
        clock = clock.replace(",", ".")
        text = f"{day}T{clock.zfill(5) if len(clock) < 5 else clock if clock[1] != ':' else '0' + clock}"
        try:
            moment = datetime.fromisoformat(text + offset)
        except ValueError:
            raise Unreadable("is not a moment on the calendar") from None
        if offset:
            return self._moved(moment, text, "+00:00" if offset == "Z" else offset)
        return self._placed(moment, text)

    def _moved(self, moment: datetime, text: str, offset: str) -> str:
        """A moment with an offset of its own, on the clock of the zone that was named: its day is the one that was lived."""
        if self.zone is None:
            return text + offset
        try:
            there = moment.astimezone(self.zone)
        except (ValueError, OverflowError):
            raise Unreadable("is a day that no calendar has") from None
        if there.utcoffset() == moment.utcoffset():
            return text + offset
        words = f"with another offset were moved to the clock of {self.when.zone}; the moment is the same"
        self.said[words] = self.said.get(words, 0) + 1
        whole = there.isoformat()
        if there.second != moment.second:  # offsets of before 1900 have seconds
            return whole
        clock = there.replace(tzinfo=None).isoformat(timespec="minutes")
        return clock + text[len(clock) :] + whole[len(there.replace(tzinfo=None).isoformat()) :]

    def _placed(self, moment: datetime, text: str = "") -> str:
        """A wall time; with its offset where the zone is known."""
        shown = text or moment.isoformat(timespec="minutes" if not moment.second and not moment.microsecond else "auto")
        if self.zone is None:
            return shown
        try:
            there = moment.replace(tzinfo=self.zone)
            back = there.astimezone(UTC).astimezone(self.zone)
            if back.replace(tzinfo=None) != moment:
                self.said[_SKIPPED] = self.said.get(_SKIPPED, 0) + 1
                return back.isoformat()
            if there.utcoffset() != there.replace(fold=1).utcoffset():
                self.said[_TWICE] = self.said.get(_TWICE, 0) + 1
            offset = there.isoformat()[len(moment.isoformat()) :]
        except (ValueError, OverflowError):
            raise Unreadable("is a day that no calendar has") from None
        return shown + offset


def clock_of_day(text: str) -> timedelta:
    """A clock time: 21:30, 21:30:15, 9:30 pm.

    Raises:
        Unreadable: it is none.
    """
    found = CLOCK.fullmatch(text.strip())
    if found is None or bool(found[4]) != bool(found[5]):
        raise Unreadable("has a clock time that cannot be read")
    hour, minute, second = int(found[1]), int(found[2]), int(found[3] or 0)
    if found[4]:
        if not 1 <= hour <= 12:
            raise Unreadable("has a clock time that no clock shows")
        hour = hour % 12 + (12 if found[4] in "pP" else 0)
    if hour > 23 or minute > 59 or second > 59:
        raise Unreadable("has a clock time that no clock shows")
    return timedelta(hours=hour, minutes=minute, seconds=second)


def days_text(text: str, unit: str) -> str:
    """A number in a unit of time as a number of days; in days it stays as it was written."""
    number = bounded(text)
    if unit == "day":
        return text
    if unit == "hour":
        return _plain(number / 24)
    return _plain(number * Decimal(str(DAYS_PER[unit])))


def bounded(text: str) -> Decimal:
    """A number that can be a time.

    Raises:
        Unreadable: it is larger than any time in milliseconds.
    """
    number = Decimal(text)
    if number.adjusted() > 15 or (number.adjusted() < -15 and number):
        raise Unreadable("is out of all bounds")
    return number


def _plain(number: Decimal) -> str:
    """Without an exponent, and without the noise of the last digits."""
    rounded = round(number, 9)
    text = f"{rounded:f}"
    return (text.rstrip("0").rstrip(".") if "." in text else text) or "0"


def _date(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Unreadable("is not a day on the calendar") from None


def _same(one: str, other: str) -> bool:
    return bool(NUMBER.fullmatch(one) and NUMBER.fullmatch(other)) and float(one) == float(other)
