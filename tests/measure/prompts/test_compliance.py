"""What was asked and what was answered."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from random import Random

import pytest
from tests.measure.prompts.made_plan import EVENING, FIRST, each_kind, made_plan

from unspiral.errors import SpecError
from unspiral.measure.prompts.compliance import BY, compliance, wilson
from unspiral.measure.prompts.log import offer, open_it, prompts_of, status
from unspiral.measure.prompts.schedule import planned
from unspiral.records.prompt import Prompt
from unspiral.records.schedule import Pause

pytestmark = pytest.mark.unit

MINUTE = timedelta(minutes=1)
ALL = ("pain", "mood", "sleep")


def answered(prompt: Prompt, after: timedelta = MINUTE, items: tuple[str, ...] = ALL) -> Prompt:
    return replace(prompt, offered=prompt.due, opened=prompt.due, submitted=prompt.due + after, answered=items)


@pytest.fixture
def log() -> list[Prompt]:
    """Ten evenings: 3 in time, 1 of them in part; 1 late; 1 early; 2 expired; 1 never offered; 1 paused; 1 pending."""
    plan = made_plan(pauses=(Pause(date(2026, 3, 9), date(2026, 3, 9), "holiday"),))
    made = list(prompts_of(planned(plan, "P1", FIRST, date(2026, 3, 10))))
    made[0] = answered(made[0])
    made[1] = answered(made[1], items=("pain",))
    made[2] = answered(made[2], timedelta(hours=5))
    made[3] = offer(made[3], made[3].due)
    made[4] = open_it(offer(made[4], made[4].due), made[4].due)
    made[6] = answered(made[6])
    made[7] = answered(made[7], -MINUTE)
    return made


NOW = datetime(2026, 3, 10, 20, tzinfo=UTC)


def test_by_person(log: list[Prompt]) -> None:
    found = compliance(log, NOW)
    row = found.rows[0]
    assert (row.key, row.answered, row.late, row.early, row.expired, row.not_offered, row.paused, row.pending, row.partly) == (
        "P1", 3, 1, 1, 2, 1, 1, 1, 1,
    )  # fmt: skip
    assert row.over == 8
    assert row.rate == 3 / 8
    assert (row.low, row.high) == wilson(3, 8)
    assert row.reasons == (("never offered", 1), ("offered, never opened", 1), ("opened, never finished", 1), ("paused: holiday", 1))
    assert replace(found.total, key="P1") == row


def test_by_item_counts_what_was_left_blank_and_never_what_was_planned_to_be_missing() -> None:
    rule = replace(EVENING, items=tuple("abcdef"), ask=3, always=("a",))
    made = list(prompts_of(planned(made_plan(rule), "P1", FIRST, date(2026, 3, 20))))
    log = [answered(one, items=one.items) for one in made[:-1]] + [answered(made[-1], items=("a",))]
    found = compliance(log, NOW + timedelta(days=20), "item")
    assert next(row.key for row in found.rows) == "a"
    for row in found.rows:
        asked = sum(row.key in one.items for one in made)
        blank = int(row.key in made[-1].items and row.key != "a")
        assert (row.answered, row.blank, row.by_design) == (asked - blank, blank, 20 - asked)
        assert row.rate == (asked - blank) / asked
    assert sum(row.blank for row in found.rows) == 2
    assert found.total.partly == 1


def test_every_way_of_counting_adds_up() -> None:
    log: list[Prompt] = []
    chance = Random(1)
    for person in ("P2", "P1"):
        plan = made_plan(*each_kind(), pauses=(Pause(date(2026, 3, 9), date(2026, 3, 11)),))
        for one in prompts_of(planned(plan, person, FIRST, date(2026, 4, 1))):
            kind = chance.randrange(4)
            log.append([one, offer(one, one.due), answered(one, items=one.items), answered(one, timedelta(hours=9), one.items[:1])][kind])
    now = datetime(2026, 3, 28, tzinfo=UTC)
    for by in BY:
        found = compliance(log, now, by)
        assert found.by == by
        if by == "item":
            assert sum(row.over + row.paused + row.pending for row in found.rows) == sum(len(one.items) for one in log)
            continue
        for name in ("answered", "late", "expired", "not_offered", "paused", "pending", "partly", "over"):
            assert sum(getattr(row, name) for row in found.rows) == getattr(found.total, name), (by, name)
        assert found.total.over + found.total.paused + found.total.pending == len(log)
    keys = {by: [row.key for row in compliance(log, now, by).rows] for by in BY}
    assert keys["person"] == ["P1", "P2"]
    assert keys["weekday"][0] == "Monday" and len(keys["weekday"]) == 7
    assert keys["day"] == sorted(keys["day"]) and len(keys["day"]) == 32
    assert keys["kind"] == ["fixed", "interval", "random"]
    assert keys["rule"] == ["days", "evening", "hours", "pings"]
    assert "20" in keys["hour"]


def test_hours_and_days_are_those_of_the_person() -> None:
    log = prompts_of(planned(made_plan(zone="Asia/Tokyo"), "P1", FIRST, FIRST))
    assert [row.key for row in compliance(log, NOW, "hour").rows] == ["20"]
    assert [row.key for row in compliance(log, NOW, "day").rows] == ["2026-03-01"]


def test_the_longest_gap(log: list[Prompt]) -> None:
    gap = compliance(log, NOW).gaps[0]
    assert gap.person == "P1"
    assert (gap.start, gap.end) == (log[2].submitted, log[6].submitted)
    assert gap.days == pytest.approx((4 * 24 - 5 + 1 / 60) / 24)
    assert (gap.prompts, gap.paused) == (3, 0)
    later = compliance(log, NOW + timedelta(days=9)).gaps[0]
    assert later == gap
    silent = compliance(log[8:], NOW + timedelta(days=1)).gaps[0]  # one paused, one never answered
    assert (silent.days, silent.prompts, silent.paused) == (pytest.approx(4 / 24), 1, 0)
    whole = compliance([replace(one, submitted=None, answered=()) for one in log], NOW + timedelta(days=1)).gaps[0]
    assert (whole.start, whole.end, whole.prompts, whole.paused) == (log[0].due, log[-1].expires, 9, 1)
    assert compliance(log[8:9], NOW).gaps == ()


def test_nothing_over_has_no_rate(log: list[Prompt]) -> None:
    total = compliance(log[8:], NOW).total
    assert (total.over, total.rate, total.low, total.high) == (0, None, None, None)
    assert compliance([], NOW).total.rate is None


def test_a_noted_reason_comes_first(log: list[Prompt]) -> None:
    log[5] = replace(log[5], reason="phone-off")
    assert ("phone-off", 1) in compliance(log, NOW).total.reasons
    assert {status(one, NOW) for one in log} == {"answered", "late", "early", "expired", "not offered", "paused", "pending"}


def test_what_the_log_does_not_say_is_not_made_up(log: list[Prompt]) -> None:
    bare = [replace(one, answered=()) for one in log]
    with pytest.raises(SpecError, match="does not say which items were answered"):
        compliance(bare, NOW, "item")
    found = compliance(bare, NOW)
    assert found.total.partly == 0
    assert any("cannot be told" in note for note in found.notes)
    with pytest.raises(SpecError, match="which items were asked"):
        compliance([replace(one, items=()) for one in log], NOW, "item")
    with pytest.raises(SpecError, match=r"cannot be counted by 'persn'. Did you mean 'person'\?"):
        compliance(log, NOW, "persn")


@pytest.mark.peer
def test_wilson_as_statsmodels_has_it() -> None:
    from statsmodels.stats.proportion import proportion_confint

    for trials in (1, 2, 7, 50, 1000):
        for successes in {0, 1, trials // 2, trials - 1, trials}:
            assert wilson(successes, trials) == pytest.approx(proportion_confint(successes, trials, 0.05, "wilson"), abs=1e-12)
    assert wilson(0, 5)[0] == 0.0
    assert wilson(5, 5)[1] == 1.0
