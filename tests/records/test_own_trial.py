"""A trial from its journal entry: its days, and what is none."""

from __future__ import annotations

from dataclasses import replace

import pytest

from unspiral.records.entry import Entry, Plain
from unspiral.records.own_trial import own_trial

pytestmark = pytest.mark.unit

BODY: dict[str, Plain] = {
    "name": "a walk",
    "outcome": "pain",
    "way": "drawn",
    "from": "2026-11-01",
    "days": 4,
    "on": [1, 0, 0, 1],
    "state": "running",
}


def entry(**other: Plain) -> Entry:
    return Entry("k", "trial", "2026-11-01", "2026-11-01T20:00:00+01:00", {**BODY, **other})


def test_days() -> None:
    found = own_trial("first", entry())
    assert found is not None
    assert (found.key, found.newest, found.last, found.number("2026-11-03")) == ("first", "k", "2026-11-04", 3)
    assert [found.with_it(f"2026-11-0{day}") for day in range(1, 5)] == [True, False, False, True]
    assert not found.runs_on("2026-10-31") and not found.runs_on("2026-11-05") and found.runs_on("2026-11-04")
    assert found.is_over("2026-11-05") and not found.is_over("2026-11-04")
    with pytest.raises(IndexError):
        found.with_it("2026-11-05")


def test_after_it_was_stopped_no_day_is_one_of_its() -> None:
    found = own_trial("first", entry(state="stopped", ended="2026-11-02"))
    assert found is not None and found.runs_on("2026-11-02") and not found.runs_on("2026-11-03")


@pytest.mark.parametrize("other", [{"from": "soon"}, {"on": [1]}, {"days": None}, {"way": "magic"}, {"on": "1001"}])
def test_what_holds_no_trial(other: dict[str, Plain]) -> None:
    assert own_trial("first", replace(entry(), body={**BODY, **other})) is None
