"""What pages of single verbs have in common."""

from __future__ import annotations

import pytest

from unspiral.measure.safety.clinical_file import clinical_file
from unspiral.show.model import Part, Picture, Section, Table
from unspiral.show.page import page
from unspiral.show.verb_page import pictures_of, verb_page

pytestmark = pytest.mark.unit

PICTURE = Picture("Found.", "<svg></svg>", "How to read.", Table("Behind", ("a", "b"), (("1", "2"),)))


def test_the_answer_first_and_the_notice_and_help_last() -> None:
    made = verb_page(
        "A question?", "From nothing.", "An answer.", ["More."], [None, Section("one", "One", (), (Part(pictures=(PICTURE,)),))]
    )
    assert [section.name for section in made.sections] == ["one"]
    assert made.notice[0] == clinical_file("wording")["standard_notice"]
    assert any("no proof of cause" in said for said in made.notice)
    assert any("emergency" in said.casefold() for said in made.crisis)
    assert pictures_of(made) == (PICTURE,)
    shown = page(made)
    assert shown.index("An answer.") < shown.index("More.") < shown.index('id="one"') < shown.index('id="not"')


def test_a_notice_of_its_own_keeps_the_standard_one() -> None:
    made = verb_page("A question?", "From nothing.", "An answer.", [], [], ours=("It is a plan.",))
    assert made.notice == (clinical_file("wording")["standard_notice"], "It is a plan.")
    assert pictures_of(made) == ()
