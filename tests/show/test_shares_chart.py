"""Shares of a spiral as a forest."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from tests.act.made import full_loop, made_fit, pair_fit, random_drift
from tests.show.chart import checked

from unspiral.act.spiral import spiral
from unspiral.records import Effect, Spiral
from unspiral.records.spiral import Weighed
from unspiral.show.shares_chart import shares_picture, shares_title

pytestmark = pytest.mark.unit


@pytest.fixture(scope="module")
def three() -> Spiral:
    fit = made_fit(full_loop(("pain", "depression", "sleep_problem")), random_drift(np.random.default_rng(4), 3))
    return spiral(fit, draws=300, travel=False)


def test_every_link_has_its_line_and_its_row(three: Spiral) -> None:
    picture = shares_picture(three)
    assert picture is not None
    words = checked(picture)
    assert words.count("through ") == 6
    assert "whole loop" in words
    assert "share of a push that comes back" in words
    assert [row[0] for row in picture.table.rows] == ["whole loop", *(f"through {a} → {b}".replace("_", " ") for a, b in three.shares)]
    assert picture.table.header[-1] == "beyond 5 %?"
    assert "do not add up" in picture.caption
    assert picture.svg.count("<circle") == 7
    assert "uc-band" in picture.svg


def test_a_pair_needs_no_word_of_overlap() -> None:
    picture = shares_picture(spiral(pair_fit(), draws=300, travel=False))
    assert picture is not None
    checked(picture)
    assert "do not add up" not in picture.caption
    assert picture.title == "More than 5 % of a push comes back round the loop."


def test_an_end_that_is_missing_is_an_arrow() -> None:
    """Loops that the data leave possible run away: the interval has no upper end, and the chart says so without drawing infinity."""
    found = spiral(made_fit("pain <-> depression", np.array([[-0.5, 0.4], [0.42, -0.5]]), spread=0.25), travel=False)
    picture = shares_picture(found)
    assert picture is not None
    words = checked(picture)
    assert "without an upper end" in words
    assert "inf" not in picture.svg.lower().replace("info", "")
    whole = shares_picture(spiral(pair_fit(), draws=300, travel=False))
    assert whole is not None
    assert picture.svg.count("v10") < whole.svg.count("v10")  # three caps fewer, three arrows more


def test_nothing_to_draw() -> None:
    runaway = spiral(made_fit("pain <-> depression", np.array([[-0.2, 0.5], [0.4, -0.2]])))
    assert shares_picture(runaway) is None
    assert shares_title(runaway) == "No gain can be given."


@pytest.mark.parametrize(
    ("word", "threshold", "title"),
    [
        ("clear", 0.05, "More than 5 % of a push comes back round the loop."),
        ("clear", -0.05, "More than 5 % of a push is damped away by the loop."),
        ("likely", 0.05, "That more than 5 % of a push comes back round the loop is likely."),
        ("likely not", 0.05, "That more than 5 % of a push comes back is not likely."),
        ("nil", 0.05, "No spiral worth speaking of: less than 5 % of a push comes back."),
        ("none", 0.05, "No links lead back: nothing of a push comes round."),
        ("cannot tell", 0.05, "Whether a spiral worth speaking of is there, these data cannot tell."),
    ],
)
def test_the_title_is_the_finding(three: Spiral, word: str, threshold: float, title: str) -> None:
    assert shares_title(replace(three, weighed=Weighed(Effect(0.1, 0.0, 0.2), threshold, 0.5, word))) == title
