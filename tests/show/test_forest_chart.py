"""The forest chart: ratios on a scale of ratios, no interval cut, a finding as its title, and its numbers as a table."""

from __future__ import annotations

import math
import re
import xml.etree.ElementTree as ET

import pytest

from unspiral.evidence.search import search
from unspiral.show.forest_chart import forest_picture
from unspiral.show.model import Picture
from unspiral.show.svg import NARROW

pytestmark = pytest.mark.unit

SVG = "{http://www.w3.org/2000/svg}"


def drawn(*words: str) -> Picture:
    picture = forest_picture(search(words))
    assert picture is not None
    return picture


def dots(picture: Picture) -> list[float]:
    return [float(found.get("cx", "nan")) for found in ET.fromstring(picture.svg).iter(f"{SVG}circle")]


def test_nothing_to_draw_draws_nothing() -> None:
    assert forest_picture(search(["xylophone"])) is None
    assert forest_picture(search(["chakra"], kinds=["claims"])) is None


@pytest.mark.parametrize("word", ["sleep", "depression", "twins", "prevalence", "duloxetine", "fusion", "recovery", "opioid", "cost"])
def test_it_is_a_whole_picture(word: str) -> None:
    picture = drawn(word)
    tree = ET.fromstring(picture.svg)
    assert tree.get("role") == "img"
    assert (tree.findtext(f"{SVG}title"), bool(tree.findtext(f"{SVG}desc"))) == (picture.title, True)
    assert len(dots(picture)) == len(picture.table.rows) > 0
    assert not re.search(r"\b(nan|inf)\b", picture.svg)
    height = float(tree.get("height", "0"))
    for found in tree.iter():
        for name in ("x", "cx", "x1", "x2"):
            assert -1 <= float(found.get(name, "0")) <= NARROW + 1
        for name in ("y", "cy", "y1", "y2"):
            assert -1 <= float(found.get(name, "0")) <= height + 1


@pytest.mark.parametrize("word", ["sleep", "depression", "twins", "duloxetine", "fusion"])
def test_no_interval_is_cut(word: str) -> None:
    for low, high in re.findall(r'd="M([\d.]+) [\d.]+H([\d.]+)"', drawn(word).svg):
        assert 17.9 <= float(low) <= float(high) <= NARROW - 17.9


def test_ratios_lie_on_a_scale_of_ratios() -> None:
    picture = forest_picture(search(["sleep pain"], kinds=["links"]))
    assert picture is not None
    rows = [row for row in picture.table.rows if row[1] == "odds ratio"]
    values = [float(row[2]) for row in rows]
    places = dots(picture)[: len(values)]
    steps = [(b - a) / (math.log(w) - math.log(v)) for a, b, v, w in zip(places, places[1:], values, values[1:])]
    assert max(steps) - min(steps) < 0.1 * abs(steps[0])


def test_the_title_is_the_finding_and_claims_no_cause() -> None:
    picture = drawn("sleep")
    assert picture.title.startswith("Between people, odds ratio: all 5 clearly above 1.")
    assert not re.search(r"drives|causes|leads to", picture.title + picture.caption)
    assert "“Between people”" in picture.caption
    assert "95 % intervals" in picture.caption


def test_what_was_worked_out_looks_other_without_colour() -> None:
    svg = drawn("duloxetine").svg
    assert svg.count('class="uc-paper"') == 1
    assert svg.count("stroke-dasharray") == 1
    assert 'stroke-dasharray="6 4"' in svg


def test_the_table_holds_every_number_with_its_source() -> None:
    picture = drawn("sleep")
    assert picture.table.header == ("", "measure", "estimate", "interval", "source")
    assert all(all(cell for cell in row) for row in picture.table.rows)
    assert any("runge2024" in row[4] for row in picture.table.rows)


def test_what_is_left_out_is_said() -> None:
    assert "more numbers were found and are not drawn" in drawn("depression").caption
