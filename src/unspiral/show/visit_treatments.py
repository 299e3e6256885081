"""What was tried, with pain before and while it ran, said as what it is: two averages, and no proof."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import cast

from unspiral.records.entry import Entry
from unspiral.records.treatment import Treatment
from unspiral.show.day_words import day_words
from unspiral.show.numbers import amount
from unspiral.show.visit_asked import Asked

MOST = 6  # treatments on the page
BEFORE = 28  # days before the first one that are looked at
FEW = 5  # with fewer answers no average is shown
LONGEST = 60  # letters of a name


@dataclass(frozen=True, slots=True)
class Tried:
    """One treatment on the page.

    Args:
        number: by which the chart names it.
        name: as the person calls it.
        dates: "since 1 October 2026".
        begin, end: days; ``end`` is "" while it goes on.
        done: on how many written days it was ticked, in words; "" where it was never ticked.
        pain: average pain before and since, or why there is none.
    """

    number: int
    name: str
    dates: str
    begin: str
    end: str
    done: str
    pain: str


def tried_of(treatments: Sequence[Treatment], entries: Iterable[Entry], period: Asked) -> tuple[tuple[Tried, ...], int]:
    """Treatments that ran in the period, those that began last where there are too many, and how many are left out."""
    check_ins = [entry for entry in entries if entry.kind == "check-in"]
    ran = [each for each in treatments if _is_day(each.begin) and each.begin <= period.until and (not each.end or each.end >= period.since)]
    ran.sort(key=lambda each: each.begin)
    shown = ran[-MOST:]
    return tuple(_tried(number, each, check_ins, period) for number, each in enumerate(shown, 1)), len(ran) - len(shown)


def _tried(number: int, treatment: Treatment, check_ins: Sequence[Entry], period: Asked) -> Tried:
    begin, end = treatment.begin, treatment.end
    name = " ".join(treatment.name.split())
    dates = f"{day_words(begin)} to {day_words(end)}" if end else f"since {day_words(begin)}"
    during = [entry for entry in check_ins if begin <= entry.day <= min(end or period.until, period.until)]
    # Days are counted, not entries: a file that was brought may tell of a day that has a check-in already.
    ticked = len({entry.day for entry in during if _ticks(entry.body, treatment.keys or (treatment.key,))})
    done = f"on {ticked} of {len({entry.day for entry in during})} written days" if ticked else ""
    return Tried(
        number, name if len(name) <= LONGEST else name[: LONGEST - 1] + "…", dates, begin, end, done, _pain(treatment, check_ins, during)
    )


def _pain(treatment: Treatment, check_ins: Sequence[Entry], during: Sequence[Entry]) -> str:
    first = (date.fromisoformat(treatment.begin) - timedelta(days=BEFORE)).isoformat()
    before = _answers(entry for entry in check_ins if first <= entry.day < treatment.begin)
    since = _answers(during)
    if len(before) < FEW or len(since) < FEW:
        return f"too few days to compare ({len(before)} before, {len(since)} since)"
    means = [amount(sum(values) / len(values), 1) for values in (before, since)]
    return f"{means[0]} before ({len(before)} days), {means[1]} {'while it ran' if treatment.end else 'since'} ({len(since)})"


def _answers(entries: Iterable[Entry]) -> list[float]:
    found: dict[str, float] = {}
    for entry in entries:
        answers = entry.body.get("answers")
        value = answers.get("pain") if isinstance(answers, dict) else None
        if isinstance(value, int | float) and not isinstance(value, bool):
            found[entry.day] = float(value)
    return list(found.values())


def _ticks(body: Mapping[str, object], keys: Sequence[str]) -> bool:
    tried = body.get("tried")
    return isinstance(tried, list) and any(key in keys for key in cast("list[object]", tried))


def _is_day(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return len(text) == 10
