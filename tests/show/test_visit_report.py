"""The page for a visit: what is on it, and what is said of what is not."""

from __future__ import annotations

import pytest
from tests.show.visit_made import TODAY, asked, back, check_ins, kept, treatments, whole

from unspiral.show.visit_report import LONGEST, answers_by_day, course_title, loop_words, usual_since, visit_report

pytestmark = pytest.mark.unit


def test_days_and_written_days_are_counted() -> None:
    entries = check_ins(90)
    report = visit_report(entries, (), asked(90))
    assert (report.days, report.written) == (90, len({entry.day for entry in entries}))
    assert report.period == "from 25 August to 22 November 2026"
    assert visit_report(entries, (), asked(7)).written == len({entry.day for entry in entries if entry.day >= back(6)})


def test_of_two_check_ins_for_a_day_the_later_answer_counts() -> None:
    two = [kept("a", "check-in", back(1), {"answers": {"pain": 3, "mood": 4}}), kept("b", "check-in", back(1), {"answers": {"pain": 6}})]
    assert answers_by_day(two) == {back(1): {"pain": 6.0, "mood": 4.0}}


def test_the_finding_holds_both_ends_against_each_other_only_where_there_are_enough_days() -> None:
    steady = {back(40 - n): {"pain": 8.0 if n < 14 else 4.0} for n in range(41)}
    assert course_title(steady) == "Pain 8.0 at first, 4.0 at the end"
    assert course_title(dict(list(steady.items())[:27])).endswith("on average")
    assert course_title(dict(list(steady.items())[:4])) == "Too few answers for an average"


def test_what_was_left_out_is_said() -> None:
    report = visit_report(whole(), treatments(), asked(parts=("course",)))
    assert (report.scores, report.nine, report.flags, report.treatments, report.loop) == ((), None, None, (), ())
    assert len(report.left_out) == 4


def test_a_long_question_is_cut_and_that_is_told() -> None:
    report = visit_report((), (), asked(question="why  " * 200))
    assert len(report.question) == LONGEST
    assert report.cut
    assert not visit_report((), (), asked(question="why")).cut


def test_words_of_the_loop_come_from_the_last_look() -> None:
    said = loop_words(whole(), asked())
    assert said[0] == "Look at day 56 (13 November 2026), from 48 written days:"
    assert said[1] == "Pain to low mood: cannot tell (0.08 after one day, in the person's own standard deviations)."
    assert said[2] == "Low mood to pain: no effect worth speaking of."
    refused = kept("l", "look", back(1), {"look": 28, "refused": "Too few days.", "verdicts": {}})
    assert loop_words([refused], asked()) == ("Look at day 28 (21 November 2026): Too few days.",)
    assert loop_words(check_ins(5), asked()) == ()
    assert loop_words([kept("l", "look", back(1), {"verdicts": 3})], asked()) == ()


def test_the_usual_period_begins_with_the_first_entry() -> None:
    assert usual_since(TODAY, "") == back(89)
    assert usual_since(TODAY, back(10)) == back(10)
    assert usual_since(TODAY, back(500)) == back(89)
