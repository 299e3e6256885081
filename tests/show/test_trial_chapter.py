from __future__ import annotations

from html.parser import HTMLParser

import pytest
from tests.show.trial_made import made_trial

from unspiral.records.trial import ALWAYS
from unspiral.show.page import page
from unspiral.show.trial_chapter import trial_report, trial_section

pytestmark = pytest.mark.unit


def test_the_picture_comes_first_and_the_table_stands_behind_it() -> None:
    section = trial_section(made_trial())
    assert ALWAYS in section.lead
    (picture,) = section.parts[0].pictures
    assert picture.title.startswith("Clear: pain")
    assert len(picture.table.rows) == 5
    assert any("p = 0.012" in said for said in section.parts[1].bullets)


@pytest.mark.parametrize(("reading", "words"), [
    ("final", "read at its end, as planned"), ("look", "early look"), ("stopped", "nothing is tested"), ("no plan", "without a plan"),
])  # fmt: skip
def test_the_page_says_which_reading_it_is(reading: str, words: str) -> None:
    written = page(trial_report(made_trial(reading=reading)))
    HTMLParser().feed(written)
    assert words in written
    assert "Does walking change pain and depression?" in written
    assert written.count("<svg") == 2  # for a phone and for a wide page
    assert ALWAYS in written
