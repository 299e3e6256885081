"""A spiral as a page."""

from __future__ import annotations

import numpy as np
import pytest
from tests.act.made import full_loop, made_fit, pair_fit, random_drift
from tests.house.test_never_say import offences
from tests.show.chart import checked
from tests.show.reading import section, words_of

from unspiral.act.spiral import spiral
from unspiral.show.spiral_page import spiral_page
from unspiral.show.verb_page import pictures_of

pytestmark = pytest.mark.unit


def test_two_processes_have_shares_and_no_way_through_a_third() -> None:
    fit = pair_fit()
    page = spiral_page(fit, spiral(fit))
    assert [one.name for one in page.sections] == ["shares", "checks"]
    assert page.answer.headline == pictures_of(page)[0].title
    assert len(pictures_of(page)) == 1


def test_three_processes_show_how_effects_travel_and_how_central_each_is() -> None:
    names = ("pain", "depression", "sleep")
    fit = made_fit(full_loop(names), random_drift(np.random.default_rng(2), 3), spread=0.02)
    found = spiral(fit, draws=200)
    page = spiral_page(fit, found)
    assert [one.name for one in page.sections] == ["shares", "effects", "central", "checks"]
    pictures = pictures_of(page)
    assert len(pictures) == 3
    for picture in pictures[1:]:
        assert "through sleep" in checked(picture)
    rows = section(page, "central").parts[0].tables[0].rows
    assert [row[0] for row in rows] == list(names)
    said = words_of(page)
    assert "ranks by energy and not by benefit" in said
    assert all(sentence in said for sentence in found.assumptions)
    assert offences(said) == []


def test_a_loop_that_runs_away_has_no_picture_and_says_why() -> None:
    fit = made_fit("pain <-> depression", np.array([[-0.2, 0.5], [0.4, -0.2]]))
    page = spiral_page(fit, spiral(fit, draws=50))
    assert pictures_of(page) == ()
    assert page.answer.headline == "No gain can be given."
    assert "runs away" in words_of(page)
    assert "are refused: nothing on this page may be relied on" in section(page, "checks").lead[0]
