"""The slider as a picture."""

from __future__ import annotations

from dataclasses import replace

import pytest
from tests.learn.made_skipping import THERE, made
from tests.show.chart import checked

from unspiral.learn.skip_words import on_one
from unspiral.show.model import Picture
from unspiral.show.slider_chart import slider_picture, slider_title

pytestmark = pytest.mark.unit


def picture(*, turned: bool = False) -> Picture:
    held = made(turned=turned)
    return slider_picture(
        THERE, "depression", on_one(held, "depression"), held.slider[-1], learned=True, lag=1.0, unit="day", level=0.95
    )  # fmt: skip


def test_units_the_ignored_place_and_the_band_are_shown() -> None:
    words = checked(picture())
    assert "slope of skipping on depression, probits per SD" in words
    assert "ignored" in words
    assert "effect, points per point" in words
    assert "95 % band" in picture().caption
    assert "the slopes that were learned" in picture().caption


def test_the_title_says_whether_the_word_stays() -> None:
    assert picture().title == "Pain → depression: drives, at every slope of skipping on depression that is shown"
    assert picture(turned=True).title == "Pain → depression: hinges on what depression does to skipping"
    assert slider_title(("sleep", "pain"), "depression", on_one(made(), "depression"), made().slider[-1]).startswith(
        "Sleep → pain: the same"
    )


def test_slopes_that_the_answers_speak_against_are_not_what_an_arrow_hinges_on() -> None:
    held = made(turned=True)
    own = held.slider[-1]
    far = [replace(a, loglik=-50.0) if a.words[THERE] != own.words[THERE] else a for a in on_one(held, "depression")]
    title = slider_title(THERE, "depression", far, replace(own, loglik=0.0))
    assert title == "Pain → depression: another word only at slopes on depression that the answers speak against"


def test_the_table_holds_every_place_and_the_fit_itself() -> None:
    rows = picture(turned=True).table.rows
    assert [row[0] for row in rows] == ["−0.25", "0 (ignored)", "+0.25", "+0.50", "+0.10 (learned)"]
    assert [row[3] for row in rows] == ["drives", "drives", "likely drives", "likely drives", "drives"]
    assert [row[4] for row in rows] == ["1.0", "1.0", "2.0", "2.0", "0.0"]
