"""What is wanted out of an export: which items, which days, whose, and which sources are believed first."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from unspiral.errors import SpecError, did_you_mean
from unspiral.measure.imports.device_clock import day_number

# Kind of record -> the rows that come out of it.
ITEMS = {
    "steps": ("steps", "steps_partial"),
    "sleep": ("sleep_minutes", "nap_minutes", "in_bed_minutes", "awakenings", "sleep_start", "sleep_end"),
    "resting_heart_rate": ("resting_heart_rate",),
}

# What is being done, how far it is, out of how much (bytes).
Progress = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True)
class Asked:
    """What was asked for.

    Args:
        rows: names of rows.
        since, until: first and last day, counted from 1970; None without a limit.
        person: whose export it is.
        sources: names of sources, the most trusted first.
        raw: every record as well as days.
    """

    rows: frozenset[str]
    since: int | None
    until: int | None
    person: str
    sources: tuple[str, ...] = ()
    raw: bool = False

    def of(self, person: str) -> Asked:
        """The same for another person."""
        return replace(self, person=person)

    def wants(self, kind: str) -> bool:
        """Whether records of this kind are needed."""
        return not self.rows.isdisjoint(ITEMS[kind])

    def wants_row(self, item: str, day: int) -> bool:
        """Whether this row of this day was asked for."""
        return item in self.rows and self.wants_day(day)

    def wants_day(self, day: int) -> bool:
        """Whether this day was asked for."""
        return (self.since is None or day >= self.since) and (self.until is None or day <= self.until)


def ask(
    items: Iterable[str] | None = None,
    since: date | str | None = None,
    until: date | str | None = None,
    person: str = "me",
    sources: Sequence[str] = (),
    raw: bool = False,
) -> Asked:
    """Check and keep what was asked for.

    Args:
        items: steps, sleep, resting_heart_rate, or single rows such as sleep_minutes; None for all.
        since, until: first and last local day that is wanted, as 2024-03-09.
        person: whose export it is.
        sources: names of sources, the most trusted first.
        raw: every record as well as days.

    Raises:
        SpecError: an item that does not exist, a day that is none, or an empty name.
    """
    known = {name: (name,) for rows in ITEMS.values() for name in rows} | ITEMS
    wanted: set[str] = set()
    given = (items,) if isinstance(items, str) else items
    for item in ITEMS if given is None else given:
        if item not in known:
            raise SpecError(f"There is no item '{item[:40]}' here.{did_you_mean(item, known)}", fix=f"items can be {', '.join(known)}.")
        wanted.update(known[item])
    if not wanted:
        raise SpecError("No item was asked for.", fix="leave items out to read all of them.")
    if not person.strip():
        raise SpecError("The person has no name.", fix='leave person out, or write person="P1".')
    low, high = _day(since, "since"), _day(until, "until")
    if low is not None and high is not None and low > high:
        raise SpecError("'since' is later than 'until', so no day is left.", fix="give the earlier day as since.")
    return Asked(frozenset(wanted), low, high, person, tuple((sources,) if isinstance(sources, str) else sources), raw)


def _day(given: date | str | None, word: str) -> int | None:
    if given is None:
        return None
    try:
        return day_number(given if isinstance(given, str) else given.isoformat()[:10])
    except ValueError:
        raise SpecError(f"{word}: '{str(given)[:40]}' is no day.", fix=f"write it as {word}=2024-03-09.") from None
