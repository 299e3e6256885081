"""What a person is shown of their loop: never more than the last look said, always with intervals and days."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from tests.house.test_never_say import offences
from tests.learn.diaries import own_diary

from unspiral.learn.edge import edges
from unspiral.learn.look_words import ArrowWord
from unspiral.learn.own_loop import fit_own, own_loop
from unspiral.records import Fit
from unspiral.show.model import MyLoop
from unspiral.show.my_loop import EDGE, HOW_LONG, NEWEST, Calendar, cannot_learn, counted, kept_words, my_loop, stored_words

pytestmark = pytest.mark.unit
THERE, BACK = ("pain", "low_mood"), ("low_mood", "pain")
DAYS = Calendar("2026-09-06", "2026-11-04", "2026-11-04", 60, 60, 56, "2026-10-31", 84, "2026-11-28", (28, 56))
CLEAR = {THERE: ArrowWord("drives", 0.999, 0.4, 3.3), BACK: ArrowWord("cannot tell", 0.6, 0.02, 0.25)}


@pytest.fixture(scope="module")
def fit() -> Fit:
    panel = own_diary(60, 2, effect=0.5)
    return fit_own(panel, own_loop(panel))


def said(page: MyLoop) -> str:
    words = [page.headline, *page.lead, *page.needed, *page.twin, *page.after, *page.checks]
    return " ".join([*words, *(s for link in page.links for s in (link.heading, *link.sentences)), *(p.title for p in page.pictures)])


def test_words_are_those_of_the_look_and_name_it(fit: Fit) -> None:
    page = my_loop(fit, CLEAR, DAYS)
    assert page.lead[0] == "From 60 days with an answer, from 6 September to 4 November."
    assert page.lead[1].startswith("Words as of day 56 (31 October); next look on day 84 (28 November).")
    assert page.links[0].heading == "Pain drives low mood"
    assert "Clear. At the look on day 56" in page.links[0].sentences[0]
    assert page.links[1].heading == "Low mood → pain: cannot tell"
    assert "Cannot tell" in page.headline


def test_every_number_has_its_interval_and_its_unit(fit: Fit) -> None:
    links = my_loop(fit, CLEAR, DAYS).links
    assert len(links) == 2
    for link in links:
        assert "95 % interval" in link.sentences[-1]
        assert "standard deviations" in link.sentences[-1]
        assert link.sentences[-1].startswith("In your days, ")


def test_before_the_first_look_there_is_no_word_however_strong_the_numbers(fit: Fit) -> None:
    early = replace(DAYS, day=20, look=0, look_on="", next_look=28, next_on="2026-10-03", counts=())
    page = my_loop(fit, {}, early)
    assert page.headline.startswith("Too early to say. The first words come on day 28, 3 October.")
    assert all(link.heading.endswith("no word yet") for link in page.links)
    assert "no arrow can be called" in page.pictures[0].title
    assert "drives low mood" not in said(page)


def test_a_clear_arrow_is_asked_for_no_more_days_and_the_other_says_what_it_assumes(fit: Fit) -> None:
    page = my_loop(fit, CLEAR, DAYS)
    assert not any(line.startswith("Pain → low mood") for line in page.needed)
    assert page.needed[-1].startswith("This takes the effect to be as large as it seems now")


def test_it_says_that_it_is_no_proof_of_cause_and_nothing_forbidden(fit: Fit) -> None:
    text = said(my_loop(fit, CLEAR, DAYS))
    assert "does not show cause" in text
    assert offences(text) == []
    assert "you should" not in text.casefold()


def test_pictures_have_a_title_a_table_and_a_description(fit: Fit) -> None:
    pictures = my_loop(fit, CLEAR, DAYS).pictures
    assert len(pictures) == 3
    for picture in pictures:
        assert picture.table.rows
        assert "<desc" in picture.svg
        assert "style=" not in picture.svg


def test_what_cannot_be_learned_says_why_and_what_may_help() -> None:
    page = cannot_learn("Column 'pain' has the same value in all answers.", "check in on other days.", DAYS)
    assert page.headline == "Nothing can be said about your loop yet."
    assert page.lead[:2] == ("Column 'pain' has the same value in all answers.", "What may help: Check in on other days.")
    assert page.pictures == ()


def test_words_are_kept_and_read_again_unchanged() -> None:
    unknown = {THERE: ArrowWord("cannot tell", None, None, None)}
    assert stored_words(kept_words(CLEAR)) == CLEAR
    assert stored_words(kept_words(unknown)) == unknown
    assert counted([{"occasions": 25}, {"occasions": 51}]) == (25, 51)


@pytest.fixture(scope="module")
def at_edge() -> Fit:
    panel = own_diary(28, 1)
    found = fit_own(panel, own_loop(panel))
    assert edges(found)
    return found


def test_where_nothing_can_be_told_it_says_so_and_that_no_number_of_days_can_be_named(at_edge: Fit) -> None:
    early = replace(DAYS, day=28, answered=28, look=28, look_on="2026-10-03", next_look=56, next_on="2026-10-31", counts=(28,))
    unknown = dict.fromkeys((THERE, BACK), ArrowWord("cannot tell", None, None, None))
    page = my_loop(at_edge, unknown, early)
    assert page.headline == f"Cannot tell yet. {EDGE}"
    assert page.needed == (HOW_LONG,)
    assert [row[2:] for row in page.pictures[0].table.rows] == [("not given", "none", "not given")] * 2
    assert "diffusion" not in said(page)
    assert "self:" not in said(page)


def test_a_word_goes_the_way_of_its_look_whatever_the_newest_days_say(at_edge: Fit, fit: Fit) -> None:
    """Near an edge the newest estimate is of any sign: "drives" read "drives ... down", under a headline that could tell nothing."""
    for effect, way in ((0.4, "more"), (-0.4, "less")):
        called = {THERE: ArrowWord("drives", 0.999, effect, 3.3), BACK: ArrowWord("cannot tell", None, None, None)}
        for now in (at_edge, fit):
            page = my_loop(now, called, DAYS)
            assert page.links[0].heading == ("Pain drives low mood" if effect > 0 else "Pain drives low mood down")
            assert f"In your days up to day 56, more pain is followed by {way} low mood" in page.headline
        assert my_loop(at_edge, called, DAYS).headline.endswith(NEWEST)
        assert "point the other way" not in said(my_loop(at_edge, called, DAYS))
    assert "point the other way" in said(my_loop(fit, {THERE: ArrowWord("likely drives", 0.97, -0.4, -2.2)}, DAYS))


def test_what_is_told_of_made_up_people_stands_in_the_validation() -> None:
    told = (Path(__file__).parents[2] / "docs" / "validation" / "looks.md").read_text(encoding="utf-8")
    assert "At day 28 about 6 in 10 loops lie at an edge of what can be learned, at day 112 about 3 in 10, at day 336" in told
    assert "about 1 in 20" in told


def test_the_words_name_the_day_of_the_look_however_far_apart_the_answers_are() -> None:
    panel = own_diary(160, 4, effect=0.5)
    panel = replace(panel, persons=(panel.persons[0].at(np.flatnonzero(np.isin(np.arange(160) % 5, (0, 2, 3)))),))
    page = my_loop(fit_own(panel, own_loop(panel)), CLEAR, replace(DAYS, gap=2.0))
    assert "In your days up to day 56" in page.headline
    assert "after 1 day" in page.pictures[0].table.caption
    assert page.checks[0].startswith("Mostly 2 days lie between two of your answers.")
