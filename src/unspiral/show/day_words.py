"""Days as people say them: "1 October 2026", "Thu 1 Oct", "from 1 October to 3 November 2026"."""

from __future__ import annotations

from datetime import date

MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December")
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def day_words(day: str, today: str = "") -> str:
    """A day in words, with its year where that is not the year of ``today``: "1 October 2026".

    Args:
        day: "2026-10-01"; what is no day comes back as it is.
        today: of the reader; "" always shows the year.
    """
    found = _read(day)
    if found is None:
        return day
    year = "" if today[:4] == day[:4] else f" {found.year}"
    return f"{found.day} {MONTHS[found.month - 1]}{year}"


def weekday_words(day: str, today: str = "") -> str:
    """The same with its weekday: "Thursday 1 October 2026"."""
    found = _read(day)
    return day if found is None else f"{WEEKDAYS[found.weekday()]} {day_words(day, today)}"


def short_day(day: str) -> str:
    """A day where room is scarce: "1 Oct"."""
    found = _read(day)
    return day if found is None else f"{found.day} {MONTHS[found.month - 1][:3]}"


def span_words(begin: str, end: str, today: str = "") -> str:
    """From one day to another: "from 1 October to 3 November 2026", or "since 1 October 2026" where there is no end."""
    if not end:
        return f"since {day_words(begin, today)}"
    if begin == end:
        return f"on {day_words(begin, today)}"
    first = day_words(begin, end if begin[:4] == end[:4] else "")
    return f"from {first} to {day_words(end, today)}"


def _read(day: str) -> date | None:
    try:
        return date.fromisoformat(day)
    except ValueError:
        return None
