"""Something a person does or takes against their trouble, with the days on which it began and ended."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

from unspiral.records.entry import Entry

Sort = Literal["movement", "medicine", "talking", "sleep", "hands-on", "other"]
SORTS: tuple[Sort, ...] = get_args(Sort)


@dataclass(frozen=True, slots=True)
class Treatment:
    """One treatment, as its newest entry tells it.

    Args:
        key: of its first entry; its name for ever, whatever was corrected since.
        name: what the person calls it.
        sort: one of ``SORTS``.
        begin: first day, "2026-10-01".
        end: last day; "" while it goes on.
        keys: of all its versions, oldest first: whoever named an earlier one meant the same treatment.
    """

    key: str
    name: str
    sort: Sort
    begin: str
    end: str = ""
    keys: tuple[str, ...] = ()

    def runs_on(self, day: str) -> bool:
        """Whether the day lies within it, first and last day included."""
        return self.begin <= day and (not self.end or day <= self.end)


def treatment_of(versions: tuple[Entry, ...]) -> Treatment:
    """The treatment that entries of one kind tell of.

    Args:
        versions: all versions of one entry of the kind "treatment", oldest first (docs/reference/journal.md); the last one counts.
    """
    body = versions[-1].body
    sort = str(body.get("sort", "other"))
    return Treatment(
        versions[0].key,
        str(body.get("name", "")),
        sort if sort in SORTS else "other",
        str(body.get("from", "")),
        str(body.get("to", "") or ""),
        tuple(version.key for version in versions),
    )
