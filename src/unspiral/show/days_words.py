"""What a picture of days says in words: the finding, and what is to be seen."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import pairwise

from unspiral.show.day_record import PROCESSES, Days
from unspiral.show.day_words import day_words
from unspiral.show.numbers import amount

NAMES = {"pain": "Pain", "mood": "Mood", "sleep": "Sleep", "activity": "Movement", "stress": "Stress"}
HEADINGS = {
    "pain": "Pain: 0 none, 10 worst",
    "mood": "Mood: 0 very low, 10 very good",
    "sleep": "Sleep: 0 very bad, 10 very good",
    "activity": "Movement: 0 nothing managed, 10 all",
    "stress": "Stress: 0 none, 10 most",
}


def finding(days: Days) -> str:
    """The picture's title: what was written down, in one sentence."""
    pain = [value for _, value in days.values("pain")]
    written = written_words(days)
    if not pain:
        return written[0].upper() + written[1:]
    return f"Pain {spread_words(pain)}; {written}"


def spread_words(values: Sequence[float]) -> str:
    """Lowest, highest and commonest of some answers: "was between 3 and 7, most often 5"."""
    low, high = min(values), max(values)
    if low == high:
        return f"was {amount(low, 0)} each time" if len(values) > 1 else f"was {amount(low, 0)}"
    counts = Counter(values)
    most = counts.most_common(1)[0][1]
    commonest = sorted(value for value, times in counts.items() if times == most)
    often = f", most often {' or '.join(amount(value, 0) for value in commonest)}" if most > 1 and len(commonest) <= 2 else ""
    return f"was between {amount(low, 0)} and {amount(high, 0)}{often}"


def written_words(days: Days) -> str:
    """On how many days something was written down; days before the very first entry do not count."""
    written = len({each.day for each in days.check_ins})
    began_inside = bool(days.first) and days.first > days.begin
    total = days.count - days.place(days.first) if began_inside else days.count
    since = f" since {day_words(days.first)}" if began_inside else ""
    return f"{written} of {total} {'day' if total == 1 else 'days'}{since} written down"


def description(days: Days) -> str:
    """What is to be seen, for those who do not see it."""
    parts = [f"Rows of marks on one axis of days, from {day_words(days.begin)} to {day_words(days.end)}."]
    for process in PROCESSES:
        values = [value for _, value in days.values(process)]
        if values:
            parts.append(f"{NAMES[process]} {spread_words(values)}, on {_days(len({place for place, _ in days.values(process)}))}.")
    gap = longest_gap(days)
    if gap > 1:
        parts.append(f"The longest time without a check-in was {_days(gap)}.")
    flares = sum(each.flare for each in days.check_ins)
    if flares:
        parts.append(f"{flares} flare {'day' if flares == 1 else 'days'}.")
    if days.treatments:
        parts.append(f"Behind it: {', '.join(each.name for each in days.treatments)}.")
    if days.notes:
        parts.append(f"{len(days.notes)} {'note' if len(days.notes) == 1 else 'notes'}, in the list below the picture.")
    return " ".join([*parts, "Every answer is in the table below."])


def longest_gap(days: Days) -> int:
    """The longest run of days without a check-in between two that have one."""
    places = sorted({days.place(each.day) for each in days.check_ins})
    return max((b - a - 1 for a, b in pairwise(places)), default=0)


def _days(number: int) -> str:
    return f"{number} {'day' if number == 1 else 'days'}"
