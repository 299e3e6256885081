"""Breaking and fitting words."""

from __future__ import annotations

import itertools
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from unspiral.loop.picture.words import LINE, cut, in_discs, spoken, width, wrap


def test_names_are_spoken_without_underscores() -> None:
    assert spoken("sleep_problem") == "sleep problem"
    assert spoken("__") == "__"


def test_lines_are_about_equally_long_and_numbers_stay_with_their_units() -> None:
    assert wrap("half-life 2 days", 16, 110) == ["half-life", "2 days"]
    assert wrap("+ after about 3 days", 19, 108) == ["+ after", "about", "3 days"]
    assert wrap("+ after about 3 days", 19, 500) == ["+ after about 3 days"]
    assert wrap("", 19, 100) == []


@given(st.text("ab- 1+", max_size=40), st.floats(20, 300))
def test_wrapping_loses_no_word(text: str, room: float) -> None:
    assert "".join(wrap(text, 16, room)).replace(" ", "") == text.replace(" ", "")


def test_cutting_leaves_what_fits() -> None:
    assert cut("short", 10, 100) == "short"
    shorter = cut("a very long name of a process", 10, 80)
    assert shorter.endswith("…")
    assert width(shorter, 10) <= 80


@pytest.mark.parametrize("radius", [46.0, 60.0, 68.0])
def test_words_stay_inside_their_disc(radius: float) -> None:
    insides = {"pain": "half-life 2 days", "sleep_problem": "half-life 10 days", "an_extraordinarily_long_name_for_a_process": "x " * 40}
    for lines in in_discs(insides, radius).values():
        assert lines
        for line in lines:
            corner = abs(line.below) + 0.4 * line.size
            assert math.hypot(width(line.text, line.size) / 2, corner) <= radius
        for upper, lower in itertools.pairwise(lines):
            assert lower.below - upper.below >= min(upper.size, lower.size) * LINE * 0.99


def test_all_discs_use_one_size() -> None:
    found = in_discs({"pain": "", "depression": "", "sleep": "half-life 2 days"}, 68.0)
    assert len({line.size for lines in found.values() for line in lines if not line.small}) == 1
