"""Fits in the background: one at a time, of the newest days, killed when the file is locked."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from time import monotonic, sleep
from typing import Any, cast

import pytest
from starlette.testclient import TestClient
from tests.doors.web.conftest import NOW
from tests.doors.web.diary_made import evenings

from unspiral.doors.web.desk import Desk
from unspiral.doors.web.fitting import take_due, worth_keeping
from unspiral.doors.web.refit import Refit, day_number, first_check_in, kept_looks, looks_ahead, looks_that_hold, question, worked_out
from unspiral.records.entry import Entry

pytestmark = pytest.mark.unit
TODAY = NOW.date()


def comes(done: Callable[[], object], seconds: float = 180.0) -> bool:
    """Whether it is so before the time is over: fits give way to everything, and tests may have all processors busy."""
    end = monotonic() + seconds
    while not (found := bool(done())) and monotonic() < end:
        sleep(0.02)
    return found


def filled(desk: Desk, days: int) -> None:
    for entry in evenings(days, TODAY):
        desk.journal.keep(entry).result()


def test_nothing_is_asked_before_day_14(desk: Desk, person: TestClient) -> None:
    assert question(desk.journal, TODAY) is None
    filled(desk, 13)
    assert question(desk.journal, TODAY) is None
    assert question(desk.journal, TODAY + timedelta(days=1)) is not None


def test_the_fingerprint_changes_with_days_and_looks_and_with_nothing_else(desk: Desk, person: TestClient) -> None:
    filled(desk, 20)

    def print_of(day: date) -> str:
        found = question(desk.journal, day)
        assert found is not None
        return found[1]

    before = print_of(TODAY)
    desk.journal.settle("country", "GB").result()
    assert print_of(TODAY) == print_of(TODAY + timedelta(days=1)) == before
    assert print_of(TODAY + timedelta(days=9)) != before  # the look of day 28 has come
    desk.journal.keep(evenings(1, TODAY + timedelta(days=1))[0]).result()
    assert print_of(TODAY + timedelta(days=1)) != before


def test_days_are_counted_from_the_first_check_in_of_the_first_look_which_bears_the_persons_clock(desk: Desk, person: TestClient) -> None:
    filled(desk, 30)
    begin = (TODAY - timedelta(days=29)).isoformat()
    assert first_check_in(desk.journal, TODAY) == begin
    assert day_number(begin, TODAY) == 30
    desk.refit = Refit(quiet=0.05)
    desk.refit.nudge(desk.journal, NOW, TODAY)
    assert comes(lambda: (worked_out(desk.journal) or {}).get("seconds"))
    assert [body["look"] for body in kept_looks(desk.journal, TODAY)] == [28]
    look = desk.journal.find("look-28")
    assert look is not None
    assert datetime.fromisoformat(look.said_at) == NOW
    desk.journal.keep(evenings(1, TODAY - timedelta(days=100))[0]).result()  # brought in from before
    assert first_check_in(desk.journal, TODAY) == begin


def test_somebody_who_looks_all_the_time_does_not_put_it_off(desk: Desk, person: TestClient) -> None:
    filled(desk, 16)
    desk.refit = Refit(quiet=0.2)

    def looked() -> object:
        desk.refit.nudge(desk.journal, NOW, TODAY)
        return worked_out(desk.journal)

    assert comes(looked), "every look put it off"


def test_a_look_is_written_once_and_never_again(desk: Desk, person: TestClient) -> None:
    filled(desk, 30)
    desk.refit = Refit(quiet=0.05)
    desk.refit.nudge(desk.journal, NOW, TODAY)
    assert comes(lambda: (worked_out(desk.journal) or {}).get("seconds"))
    before = desk.journal.find("look-28")
    assert before is not None
    for entry in evenings(30, TODAY, seed=9)[:20]:
        replaced = type(entry)(f"again-{entry.day}", "check-in", entry.day, entry.said_at, entry.body, replaces=f"made-{entry.day}")
        if desk.journal.find(replaced.replaces):
            desk.journal.keep(replaced).result()
    found = question(desk.journal, TODAY)
    assert found is not None
    desk.refit.nudge(desk.journal, NOW, TODAY)
    assert comes(lambda: worked_out(desk.journal, found[1]))
    assert desk.journal.history("look-28")[-1][0] == before
    assert len(desk.journal.history("look-28")) == 1


def test_many_nudges_are_one_fit_and_locking_kills_it(desk: Desk, person: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    filled(desk, 20)
    refit = Refit(quiet=0.05)
    begun: list[int] = []
    monkeypatch.setattr("unspiral.doors.web.refit.COMMAND", ["/bin/sleep", "60"])
    desk.refit = refit
    for _ in range(50):
        refit.nudge(desk.journal, NOW, TODAY)
    assert comes(lambda: refit.process_id)
    process = refit.process_id
    assert process is not None
    begun.append(process)
    for _ in range(50):
        refit.nudge(desk.journal, NOW, TODAY)
        sleep(0.002)
    assert refit.process_id == process
    began = monotonic()
    desk.lock()
    assert monotonic() - began < 5.0
    with pytest.raises(ProcessLookupError):
        os.kill(process, 0)


def test_a_fit_that_takes_too_long_is_given_up_and_not_tried_again(desk: Desk, person: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    filled(desk, 20)
    monkeypatch.setattr("unspiral.doors.web.refit.COMMAND", ["/bin/sleep", "60"])
    desk.refit = refit = Refit(quiet=0.02, limit=0.2)
    found = question(desk.journal, TODAY)
    assert found is not None
    refit.nudge(desk.journal, NOW, TODAY)
    assert comes(lambda: refit.failed(found[1]))
    refit.nudge(desk.journal, NOW, TODAY)
    sleep(0.2)
    assert refit.process_id is None
    assert worked_out(desk.journal) is None


def worked(desk: Desk, now: datetime) -> None:
    """Everything that is to be worked out by this clock is."""
    found = question(desk.journal, now.date())
    assert found is not None
    desk.refit.nudge(desk.journal, now, now.date())
    assert comes(lambda: (worked_out(desk.journal, found[1]) or {}).get("seconds"))


def only_looks(_refit: Refit, text: str, _end: object) -> Iterator[dict[str, Any]]:
    """What the other process tells, without the fit behind it."""
    asked = json.loads(text)
    rows = [Entry(*row) for row in asked["entries"]]
    due = take_due(rows, asked["begin"], asked["today"], asked["looks"])
    yield {"looks": worth_keeping(due, asked["looks"]), "page": asked["today"], "seconds": 0.1}


def test_a_clock_that_was_years_ahead_does_not_freeze_the_words(desk: Desk, person: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Refit, "_run", only_looks)
    filled(desk, 60)
    desk.refit = Refit(quiet=0.02)
    worked(desk, NOW)
    before = kept_looks(desk.journal, TODAY)
    assert [body["look"] for body in before] == [28, 56]
    far = NOW + timedelta(days=730)
    desk.journal.keep(evenings(1, far.date())[0]).result()  # a check-in by the wrong clock
    worked(desk, far)
    taken = len(desk.journal.entries("look"))
    assert taken > 4  # looks of days that nobody has lived
    assert kept_looks(desk.journal, TODAY) == before
    assert looks_ahead(desk.journal, TODAY) == taken - 2
    worked(desk, NOW)  # and what is shown is worked out anew, by the clock as it is
    assert (worked_out(desk.journal) or {})["page"] == TODAY.isoformat()
    for entry in evenings(30, TODAY + timedelta(days=30), seed=5):
        if desk.journal.find(entry.key) is None:
            desk.journal.keep(entry).result()
    later = NOW + timedelta(days=30)
    worked(desk, later)
    held = looks_that_hold(desk.journal, later.date())
    assert [(entry.body["look"], entry.said_at[:7]) for entry in held] == [(28, "2026-11"), (56, "2026-11"), (84, "2026-12")]
    assert held[-1].key == "look-84-2" and desk.journal.find("look-84") is not None  # nothing was deleted
    assert cast("int", held[-1].body["occasions"]) > cast("int", held[-2].body["occasions"])
    # When that day has come after all, the look of its own time stands.
    assert looks_that_hold(desk.journal, far.date())[2].key == "look-84-2"


def test_a_clock_set_back_by_hours_takes_no_look_twice(desk: Desk, person: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Refit, "_run", only_looks)
    filled(desk, 30)
    desk.refit = Refit(quiet=0.02)
    worked(desk, NOW)
    for hours in (1, 5, 20):
        back = NOW - timedelta(hours=hours)
        assert [body["look"] for body in kept_looks(desk.journal, back.date())] == [28]


def test_what_a_file_calls_a_look_and_is_none_is_passed_over(desk: Desk, person: TestClient) -> None:
    filled(desk, 20)
    for place, body in enumerate(
        ({}, {"look": 28, "verdicts": {}}, {"look": "x", "from": "a", "until": "b", "occasions": 1, "verdicts": {}})
    ):
        desk.journal.keep(Entry(f"l{place}", "look", TODAY.isoformat(), NOW.isoformat(), body)).result()
    assert kept_looks(desk.journal, TODAY) == []
    assert person.get("/loop").status_code == 200


def test_what_nobody_foresaw_is_noted_without_its_words_and_the_thread_goes_on(
    desk: Desk, person: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    filled(desk, 20)
    found = question(desk.journal, TODAY)
    assert found is not None and desk.log.path is not None
    desk.refit = refit = Refit(quiet=0.02, log=desk.log)
    with monkeypatch.context() as at:
        at.setattr(Refit, "_run", lambda *_given: (_ for _ in ()).throw(MemoryError("pain was 7")))
        refit.nudge(desk.journal, NOW, TODAY)
        assert comes(lambda: refit.failed(found[1]))
        refit.nudge(desk.journal, NOW, TODAY)  # the same days are not tried for ever
        sleep(0.2)
    text = desk.log.path.read_text()
    assert text.count('"event":"error"') == 1 and '"kind":"MemoryError"' in text and '"page":"loop"' in text and "pain" not in text
    assert "could not be worked out this time" in person.get("/loop").text
    desk.journal.keep(evenings(1, TODAY + timedelta(days=1))[0]).result()
    refit.nudge(desk.journal, NOW + timedelta(days=1), TODAY + timedelta(days=1))
    assert comes(lambda: worked_out(desk.journal))


def test_the_desk_gives_its_log(desk: Desk) -> None:
    assert desk.refit.log is desk.log
