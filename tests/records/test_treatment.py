"""A treatment, as its newest entry tells it."""

from __future__ import annotations

import pytest

from unspiral.records.entry import Entry
from unspiral.records.treatment import treatment_of

pytestmark = pytest.mark.unit


def _entry(key: str, **body: str) -> Entry:
    return Entry(key, "treatment", "2026-10-01", "2026-10-01T20:00:00+01:00", body)


def test_the_newest_version_counts_and_every_key_is_known() -> None:
    first = _entry("a", name="Walking", sort="movement", **{"from": "2026-10-01", "to": ""})
    last = _entry("b", name="Walking, ten minutes", sort="movement", **{"from": "2026-10-01", "to": "2026-11-01"})
    found = treatment_of((first, last))
    assert (found.key, found.name, found.end, found.keys) == ("a", "Walking, ten minutes", "2026-11-01", ("a", "b"))


def test_first_and_last_day_belong_to_it() -> None:
    found = treatment_of((_entry("a", name="W", sort="sleep", **{"from": "2026-10-01", "to": "2026-10-03"}),))
    days = ["2026-09-30", "2026-10-01", "2026-10-03", "2026-10-04"]
    assert [found.runs_on(day) for day in days] == [False, True, True, False]


def test_an_unknown_sort_is_something_else() -> None:
    assert treatment_of((_entry("a", name="W", sort="magic", **{"from": "2026-10-01"}),)).sort == "other"
