"""The days on which words about a person's loop may change; counted from the first check-in, which is day 1."""

from __future__ import annotations

FIRST_LOOKS = (28, 56, 84, 112)
THEN_EVERY = 56
FIRST_PICTURES = 14  # the day from which anything is shown at all


def look_days(last: int) -> tuple[int, ...]:
    """Days of looks up to day ``last``: 28, 56, 84, 112, then every 56."""
    days = [day for day in FIRST_LOOKS if day <= last]
    day = FIRST_LOOKS[-1] + THEN_EVERY
    while day <= last:
        days.append(day)
        day += THEN_EVERY
    return tuple(days)


def next_look(day: int) -> int:
    """The first look after a day."""
    return look_days(day + THEN_EVERY)[len(look_days(day))]
