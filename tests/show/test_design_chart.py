"""A plan as a picture."""

from __future__ import annotations

from dataclasses import replace

import pytest
from tests.records.test_design import CURVE, GIVEN, ONE, ROW, made
from tests.show.chart import checked

from unspiral.records.design import Curve
from unspiral.show.design_chart import design_of, design_picture, design_title, design_words, nearest

pytestmark = pytest.mark.unit

RISING = Curve(28, 5, 0.8, (10, 60, 120), (0.2, 0.8, 0.98), (0.5, 0.2, 0.14))


def test_power_and_width_are_drawn_with_the_chosen_design_marked() -> None:
    picture = design_picture(replace(made(), curves=(RISING, replace(RISING, beeps=1, power=(0.1, 0.3, 0.5)))))
    words = checked(picture)
    assert "power: chance of seeing the link" in words
    assert "width of the 95 % interval" in words
    assert "28 days, 5 beeps a day, 80 % answered" in words
    assert "28 days, 1 beep a day, 80 % answered" in words
    assert picture.svg.count("<circle") == 2
    assert 'class="uc-paper"' not in picture.svg
    assert picture.title == "60 people, 28 days, 5 beeps a day, 80 % answered: the smallest of these designs that reaches what is wanted"
    assert picture.table.rows[0] == ("60 people, 28 days, 5 beeps a day, 80 % answered", "8400", "0.80", "0.20", "yes")


def test_the_picture_of_an_input_says_whose_effect_it_is() -> None:
    row = replace(ROW, low=0.8, high=0.97)
    picture = design_picture(replace(made(), given=GIVEN, curves=(RISING,), rows=(row,)))
    assert "power: chance of seeing the effect of being assigned" in checked(picture)
    assert picture.caption.startswith("Effect of being assigned walking, of which 50 % is taken (intention to treat).")
    assert picture.table.rows[0][2] == "0.80 to 0.97"


def test_where_none_reaches_the_nearest_is_hollow() -> None:
    plan = replace(made(), chosen=None, curves=(RISING,))
    picture = design_picture(plan)
    checked(picture)
    assert picture.svg.count('class="uc-paper"') == 2
    assert "(the nearest to it)" in picture.caption
    assert design_title(plan) == "None of these designs reaches what is wanted"


def test_what_cannot_be_told_is_in_the_table_and_nowhere_else() -> None:
    row = replace(ROW, why="too few", power=float("nan"), width=float("nan"))
    plan = replace(made(), rows=(row,), chosen=None, curves=())
    picture = design_picture(plan)
    checked(picture)
    assert nearest(plan) is None
    assert picture.table.rows[0][2:] == ("cannot be told", "too few", "")
    assert design_words(None, plan) == "No design can tell the link at all."


def test_more_curves_than_there_are_lines_are_said_to_be_left_out() -> None:
    picture = design_picture(replace(made(), curves=tuple(replace(CURVE, days=k) for k in range(1, 15))))
    assert "Only the first 10" in picture.caption
    assert checked(picture).count("beeps a day") == 10


def test_designs_and_powers_in_words() -> None:
    assert design_of(replace(ONE, people=1, days=1, beeps=1, compliance=1.0)) == "1 person, 1 day, 1 beep a day, 100 % answered"
    words = design_words(replace(ROW, low=0.5, high=0.9), made())
    assert "power 0.80 on average over what the pilot leaves possible (from 0.50 to 0.90" in words
    assert nearest(replace(made(), chosen=None, wanted_power=None, wanted_width=0.1)) == ROW
