"""A plan as a page."""

from __future__ import annotations

from dataclasses import replace

import pytest
from tests.house.test_never_say import offences
from tests.records.test_design import ROW, made
from tests.show.chart import checked
from tests.show.reading import section, words_of

from unspiral.records import Verdict
from unspiral.show.design_page import design_page
from unspiral.show.verb_page import pictures_of

pytestmark = pytest.mark.unit


def test_answer_power_needed_and_what_is_taken_to_be_true() -> None:
    plan = replace(made(), assumptions=("people are asked every day",), verdicts=(Verdict("stated", "caution", "Stated."),))
    page = design_page(plan)
    assert page.title == "How large must a study be to see depression → pain?"
    assert page.read == "Stated numbers; no data were looked at."
    assert page.answer.headline.startswith("With 60 people, 28 days")
    (picture,) = pictures_of(page)
    assert "power: chance of seeing the link" in checked(picture)
    assert section(page, "assumed").parts[0].box == ("People are asked every day.",)
    assert "The smallest that reach a power of 0.8:" in section(page, "needed").lead
    assert "Stated." in words_of(page)
    assert offences(words_of(page)) == []
    assert not any("in these answers" in said for said in page.notice)  # there are none


def test_a_pilot_is_named_and_no_design_is_said_to_be_none() -> None:
    assert design_page(replace(made(), draws=40)).read.startswith("Numbers of a pilot, 40 loops")
    page = design_page(replace(made(), rows=(replace(ROW, why="too few answers"),), chosen=None, confirmed=None))
    assert page.answer.headline == "No design can tell this link."
