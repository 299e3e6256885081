"""One what-if as a page."""

from __future__ import annotations

import numpy as np
import pytest
from tests.act.made import made_fit, pair_fit, random_drift
from tests.house.test_never_say import offences
from tests.show.chart import checked
from tests.show.reading import section, words_of

from unspiral.act.whatif import cut, hold, press, schedule
from unspiral.records.whatif import Piece
from unspiral.show.verb_page import pictures_of
from unspiral.show.whatif_page import whatif_page
from unspiral.show.words import start

pytestmark = pytest.mark.unit


def test_the_question_the_answer_and_every_process() -> None:
    fit = pair_fit()
    found = press(fit, {"pain": -0.1}, draws=200)
    page = whatif_page(fit, found)
    assert page.title == "What would be expected if pain were pushed down all the time by 0.10 points a day?"
    assert page.answer.headline.startswith("Depression would be expected to settle lower if pain were pushed down")
    assert [checked(picture).count("difference, points") for picture in pictures_of(page)] == [1, 1]
    numbers = section(page, "numbers")
    assert [row[0] for row in numbers.parts[0].tables[0].rows] == ["pain", "depression"]
    assert numbers.parts[1].box == found.assumptions
    assert numbers.lead == ("Exact for every loop that the data leave possible: nothing is simulated.",)
    said = words_of(page)
    assert " will " not in said and offences(said) == []
    for sentence in found.assumptions:
        assert sentence in said


def test_a_process_that_is_held_has_no_picture_of_its_own() -> None:
    rng = np.random.default_rng(5)
    fit = made_fit("pain -> sleep\nsleep -> pain\npain -> depression\ndepression -> sleep", _zeroed(random_drift(rng, 3)))
    page = whatif_page(fit, hold(fit, {"pain": 3.0}, draws=50))
    assert len(pictures_of(page)) == 2
    assert "pain were held at 3.0" in page.title
    assert "pain" in {row[0] for row in section(page, "numbers").parts[0].tables[0].rows}


def _zeroed(drift: np.ndarray) -> np.ndarray:
    """Links that the loop of the test does not declare are 0; its processes are pain, sleep, depression."""
    declared = {(1, 0), (0, 1), (2, 0), (1, 2)}
    return np.array([[drift[i, j] if i == j or (i, j) in declared else 0.0 for j in range(3)] for i in range(3)])


def test_a_change_that_cannot_be_told_says_so_first_and_what_was_checked_last() -> None:
    fit = pair_fit(spread=0.25)
    found = cut(fit, ("pain", "depression"), {"pain": 1.0}, draws=200)
    page = whatif_page(fit, found)
    assert page.answer.headline.startswith("Cannot tell whether depression would change")
    checks = section(page, "checks")
    assert len(checks.parts[0].tables[0].rows) == len(found.verdicts)
    assert start(found.verdicts[0].reason)[:40] in words_of(page)


def test_what_ends_is_told_by_its_most_and_its_area() -> None:
    fit = pair_fit()
    page = whatif_page(fit, schedule(fit, [Piece("pain", -0.2, 0.0, 14.0)], draws=100))
    assert "lower for a while" in page.answer.headline
    assert "area in all, points × days" in words_of(page)
    assert "Grey: while a push is on." in pictures_of(page)[0].caption
