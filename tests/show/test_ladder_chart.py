"""The ladder as pictures."""

from __future__ import annotations

from dataclasses import replace

import pytest
from tests.show.chart import checked
from tests.show.diary import THERE

from unspiral.loop.picture.words import spoken
from unspiral.records import Effect, Fit, LinkAnswer, Rung
from unspiral.show.ladder_chart import axis_lines, effect_on, ladder_picture, ladder_title, word_on
from unspiral.show.numbers import signed, together
from unspiral.show.svg import FONT, NARROW

pytestmark = pytest.mark.unit


def rung(label: str, traits: bool, word: str, effect: Effect | None = None, *, standardised: bool = True) -> Rung:
    found = effect or Effect(0.1, 0.02, 0.2)
    link = LinkAnswer(word, 0.9, found, 0.03, 0.19, standardised)
    return Rung(
        label, traits, "constant", "separate", -10.0, 5, "cannot tell", {THERE: Effect(9.0, 8.0, 9.9)}, {THERE: word}, {THERE: link}
    )


def test_every_rung_is_drawn_with_its_word(people_fit: Fit) -> None:
    picture = ladder_picture(THERE, people_fit.ladder, lag=1.0, unit="day", level=0.95)
    words = checked(picture)
    assert "standard deviations of depression per one of pain" in words
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


def test_what_is_drawn_is_what_is_said(people_fit: Fit) -> None:
    """The words rest on standardised effects at the fixed lag, whatever lag was asked for: these are drawn."""
    picture = ladder_picture(THERE, people_fit.ladder, lag=people_fit.direction.lag, unit="day", level=0.95)
    for row, found in zip(picture.table.rows, people_fit.ladder, strict=True):
        assert found.links[THERE].word == found.words[THERE]
        assert effect_on(found, THERE) == found.links[THERE].effect
        assert row[1] == signed(found.links[THERE].effect.estimate, together(*ends(found.links[THERE].effect)))
    mixed = [rung("a", False, "drives"), rung("b", True, "drives", standardised=False)]
    assert "where the loop has none" in ladder_picture(THERE, mixed, lag=1.0, unit="day", level=0.95).table.caption


def test_rungs_in_two_units_say_so_row_by_row(people_fit: Fit) -> None:
    mixed = [rung("a", False, "drives"), rung("b", True, "drives", standardised=False)]
    picture = ladder_picture(THERE, mixed, lag=1.0, unit="day", level=0.95)
    words = checked(picture)
    assert "a: drives, in SD" in words
    assert "b: drives, in points *" in words
    assert "effect, in the unit of each row" in words
    assert "does not settle" in picture.caption
    assert [row[3] for row in picture.table.rows] == ["SD", "points *"]
    plain = ladder_picture(THERE, people_fit.ladder, lag=1.0, unit="day", level=0.95)
    assert "*" not in plain.caption
    assert {row[3] for row in plain.table.rows} == {"SD"}


def test_words_under_the_picture_never_run_out_of_it() -> None:
    long = ("how_much_the_back_hurts_today", "how_low_the_mood_is_this_evening")
    link = LinkAnswer("drives", 0.9, Effect(0.1, 0.02, 0.2), 0.03, 0.19, True)
    found = replace(rung("a", True, "drives"), words={long: "drives"}, links={long: link}, lagged={})
    lines = axis_lines(f"standard deviations of {spoken(long[1])} per one of {spoken(long[0])}")
    assert len(lines) == 2
    assert max(map(len, lines)) * 0.56 * FONT <= NARROW
    words = checked(ladder_picture(long, [found, found], lag=1.0, unit="day", level=0.95))
    assert all(line in words for line in lines)


def ends(effect: Effect) -> tuple[float | None, ...]:
    return effect.estimate, effect.low, effect.high


def test_an_arrow_that_turns_is_not_the_same_on_both_rungs() -> None:
    down = rung("without traits", False, "drives", Effect(-0.05, -0.1, -0.01))
    up = rung("with traits", True, "drives", Effect(0.16, 0.05, 0.27))
    assert ladder_title(THERE, [down, up]) == "Pain → depression: drives down without traits, drives with traits"
    assert word_on(rung("a", True, "cannot tell", Effect(-0.05, -0.1, 0.1)), THERE) == "cannot tell"


def test_an_older_file_shows_its_raw_effects_as_such() -> None:
    old = [replace(rung(label, False, "drives"), links={}) for label in ("a", "b")]
    picture = ladder_picture(THERE, old, lag=2.0, unit="day", level=0.95)
    assert "points of depression per point of pain" in checked(picture)
    assert picture.table.rows[0][1] == "+9.0"
    assert "after 2 days" in picture.caption


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
