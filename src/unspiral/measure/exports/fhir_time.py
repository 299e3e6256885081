"""Moments as FHIR can hold them. FHIR knows a clock time only with its offset from UTC; where nobody wrote one down, none is made up."""

from __future__ import annotations

import re
from datetime import date, datetime

_DATE = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})")
_MOMENT = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})T([0-9]{2}:[0-9]{2}:[0-9]{2})(\.[0-9]{1,6})?(Z|[+-][0-9]{2}:[0-9]{2})")
_LOOSE = re.compile(
    r"([0-9]{4}-[0-9]{2}-[0-9]{2})[Tt ]([0-9]{2}:[0-9]{2})(:[0-9]{2})?(?:[.,]([0-9]+))? ?(Z|z|UTC|[+-][0-9]{2}(?::?[0-9]{2})?)?"
)
_PART = re.compile(r"([0-9]{4})-(?:([0-9]{2})|XX)-XX")
_WHOLE_PART = re.compile(r"([0-9]{4})(?:-([0-9]{2}))?")


def fhir_time(text: str) -> str:
    """The FHIR dateTime that says as much of a diary's time as is known; "" where FHIR cannot say it.

    A date stays a date and a moment with its offset stays as it is. Of a clock time without an offset only the date is told. A number of
    days is no date. Who needs the exact text finds it in the extension that ``fhir_text.put`` adds wherever the two differ.

    Args:
        text: as in ``unspiral.records.diary.Diary``.

    Returns:
        A dateTime as R4 defines it.

    Source: https://hl7.org/fhir/R4/datatypes.html#dateTime; tests/measure/exports/test_fhir_time.py
    """
    if _DATE.fullmatch(text):
        return text if _is_date(text) else ""
    exact = _MOMENT.fullmatch(text)
    if exact and _is_moment(text):
        return text if _in_range(exact[4]) else exact[1]
    part = _PART.fullmatch(text)
    if part:
        shown = f"{part[1]}-{part[2]}" if part[2] else part[1]
        return shown if _is_date(f"{part[1]}-{part[2] or '01'}-01") else ""
    return _loose(text)


def diary_time(text: str) -> str:
    """A FHIR dateTime as a diary holds it: a year or a month alone shows what is not known (2024-07-XX), and so is no number of days."""
    part = _WHOLE_PART.fullmatch(text)
    if part is None:
        return text
    return f"{part[1]}-{part[2] or 'XX'}-XX"


def in_order(start: str, end: str) -> bool:
    """Whether two FHIR dateTimes can be the ends of a Period; True where that cannot be told."""
    one, other = _moment(start), _moment(end)
    if one is None or other is None:
        return start[:10] <= end[:10]
    return one <= other


def _loose(text: str) -> str:
    found = _LOOSE.fullmatch(text)
    if found is None or not _is_date(found[1]):
        return ""
    seconds = found[3] or ":00"
    fraction = f".{found[4][:6]}" if found[4] else ""
    offset = _offset(found[5])
    moment = f"{found[1]}T{found[2]}{seconds}{fraction}{offset}"
    if offset and _is_moment(moment) and _in_range(offset):
        return moment
    return found[1] if _is_moment(f"{found[1]}T{found[2]}{seconds}") else ""


def _offset(text: str | None) -> str:
    if text is None:
        return ""
    if text in ("Z", "z", "UTC"):
        return "Z"
    digits = text[1:].replace(":", "").ljust(4, "0")
    return f"{text[0]}{digits[:2]}:{digits[2:]}"


def _in_range(offset: str) -> bool:
    return offset == "Z" or (offset[1:] <= "14:00" and offset[4:] <= "59")


def _is_date(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


def _is_moment(text: str) -> bool:
    try:
        datetime.fromisoformat(text).utctimetuple()
    except (ValueError, OverflowError):
        return False
    return True


def _moment(text: str) -> datetime | None:
    return datetime.fromisoformat(text) if _MOMENT.fullmatch(text) and _is_moment(text) else None
