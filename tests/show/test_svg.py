"""Elements, text and the frame of a chart."""

from __future__ import annotations

from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from unspiral.show.svg import frame, hued, line, number, path, rule, tag, text, xml

pytestmark = pytest.mark.unit

POINTS = st.lists(st.tuples(st.floats(-1e4, 1e4), st.floats(-1e4, 1e4)), min_size=2, max_size=20)


def test_attributes_are_named_and_escaped() -> None:
    assert tag("rect", x=1.0, stroke_width=2.5, class_="a", fill=None) == '<rect x="1" stroke-width="2.5" class="a"/>'
    assert tag("text", "&lt;", data_x='"<') == '<text data-x="&quot;&lt;">&lt;</text>'


@given(st.text())
def test_any_text_is_safe(words: str) -> None:
    drawn = frame([text(words, 1.0, 2.0)], 10.0, 10.0, words, words, "any")
    root = ElementTree.fromstring(drawn)
    assert len(list(root)) == 3  # title, desc, text: nothing in the words became an element


def test_what_xml_cannot_hold_becomes_a_box() -> None:
    assert xml("a\x00b\ud800") == "a\ufffdb\ufffd"


def test_coordinates_are_short() -> None:
    assert [number(v) for v in (1.0, 1.04, -0.04, 12.36)] == ["1", "1", "0", "12.4"]


@given(POINTS)
def test_relative_steps_do_not_drift(points: list[tuple[float, float]]) -> None:
    x, y = 0.0, 0.0
    for piece in path(points).replace("l", "|l").split("|"):
        a, b = (float(v) for v in piece[1:].split())
        x, y = (a, b) if piece[0] == "M" else (x + a, y + b)
    assert abs(x - points[-1][0]) < 0.11
    assert abs(y - points[-1][1]) < 0.11


def test_a_line_needs_two_points() -> None:
    assert line([(0.0, 0.0)]) == ""
    assert 'stroke-dasharray="7 4"' in line([(0.0, 0.0), (1.0, 1.0)], dash="7 4")


def test_colours_stand_in_the_chart_itself() -> None:
    assert hued("pain", "x") == '<g class="uc-pain" color="#D55E00">x</g>'
    assert 'stroke="#1F2328"' in rule((0.0, 0.0), (1.0, 0.0), tone="ink")


def test_two_charts_have_different_names() -> None:
    one, other = (frame([], 10.0, 10.0, title, "d", "k") for title in ("a", "b"))
    names = [ElementTree.fromstring(chart).get("aria-labelledby") for chart in (one, other)]
    assert names[0] != names[1]
    assert one == frame([], 10.0, 10.0, "a", "d", "k")


def test_exactly_what_xml_cannot_hold_becomes_a_box() -> None:
    edges = [0x0, 0x8, 0x9, 0xA, 0xB, 0xD, 0x1F, 0x20, 0xD7FF, 0xD800, 0xDFFF, 0xE000, 0xFFFD, 0xFFFE, 0xFFFF, 0x10000, 0x10FFFF]
    held = {0x9, 0xA, 0xD, 0x20, 0xD7FF, 0xE000, 0xFFFD, 0x10000, 0x10FFFF}
    assert {edge for edge in edges if xml(chr(edge)) == chr(edge)} == held
