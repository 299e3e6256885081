"""The page for a visit: what is on it, and what is said of what is not."""

from __future__ import annotations

import pytest
from tests.show.visit_made import TODAY, asked, back, check_ins, kept, treatments, whole

from unspiral.records.entry import Plain
from unspiral.show.visit_report import LONGEST, answers_by_day, course_title, loop_words, usual_since, visit_report
from unspiral.show.visit_words import ENDS_NOTE, visit_words

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
    assert said[0] == "Look at day 56 (13 November 2026), from 48 days with an answer:"
    assert said[1] == "Pain to low mood: cannot tell."  # a size without an interval would say more than the word
    assert said[2] == "Low mood to pain: no effect worth speaking of."
    refused = kept("l", "look", back(1), {"look": 28, "refused": "Too few days.", "verdicts": {}})
    assert loop_words([refused], asked()) == ("Look at day 28 (21 November 2026): Too few days.",)
    assert loop_words(check_ins(5), asked()) == ()
    assert loop_words([kept("l", "look", back(1), {"verdicts": 3})], asked()) == ()


def test_a_word_of_the_loop_says_which_way_and_the_arrows_stand_as_on_the_loop_page() -> None:
    verdicts: dict[str, Plain] = {
        "low_mood->pain": {"word": "drives", "effect": -0.31, "z": -3.9},
        "pain->low_mood": {"word": "likely drives", "effect": 0.59, "z": 2.9},
    }
    said = loop_words([kept("l", "look", back(1), {"look": 112, "occasions": 100, "verdicts": verdicts})], asked())
    assert said[1] == "Pain to low mood: likely, not clear; more pain is followed by more low mood a day later."
    assert said[2] == "Low mood to pain: clear; more low mood is followed by less pain a day later."


def test_the_usual_period_begins_with_the_first_entry() -> None:
    assert usual_since(TODAY, "") == back(89)
    assert usual_since(TODAY, back(10)) == back(10)
    assert usual_since(TODAY, back(500)) == back(89)


def test_questionnaires_without_room_are_counted() -> None:
    names = ("phq9", "gad7", "peg", "rmdq24", "who5", "isi", "phq8", "nrs_pain")
    entries = [kept(name, "questionnaire", back(2), {"instrument": name, "answers": {}}) for name in names]
    report = visit_report(entries, (), asked())
    assert (len(report.scores), report.more_scores) == (6, 2)
    assert "2 more questionnaires are not on this page for want of room." in visit_words(report).none


def test_averages_of_both_ends_say_what_they_are_and_what_they_do_not_show() -> None:
    """ "4.9 at first, 5.9 at the end" of somebody whose pain never changed its level read like a finding."""
    assert visit_words(visit_report(check_ins(90), (), asked(90))).caption.endswith(ENDS_NOTE)
    assert "at first" not in visit_words(visit_report(check_ins(20), (), asked(90))).caption.casefold()
