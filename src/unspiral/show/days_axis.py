"""One time axis of days for all rows of a picture: where each day lies, and which days are named."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from unspiral.show.axis import Scale
from unspiral.show.day_words import MONTHS, WEEKDAYS
from unspiral.show.svg import FONT, rule, text

EACH, WEEKS = 7, 130  # up to so many days every day is named, or every other; up to so many, Mondays; then months
WORDS = 52.0  # room for "Wed 18"
MONTH_STEPS = (1, 2, 3, 6, 12, 24, 60, 120)


@dataclass(frozen=True, slots=True)
class DaysAxis:
    """The days from ``begin`` on, each as wide as the next; a day is a day, whatever the clocks did.

    Args:
        begin: the first day.
        count: how many.
        scale: from places (0 is the first day) to the canvas.
    """

    begin: date
    count: int
    scale: Scale

    def at(self, place: float) -> float:
        """The middle of a day on the canvas."""
        return self.scale.at(place)

    @property
    def left(self) -> float:
        """Where the first day begins."""
        return self.scale.start

    @property
    def right(self) -> float:
        """Where the last day ends."""
        return self.scale.end

    @property
    def step(self) -> float:
        """Width of a day."""
        return (self.scale.end - self.scale.start) / self.count


def days_axis(begin: str, count: int, left: float, right: float) -> DaysAxis:
    """The axis of ``count`` days between two edges of a canvas."""
    return DaysAxis(date.fromisoformat(begin), count, Scale(-0.5, count - 0.5, left, right))


def named_days(axis: DaysAxis) -> list[tuple[int, str]]:
    """Which days are named: place and words."""
    if axis.count <= EACH:
        places = range(0, axis.count, 1 if axis.step >= WORDS else 2)
        days = [axis.begin + timedelta(days=k) for k in places]
        return [(k, f"{WEEKDAYS[day.weekday()][:3]} {day.day}") for k, day in zip(places, days, strict=True)]
    if axis.count <= WEEKS:
        weeks = next(n for n in (1, 2, 3, 4, 6) if n * 7 * axis.step >= 48.0 or n == 6)
        first = -axis.begin.weekday() % 7
        places = range(first, axis.count, 7 * weeks)
        days = [axis.begin + timedelta(days=k) for k in places]
        return [(k, f"{day.day} {MONTHS[day.month - 1][:3]}") for k, day in zip(places, days, strict=True)]
    return _months(axis)


def _months(axis: DaysAxis) -> list[tuple[int, str]]:
    months = next((n for n in MONTH_STEPS if n * 30.4 * axis.step >= 40.0), MONTH_STEPS[-1])
    found: list[tuple[int, str]] = []
    first = axis.begin.year * 12 + axis.begin.month - 1
    for month in range(first, first + axis.count // 28 + 2):
        day = date(month // 12, month % 12 + 1, 1)
        place = (day - axis.begin).days
        if month % months == 0 and 0 <= place < axis.count:
            found.append((place, f"{day.year}" if day.month == 1 or months >= 12 else MONTHS[day.month - 1][:3]))
    return found


def days_grid(axis: DaysAxis, top: float, bottom: float) -> list[str]:
    """Faint upright lines through all rows, at the days that are named."""
    return [rule((axis.at(place), top), (axis.at(place), bottom), tone="grid") for place, _ in named_days(axis)]


def days_foot(axis: DaysAxis, y: float) -> list[str]:
    """The line under all rows, and the names of days below it."""
    pieces = [rule((axis.left, y), (axis.right, y))]
    for place, words in named_days(axis):
        x, half = axis.at(place), 0.31 * FONT * len(words)
        pieces.append(rule((x, y), (x, y + 4)))
        anchor, at = ("end", axis.right + 6.0) if x + half > axis.right + 6.0 else ("middle", x)
        pieces.append(text(words, at, y + 14, anchor=anchor, tone="quiet"))
    return pieces
