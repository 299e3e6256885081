"""A trial that a person makes on themselves, as the journal keeps it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from unspiral.records.entry import Entry, Plain

Way = Literal["drawn", "period"]
State = Literal["running", "stopped", "ended"]


@dataclass(frozen=True, slots=True)
class OwnTrial:
    """One trial.

    Args:
        key: of its first entry; check-ins name it so.
        newest: key of its newest version, which a correction replaces.
        name: what is tried, in the person's words.
        outcome: answer of the check-in that decides: "pain", "mood" ...
        way: "drawn" where days with and without were drawn, "period" where it is simply done for a while.
        begin: first day.
        days: how many.
        on: for each day, 1 = with it; all 1 for a period.
        state: "running", "stopped" before its end, "ended" once it was read.
        ended: day on which it was stopped or read, "" while it runs.
        plan: document of the plan; empty for a period.
        result: document of what was found; empty until it was read, or where nothing could be said.
        why: why nothing could be said, or "".
    """

    key: str
    newest: str
    name: str
    outcome: str
    way: Way
    begin: str
    days: int
    on: tuple[int, ...]
    state: State
    ended: str
    plan: Mapping[str, Plain]
    result: Mapping[str, Plain]
    why: str

    @property
    def last(self) -> str:
        """Its last day."""
        return (date.fromisoformat(self.begin) + timedelta(days=self.days - 1)).isoformat()

    def number(self, day: str) -> int:
        """Which day of the trial a day is: 1 is the first; 0 and less come before it."""
        return (date.fromisoformat(day) - date.fromisoformat(self.begin)).days + 1

    def runs_on(self, day: str) -> bool:
        """Whether a day is one of its days, and it was not ended before."""
        return self.begin <= day <= self.last and (self.state == "running" or day <= self.ended)

    def with_it(self, day: str) -> bool:
        """Whether a day is one with what is tried.

        Raises:
            IndexError: the day is none of the trial's.
        """
        number = self.number(day)
        if not 1 <= number <= self.days:
            raise IndexError(day)
        return self.on[number - 1] == 1

    def is_over(self, today: str) -> bool:
        """Whether its last day has passed, so that it can be read."""
        return today > self.last


def own_trial(first: str, newest: Entry) -> OwnTrial | None:
    """The trial that an entry tells of; None where its body holds none.

    Args:
        first: key of its first version.
        newest: version that counts (docs/reference/journal.md).
    """
    body = newest.body
    plan, result, on, days = body.get("plan"), body.get("result"), body.get("on"), body.get("days")
    begin, way, state = str(body.get("from") or ""), body.get("way"), body.get("state")
    try:
        date.fromisoformat(begin)
    except ValueError:
        return None
    if not isinstance(days, int) or not isinstance(on, list) or len(on) != days or way not in ("drawn", "period"):
        return None
    return OwnTrial(
        first, newest.key, str(body.get("name") or ""), str(body.get("outcome") or ""), way, begin, days,
        tuple(1 if each else 0 for each in on), state if state in ("running", "stopped", "ended") else "running",
        str(body.get("ended") or ""), plan if isinstance(plan, dict) else {}, result if isinstance(result, dict) else {},
        str(body.get("why") or ""),
    )  # fmt: skip
