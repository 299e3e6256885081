"""The process that works a loop out: looks when they are due, each with its own days, and a page."""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import date
from typing import Any

import pytest
from tests.doors.web.diary_made import evenings

from unspiral.doors.web.fitting import due, on, take_due, work, worth_keeping
from unspiral.show.model import MyLoop
from unspiral.store.entry import Entry as Place
from unspiral.store.plain import from_plain

pytestmark = pytest.mark.unit
LAST = date(2026, 11, 22)


def asked(days: int, looks: list[dict[str, Any]] | None = None) -> dict[str, Any]:
    entries = evenings(days, LAST)
    rows = [[e.key, e.kind, e.day, e.said_at, dict(e.body)] for e in entries]
    return {"entries": rows, "begin": entries[0].day, "today": LAST.isoformat(), "looks": looks or []}


def test_looks_are_due_when_their_day_is_over_or_written() -> None:
    begin = "2026-01-01"
    assert due(begin, on(begin, 28), frozenset(), []) == []
    assert due(begin, on(begin, 28), frozenset({on(begin, 28)}), []) == [28]
    assert due(begin, on(begin, 29), frozenset(), []) == [28]
    assert due(begin, on(begin, 100), frozenset(), [{"look": 28}]) == [56, 84]
    assert due(begin, on(begin, 100), frozenset(), [{"look": 84}]) == []  # one that was passed over is not taken later


def test_a_missed_look_uses_the_days_up_to_its_own_and_no_later_one() -> None:
    entries = evenings(60, LAST)
    begin = entries[0].day
    late = take_due(entries, begin, LAST.isoformat(), [])
    then = [e for e in entries if e.day <= on(begin, 28)]
    in_time = take_due(then, begin, on(begin, 28), []) or take_due(then, begin, on(begin, 29), [])
    assert [body["look"] for body in late] == [28, 56]
    assert late[0] == in_time[0]
    assert late[0]["from"] == begin
    assert late[1]["thresholds"]["clear"] < late[0]["thresholds"]["clear"]


def test_thresholds_know_of_the_looks_before() -> None:
    entries = evenings(60, LAST)
    begin = entries[0].day
    both = take_due(entries, begin, LAST.isoformat(), [])
    second = take_due(entries, begin, LAST.isoformat(), both[:1])
    assert second == both[1:]


def test_the_whole_answer_can_be_sent_and_read_again() -> None:
    early, told = json.loads(json.dumps(list(work(asked(40))), allow_nan=False))
    page = from_plain(MyLoop, Place("journal", "loop", told["page"]))
    assert [body["look"] for body in early["looks"]] == [28]
    assert told["looks"] == []
    assert len(page.links) == 2
    assert any("Words as of day 28" in line for line in page.lead)


def test_the_words_of_a_look_are_told_before_the_fit_has_begun(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("unspiral.doors.web.fitting.fit_own", None)  # a fit would fail
    told = next(iter(work(asked(60))))
    page = from_plain(MyLoop, Place("journal", "loop", told["page"]))
    assert [body["look"] for body in told["looks"]] == [28, 56]
    assert page.headline == "The look on day 56 is done. Numbers and pictures follow."
    words = {name: said["word"] for name, said in told["looks"][-1]["verdicts"].items()}
    assert [link.word for link in page.links] == [words["pain->low_mood"], words["low_mood->pain"]]
    assert "seconds" not in told


def test_days_that_say_nothing_are_refused_with_a_remedy() -> None:
    whole = asked(30)
    for row in whole["entries"]:
        row[4]["answers"]["pain"] = 5
    page = list(work(whole))[-1]["page"]
    assert page["headline"] == "Nothing can be said about your loop yet."
    assert any(line.startswith("What may help") for line in page["lead"])
    assert page["pictures"] == []


def test_a_question_that_is_never_answered_is_told_and_stops_nothing() -> None:
    """It ended the whole process from day 28 on, so that the page of day 14 stood there for ever."""
    whole = asked(60)
    for row in whole["entries"]:
        del row[4]["answers"]["mood"]
    early, told = work(whole)
    assert [body["look"] for body in early["looks"]] == [28, 56]
    for body in early["looks"]:
        assert body["refused"].startswith("No check-in in these days says anything about mood.")
        assert {said["word"] for said in body["verdicts"].values()} == {"cannot tell"}
    assert told["page"]["headline"] == "Nothing can be said about your loop yet."
    assert "--loop" not in json.dumps(told["page"])


def test_it_runs_alone_with_pipes_and_no_words_in_its_arguments() -> None:
    command = [sys.executable, "-P", "-m", "unspiral.doors.web.fitting"]
    ran = subprocess.run(command, input=json.dumps(asked(20)), capture_output=True, text=True, timeout=120)
    assert ran.returncode == 0, ran.stderr
    told = json.loads(ran.stdout)
    assert told["looks"] == []
    assert told["seconds"] > 0


def test_a_few_days_from_long_ago_fix_no_first_day() -> None:
    whole = asked(20)
    old = dict(
        whole,
        begin="2019-03-01",
        entries=[["old", "check-in", "2019-03-01", "2019-03-01T12:00:00+00:00", {"answers": {"pain": 5, "mood": 5}}], *whole["entries"]],
    )
    (told,) = work(old)  # no words of a look come first
    assert told["looks"] == []
    assert not any("Words as of" in line for line in told["page"]["lead"])


def test_a_look_with_too_few_days_is_written_down_after_one_that_had_enough() -> None:
    few: dict[str, Any] = {"look": 28, "thresholds": None}
    enough: dict[str, Any] = {"look": 56, "thresholds": {"clear": 3.0}}
    assert worth_keeping([few, enough, few], []) == [enough, few]
    assert worth_keeping([few], []) == []
    assert worth_keeping([few], [enough]) == [few]
