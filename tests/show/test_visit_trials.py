"""Trials on the page of a visit: what was tried and what it told, never more than the trial's own page says."""

from __future__ import annotations

import pytest
from tests.house.test_never_say import offences
from tests.show.visit_made import asked, back, kept, whole

from unspiral.records.entry import Entry, Plain
from unspiral.show.visit_report import visit_report
from unspiral.show.visit_trials import HELD, UNREAD, trial_lines
from unspiral.show.visit_words import visit_words

pytestmark = pytest.mark.unit
GAP: dict[str, Plain] = {"difference": {"estimate": -0.96, "low": -2.3, "high": 0.38, "se": 0.6}}


def trial(key: str, begin: int, days: int, state: str, **more: Plain) -> Entry:
    on: list[Plain] = [1] * days
    body: dict[str, Plain] = {"name": "an evening walk", "outcome": "pain", "way": "period", "from": back(begin), "days": days, "on": on}
    return kept(key, "trial", back(begin), {**body, "state": state, **more})


def test_a_period_that_ended_has_its_number_with_its_interval_and_no_cause() -> None:
    (said,) = trial_lines([trial("t", 30, 21, "ended", ended=back(9), result=GAP)], asked())
    assert said.startswith("Own trial of “an evening walk” for pain (some weeks of it, held beside the days before), from 23 October to ")
    assert said.endswith("−1.0 points (95 % interval −2.3 to +0.4) from before to after. That cannot show a cause.")
    assert offences(said) == []


def test_one_that_runs_says_nothing_yet_and_one_that_was_stopped_says_so() -> None:
    (runs,) = trial_lines([trial("t", 5, 21, "running")], asked())
    assert runs.endswith(UNREAD)
    (stopped,) = trial_lines([trial("t", 30, 21, "stopped", ended=back(26), why="There are 5 answered days.")], asked())
    assert "from 23 October to 27 October 2026, stopped early. Cannot tell. There are 5 answered days." in stopped
    (never,) = trial_lines([trial("t", 3, 21, "stopped", ended=back(5))], asked())
    assert never.endswith("stopped before its first day, 19 November 2026.")


def test_results_are_held_back_with_the_loop() -> None:
    (said,) = trial_lines([trial("t", 30, 21, "ended", ended=back(9), result=GAP)], asked(loop_held=True))
    assert said.endswith(HELD)
    assert "points" not in said


def test_those_of_other_days_are_not_there_and_of_many_the_last_two() -> None:
    old = trial("o", 300, 21, "ended", ended=back(279), result=GAP)
    assert trial_lines([old], asked(90)) == ()
    many = [trial(f"t{k}", 80 - 25 * k, 21, "ended", ended=back(58 - 25 * k), result=GAP) for k in range(3)]
    lines = trial_lines(many, asked(90))
    assert len(lines) == 2
    assert lines[-1].endswith("1 earlier trial is not on this page for want of room.")


def test_they_stand_on_the_page_with_treatments_and_go_with_them() -> None:
    entries = [*whole(), trial("t", 30, 21, "ended", ended=back(9), result=GAP)]
    assert len(visit_report(entries, (), asked()).trials) == 1
    assert visit_report(entries, (), asked(parts=("course",))).trials == ()
    assert visit_words(visit_report(entries, (), asked())).title
