"""What becomes of a prompt."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from random import Random

import pytest
from tests.measure.prompts.made_plan import FIRST, made_plan

from unspiral.errors import DataError
from unspiral.measure.prompts.log import AGAIN, NEW, SAME, may_submit, offer, open_it, prompts_of, status, submit
from unspiral.measure.prompts.schedule import due, planned
from unspiral.records.prompt import Prompt
from unspiral.records.schedule import Pause

pytestmark = pytest.mark.unit

LOG = prompts_of(due(made_plan(), "P1", FIRST, date(2026, 3, 3)))
ONE = LOG[0]
SECOND = timedelta(seconds=1)
AFTER = ONE.expires + timedelta(days=30)


def test_a_log_begins_with_what_is_due() -> None:
    assert [one.id for one in LOG] == ["evening.2026-03-01.1", "evening.2026-03-02.1", "evening.2026-03-03.1"]
    assert (ONE.due.isoformat(), ONE.expires.isoformat()) == ("2026-03-01T20:00:00+01:00", "2026-03-02T00:00:00+01:00")
    across = prompts_of(due(made_plan(), "P1", date(2026, 10, 24), date(2026, 10, 24)))[0]
    night = replace(made_plan().versions[0].rules[0], expires=600)
    longer = prompts_of(due(made_plan(night), "P1", date(2026, 10, 24), date(2026, 10, 24)))[0]
    assert across.expires.isoformat() == "2026-10-25T00:00:00+02:00"
    assert longer.expires.isoformat() == "2026-10-25T05:00:00+01:00"  # each time with the offset that holds then


@pytest.mark.parametrize(
    ("submitted", "offered", "now", "said"),
    [
        (None, None, ONE.due - SECOND, "pending"),
        (None, None, ONE.expires - SECOND, "pending"),
        (None, None, ONE.expires, "not offered"),
        (None, ONE.due, ONE.expires - SECOND, "pending"),
        (None, ONE.due, ONE.expires, "expired"),
        (ONE.due - SECOND, ONE.due, AFTER, "early"),
        (ONE.due, ONE.due, AFTER, "answered"),
        (ONE.expires - SECOND, ONE.due, AFTER, "answered"),
        (ONE.expires, ONE.due, AFTER, "late"),
        (ONE.expires + timedelta(days=3), None, ONE.due, "late"),
    ],
)
def test_the_status_follows_from_the_times(submitted: datetime | None, offered: datetime | None, now: datetime, said: str) -> None:
    assert status(replace(ONE, submitted=submitted, offered=offered), now) == said


def test_paused_and_opened() -> None:
    paused = prompts_of(planned(made_plan(pauses=(Pause(FIRST, FIRST, "holiday"),)), "P1", FIRST, FIRST))[0]
    assert (paused.paused, paused.reason, status(paused, AFTER)) == (True, "holiday", "paused")
    assert not may_submit(paused, paused.due)
    assert status(replace(paused, submitted=paused.due), AFTER) == "answered"  # an answer is never dropped
    assert status(open_it(ONE, ONE.due), AFTER) == "expired"
    assert offer(offer(ONE, ONE.due), ONE.expires).offered == ONE.due
    assert open_it(open_it(ONE, ONE.due), ONE.expires).opened == ONE.due


def test_the_window_is_enforced() -> None:
    moments = (ONE.due - SECOND, ONE.due, ONE.expires - SECOND, ONE.expires)
    assert [may_submit(ONE, moment) for moment in moments] == [False, True, True, False]
    assert may_submit(ONE, ONE.due.astimezone(UTC))
    assert not may_submit(replace(ONE, submitted=ONE.due), ONE.due + SECOND)


def test_sent_twice_counts_once() -> None:
    first = submit(LOG, "P1", "made", ONE.id, "a-1", ONE.due + SECOND, ["mood", "pain", "mood"])
    assert (first.outcome, first.status) == (NEW, "answered")
    assert first.prompts[0].answered == ("pain", "mood")
    same = submit(first.prompts, "P1", "made", ONE.id, "a-1", ONE.expires + SECOND, ["sleep"])
    assert (same.outcome, same.status, same.prompts) == (SAME, "answered", first.prompts)
    other = submit(same.prompts, "P1", "made", ONE.id, "b-2", ONE.expires + SECOND)
    assert (other.outcome, other.status) == (AGAIN, "answered")
    assert (other.prompts[0].submission, other.prompts[0].again, other.prompts[0].submitted) == ("a-1", ("b-2",), ONE.due + SECOND)
    assert submit(other.prompts, "P1", "made", ONE.id, "b-2", ONE.due).outcome == SAME
    assert other.prompts[1:] == LOG[1:]


def test_late_answers_are_kept_and_flagged() -> None:
    found = submit(LOG, "P1", "made", ONE.id, "x", AFTER)
    assert (found.outcome, found.status, found.prompts[0].submitted) == (NEW, "late", AFTER)


@pytest.mark.parametrize(
    ("person", "prompt", "submission", "answered", "said"),
    [
        ("P1", "evening.2026-03-09.1", "x", (), "Did you mean"),
        ("P2", ONE.id, "x", (), "no prompt 'evening.2026-03-01.1'"),
        ("P1", ONE.id, "", (), "is empty"),
        ("P1", ONE.id, "a b", (), "holds blanks"),
        ("P1", ONE.id, "x", ("pian",), "did not ask 'pian'. Did you mean 'pain'"),
        ("P1", LOG[1].id, "taken", (), "has the id of an answer to prompt 'evening.2026-03-01.1'"),
    ],
)
def test_what_is_no_answer(person: str, prompt: str, submission: str, answered: tuple[str, ...], said: str) -> None:
    log = submit(LOG, "P1", "made", ONE.id, "taken", ONE.due).prompts if submission == "taken" else LOG
    with pytest.raises(DataError, match=said) as caught:
        submit(log, person, "made", prompt, submission, ONE.due, answered)
    assert caught.value.fix


def test_moments_without_offset_are_refused() -> None:
    bare = datetime(2026, 3, 1, 20)
    for act in (lambda: status(ONE, bare), lambda: may_submit(ONE, bare), lambda: offer(ONE, bare), lambda: open_it(ONE, bare)):
        with pytest.raises(DataError, match="has no offset"):
            act()
    with pytest.raises(DataError, match="has no offset"):
        submit(LOG, "P1", "made", ONE.id, "x", bare)


def test_in_whatever_order_answers_arrive_each_counts_once() -> None:
    for seed in range(60):
        chance = Random(seed)
        sent = [(LOG[k % 3].id, f"s{k}", LOG[k % 3].due + k * SECOND) for k in range(6)]
        posts = [chance.choice(sent) for _ in range(30)] + sent
        chance.shuffle(posts)
        log: tuple[Prompt, ...] = LOG
        outcomes = []
        for prompt, submission, at in posts:
            receipt = submit(log, "P1", "made", prompt, submission, at)
            log = receipt.prompts
            outcomes.append(receipt.outcome)
        assert (outcomes.count(NEW), outcomes.count(AGAIN)) == (3, 3)
        assert sorted(name for one in log for name in (one.submission, *one.again)) == [f"s{k}" for k in range(6)]
