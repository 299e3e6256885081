"""What guidelines offer as a page: safety first, every position, and nothing chosen for anybody."""

from __future__ import annotations

import pytest
from tests.house.test_never_say import offences
from tests.show.reading import section, section_words, words_of

from unspiral.act.pathway.answers import answers_of
from unspiral.act.pathway.pathway import pathway
from unspiral.doors.cli.pathway_safety import safety_of
from unspiral.show import pathway_words as said
from unspiral.show.model import Report
from unspiral.show.page import page
from unspiral.show.pathway_page import HELD, SAME, STOPPED, pathway_page
from unspiral.show.verb_page import pictures_of

pytestmark = pytest.mark.unit


def made(**told: object) -> Report:
    plan = pathway(answers_of(told))
    safety = safety_of(plan, "IE")
    return pathway_page(plan, safety.notices, safety.flag)


def test_help_stands_first_and_alone_until_it_was_seen() -> None:
    found = made(phq9=18, item9=2, pain_weeks=90)
    assert found.sections == ()
    assert pictures_of(found) == ()
    plan = pathway(answers_of({"phq9": 18, "item9": 2, "pain_weeks": 90}))
    notice = safety_of(plan, "IE").notices[0]
    assert found.answer.headline == notice.title
    assert found.answer.after[: len(notice.message)] == notice.message
    assert found.answer.after[-1] == HELD
    shown = page(found)
    assert shown.index(notice.title[:20]) < shown.index('id="not"')
    assert "Cognitive" not in shown


def test_after_help_was_seen_it_still_stands_before_the_list() -> None:
    found = made(phq9=18, item9=2, pain_weeks=90, acknowledged=True)
    assert "honest" in found.answer.headline
    assert SAME in found.answer.after
    assert any(one.heading == "Guidelines offer" for one in found.sections)


@pytest.mark.parametrize("sign", ["same_day", "emergency_now"])
def test_a_doctor_first_and_no_list(sign: str) -> None:
    found = made(phq9=5, item9=0, pain_weeks=90, red_flag=sign)
    assert found.sections == ()
    assert found.answer.after[-1] == STOPPED


def test_a_warning_sign_that_can_wait_days_stands_before_the_list() -> None:
    found = made(phq9=5, item9=0, pain_weeks=90, red_flag="urgent_days")
    plan = pathway(answers_of({"phq9": 5, "item9": 0, "pain_weeks": 90, "red_flag": "urgent_days"}))
    assert found.answer.headline == safety_of(plan, "IE").flag
    assert found.sections


def test_options_by_strength_with_every_line_then_what_is_not_recommended_why_and_sources() -> None:
    told = {"phq9": 18, "item9": 0, "pain_weeks": 90, "sleep": "poor", "considering": ["surgery", "opioid"], "tried": ["exercise"]}
    plan, found = pathway(answers_of(told)), made(**told)
    headings = [one.heading for one in found.sections]
    assert headings[0] == "All lines at a glance"
    assert headings[-3:] == [said.AGAINST, "Why this list", "Sources"]
    assert headings.index("Guidelines offer") < headings.index("May be offered") < headings.index("Guidelines disagree")
    every = words_of(found)
    for each in (*plan.offered, *plan.not_recommended):
        for line in each.option.positions:
            assert said.position_words(line, "person") in every
    last = next(one for one in found.sections if one.heading == said.LAST)
    assert last.parts[0].lead[0] == "Last because: tried."
    against = section_words(section(found, "asked"))
    assert "Guidelines speak against it:" in against and "Talk to your prescriber" in against
    assert all(source in every for source in plan.sources.values())
    assert offences(every) == [] and "you should" not in every.casefold()


def test_a_person_gets_the_same_list_without_numbers_of_studies() -> None:
    told = {"phq9": 13, "item9": 0, "pain_weeks": 60}
    person, clinician = words_of(made(**told)), words_of(made(**told, mode="clinician"))
    assert "Studies: " not in person and "Studies: " in clinician
    listed = [[part.heading for one in found.sections for part in one.parts] for found in (made(**told), made(**told, mode="clinician"))]
    assert listed[0] == listed[1]
    assert said.NOT in person
    assert "best" not in section_words(section(made(**told), "lines")).casefold()
