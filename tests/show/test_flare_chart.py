"""A person's own bad days as pictures: every spell where it was, and the curve where Kaplan and Meier put it."""

from __future__ import annotations

import re
from dataclasses import replace

import numpy as np
import pytest
from tests.show.bad_days import SPELLS, recorded
from tests.show.chart import checked

from unspiral.show.flare_chart import length_picture, spells_picture
from unspiral.show.flare_words import headline

pytestmark = pytest.mark.unit


def rectangles(svg: str) -> list[tuple[float, float]]:
    """Left edge and width of each grey stretch."""
    found = re.findall(r'<rect class="uc-band"[^>]*? x="([\d.]+)" y="[\d.]+" width="([\d.]+)"', svg)
    return [(float(x), float(width)) for x, width in found]


def test_each_spell_is_grey_where_it_was_and_as_wide_as_it_was_long() -> None:
    found, table = recorded()
    picture = spells_picture(found, table)
    words = checked(picture)
    assert picture.title == headline(found)
    assert "bad day: 5 or more" in words and "tried: heat" in words and "tried: never" not in words
    for svg in (picture.svg, picture.wide):
        grey = rectangles(svg)
        assert len(grey) == len(SPELLS) == len(found.spells)
        wide = [width for _, width in grey]
        day = (grey[-1][0] - grey[0][0]) / SPELLS[-1][0]
        assert [round(width / day) for width in wide] == [length for _, length in SPELLS]
        starts = [(x - grey[0][0]) / day for x, _ in grey]
        assert starts == pytest.approx([start for start, _ in SPELLS], abs=0.1)
    assert [row[0] for row in picture.table.rows][:2] == ["day 1 to 3", "day 21 to 22"]
    assert "began before there was an answer" in picture.table.rows[0][1]
    assert "still open" in picture.table.rows[-1][1]


def test_an_unseen_side_has_no_edge() -> None:
    found, table = recorded()
    edges = spells_picture(found, table).svg.count('stroke-width="0.8"')
    assert edges == 2 * len(SPELLS) - 2


def test_every_answer_is_a_dot_and_no_answer_is_none() -> None:
    found, table = recorded()
    svg = spells_picture(found, table).svg
    small, large = (len(re.findall(r"m[-\d.]+ [-\d.]+h0", path)) for path in re.findall(r'<path d="([^"]*h0)"', svg))
    assert large == found.bad
    assert small + large == found.answered < found.span


def test_the_curve_falls_where_spells_ended() -> None:
    found, _ = recorded()
    picture = length_picture(found)
    assert picture is not None
    assert "days since the spell began" in checked(picture)
    # Lengths whose beginning was seen: 2 2 2 3 4 5 ended, and 3 still open: 1 - 3/7, then 1/4 of what is left, and so on.
    shares = [1 - 3 / 7]
    shares += [shares[0] * (1 - 1 / 4)]
    shares += [shares[1] * (1 - 1 / 2), 0.0]
    assert [row[:2] for row in picture.table.rows] == [(str(d), f"{100 * s:.0f} %") for d, s in zip((2, 3, 4, 5), shares, strict=True)]
    assert picture.table.rows[-1][2] == "cannot be told"
    assert "Upright strokes" in picture.caption
    assert picture.title.startswith("Half of the bad spells lasted 3 days or less (95 % interval")


def test_too_few_have_no_curve_and_no_median_is_said() -> None:
    found, _ = recorded()
    assert length_picture(replace(found, length=replace(found.length, curve=()))) is None
    open_end = length_picture(replace(found, length=replace(found.length, median=None)))
    assert open_end is not None and open_end.title.startswith("How long bad spells last cannot be told")


def test_a_long_record_has_smaller_dots_and_a_flat_one_is_drawn_all_the_same() -> None:
    found, table = recorded(300)
    assert 'stroke-width="2.2"' in spells_picture(found, table).svg
    flat = replace(table, answers=np.where(np.isnan(table.answers), np.nan, 3.0))
    none = replace(found, spells=(), bad=0, usual=3.0, threshold=5.0)
    assert "No bad spell" in spells_picture(none, flat).title
