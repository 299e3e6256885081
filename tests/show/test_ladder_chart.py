"""The ladder as pictures."""

from __future__ import annotations

import pytest
from tests.show.chart import checked
from tests.show.diary import THERE

from unspiral.records import Effect, Fit, Rung
from unspiral.show.ladder_chart import ladder_picture, ladder_title, word_on

pytestmark = pytest.mark.unit


def rung(label: str, traits: bool, word: str, effect: Effect | None = None) -> Rung:
    found = effect or Effect(0.1, 0.02, 0.2)
    return Rung(label, traits, "constant", "separate", -10.0, 5, "cannot tell", {THERE: found}, {THERE: word})


def test_every_rung_is_drawn_with_its_word(people_fit: Fit) -> None:
    picture = ladder_picture(THERE, people_fit.ladder, lag=1.0, unit="day", level=0.95)
    words = checked(picture)
    assert "points of depression per point of pain" in words
    for found in people_fit.ladder:
        assert f"{found.label}: {word_on(found, THERE)}" in words
    assert len(picture.table.rows) == len(people_fit.ladder) >= 2


@pytest.mark.parametrize(
    ("plain", "apart", "title"),
    [
        ("drives", "cannot tell", "Pain → depression: called without traits, not with them"),
        ("cannot tell", "drives", "Pain → depression: called with traits, not without them"),
        ("cannot tell", "cannot tell", "Pain → depression: cannot tell, with traits and without"),
        ("drives", "likely drives", "Pain → depression: drives without traits, likely drives with traits"),
        ("nil", "cannot tell", "Pain → depression: too small to speak of without traits, cannot tell with traits"),
    ],
)
def test_the_title_is_the_finding(plain: str, apart: str, title: str) -> None:
    assert ladder_title(THERE, [rung("without traits", False, plain), rung("with traits", True, apart)]) == title


def test_filled_is_called_and_hollow_is_not() -> None:
    ladder = [rung("without traits", False, "drives"), rung("with traits", True, "cannot tell")]
    picture = ladder_picture(THERE, ladder, lag=6.0, unit="month", level=0.9)
    checked(picture)
    assert picture.svg.count("<circle") == 2
    assert picture.svg.count('class="uc-paper"') == 1
    assert picture.svg.count('stroke-dasharray="6 4"') == 1
    assert "after 6 months" in picture.caption
    assert "90 % interval" in picture.table.header[2]


def test_a_line_off_zero_that_cannot_be_called_is_explained() -> None:
    told = [rung("a", False, "drives")]
    untold = [rung("a", False, "cannot tell")]
    assert "lies at an edge" not in ladder_picture(THERE, told, lag=1.0, unit="day", level=0.95).caption
    assert "lies at an edge" in ladder_picture(THERE, untold, lag=1.0, unit="day", level=0.95).caption


def test_an_open_end_reaches_the_edge_without_a_cap() -> None:
    picture = ladder_picture(THERE, [rung("a", False, "cannot tell", Effect(0.1, None, None))], lag=1.0, unit="day", level=0.95)
    checked(picture)
    assert "v10" not in picture.svg
    assert picture.table.rows[0][2] == "no interval can be given"
