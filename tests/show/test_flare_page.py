"""A person's own bad days as a page: described, and no advice."""

from __future__ import annotations

from dataclasses import replace

import pytest
from tests.house.test_never_say import offences
from tests.show.bad_days import recorded
from tests.show.reading import section, words_of

from unspiral.show.flare_page import UNNAMED, flare_page
from unspiral.show.flare_words import NO_ADVICE, NO_RANK
from unspiral.show.verb_page import pictures_of

pytestmark = pytest.mark.unit


def test_pictures_first_then_what_was_tried_and_no_advice() -> None:
    found, table = recorded()
    page = flare_page(found, table, name="diary.csv")
    assert [one.name for one in page.sections] == ["spells", "length", "tried"]
    assert len(pictures_of(page)) == 2
    assert page.answer.headline == "8 bad spells in this record (95 of 100 days answered)."
    tried = section(page, "tried")
    assert tried.lead[0] == NO_RANK
    assert [part.heading for part in tried.parts] == ["Heat", "Never"]
    assert tried.parts[1].lead == ("Never recorded.",) and tried.parts[1].tables == ()
    assert [row[0] for row in tried.parts[0].tables[0].rows] == ["pain", "mood"]
    assert NO_ADVICE in page.notice
    said = words_of(page)
    assert "differ from other days for other reasons" in said
    assert offences(said) == []
    assert "you should" not in said.casefold() and " will " not in said


def test_nothing_named_and_no_spell() -> None:
    found, table = recorded(tried=())
    assert section(flare_page(found, table, name="d.csv"), "tried").lead == (UNNAMED,)
    none = flare_page(replace(found, spells=(), length=replace(found.length, curve=())), table, name="d.csv")
    assert [one.name for one in none.sections] == ["spells"]
    assert none.answer.headline.startswith("No bad spell")
