"""The picture as one SVG that stands by itself."""

from __future__ import annotations

import itertools
import re
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from unspiral.errors import SpecError
from unspiral.loop.diagram import ArrowStyle, colour_of, diagram
from unspiral.loop.language import parse
from unspiral.loop.model import Indicator, Input, Link, Loop, Process

SVG = "{http://www.w3.org/2000/svg}"
LOOP = parse("pain <-> depression; pain -> sleep_problem -> depression; walking => pain (fading)")


def words(svg: str) -> list[str]:
    return [element.text or "" for element in ElementTree.fromstring(svg).iter(f"{SVG}text")]


def arrows(svg: str) -> list[str]:
    titles = [element.findtext(f"{SVG}title") or "" for element in ElementTree.fromstring(svg).iter(f"{SVG}g")]
    return [title for title in titles if "→" in title]


def test_every_process_link_and_input_is_drawn() -> None:
    svg = diagram(LOOP)
    assert {"pain", "depression", "sleep", "problem", "walking", "fading"} <= set(words(svg))
    assert arrows(svg) == ["pain → depression", "depression → pain", "pain → sleep problem", "sleep problem → depression", "walking → pain"]
    assert all(colour_of(name) in svg for name in LOOP.names)


def test_it_says_what_it_shows_to_those_who_do_not_see_it() -> None:
    root = ElementTree.fromstring(diagram(LOOP, title="Pain drives mood"))
    assert root.get("role") == "img"
    title, description = root.find(f"{SVG}title"), root.find(f"{SVG}desc")
    assert title is not None
    assert description is not None
    assert root.get("aria-labelledby") == f"{title.get('id')} {description.get('id')}"
    assert title.text == "Pain drives mood"
    assert "pain drives depression." in (description.text or "")
    assert "walking (fading input) acts on pain." in (description.text or "")
    assert "Loop of pain, depression and sleep problem" in diagram(LOOP)


def test_styles_say_width_dash_sign_and_words() -> None:
    styles = {
        ("pain", "depression"): ArrowStyle(width=1.0, label="after about 1 day", sign="+"),
        ("depression", "pain"): ArrowStyle(width=0.0, dashed=True, label="cannot tell", sign="-"),
    }
    svg = diagram(LOOP, styles=styles)
    # An arrow that is left out was shown small or tested as nil; inputs stay.
    assert arrows(svg) == ["pain → depression: + after about 1 day", "depression → pain: − cannot tell", "walking → pain"]
    assert {"+ after about 1 day", "− cannot tell"} <= set(words(svg))
    lines = re.findall(r'<path d="M[^"]*Q[^"]*" fill="none" stroke="currentColor" stroke-width="([\d.]+)"( stroke-dasharray)?', svg)
    assert [(float(wide), bool(dash)) for wide, dash in lines] == [(9.0, False), (1.6, True), (2.6, False)]
    assert "dashed: − cannot tell." in svg


def test_without_styles_all_arrows_are_equal_and_solid() -> None:
    svg = diagram(LOOP)
    assert set(re.findall(r'stroke="currentColor" stroke-width="([\d.]+)"/><path', svg)) == {"2.6"}
    assert "dasharray" not in svg


@pytest.mark.parametrize(
    ("style", "said"),
    [
        (ArrowStyle(), ""),
        (ArrowStyle(label="after 1 day"), "after 1 day"),
        (ArrowStyle(sign="-"), "−"),
        (ArrowStyle(sign="+", label="+ after 1 day"), "+ after 1 day"),
        (ArrowStyle(sign="-", label="-0.2 after 1 day"), "−0.2 after 1 day"),
    ],
)
def test_the_sign_stands_once(style: ArrowStyle, said: str) -> None:
    assert style.words == said


def test_half_lives_stand_inside_the_discs() -> None:
    svg = diagram(LOOP, insides={"pain": "half-life 2 days"})
    assert {"half-life", "2 days"} <= set(words(svg))
    assert "pain: half-life 2 days." in svg


def test_a_title_is_shown_and_makes_room_for_itself() -> None:
    def height(svg: str) -> float:
        return float(ElementTree.fromstring(svg).get("height") or 0)

    titled = diagram(LOOP, title="Pain goes with lower mood the next day; the other way these data cannot tell.")
    assert height(titled) > height(diagram(LOOP)) + 40
    assert words(titled)[0].startswith("Pain goes with lower mood")


def test_words_without_room_are_listed_in_a_key() -> None:
    names = ["pain", "depression", "sleep", "activity", "stress"]
    loop = parse(";".join(f"{a} <-> {b}" for i, a in enumerate(names) for b in names[i + 1 :]))
    svg = diagram(loop, styles={(link.cause, link.affected): ArrowStyle(label="after about 2 days", sign="+") for link in loop.links})
    listed = [line for line in words(svg) if re.match(r"\d+ .* → .*: \+ after about 2 days", line)]
    assert listed
    beside = sum(line.startswith("+ after") for line in words(svg))
    assert len(listed) + beside == len(loop.links)


def test_no_name_can_break_out() -> None:
    name = "<script>alert('x')</script>&\""
    loop = Loop(
        (Process(name, (Indicator(name),)), Process("b", (Indicator("b"),))), (Link(name, "b"),), (Input(name + "2", ("b",), "impulse"),)
    )
    svg = diagram(loop, insides={name: "<b>"}, title=name, styles={(name, "b"): ArrowStyle(label="</svg><img src=x onerror=alert(1)>")})
    assert "<script" not in svg
    assert "<img" not in svg
    assert svg.count("</svg>") == 1
    root = ElementTree.fromstring(svg)
    assert root.findtext(f"{SVG}title") == name


@given(st.text(min_size=1, max_size=20), st.text(max_size=20), st.text(max_size=30))
@settings(max_examples=50)
def test_any_words_give_well_formed_xml(name: str, inside: str, label: str) -> None:
    loop = Loop((Process(name, (Indicator("x"),)), Process(name + "b", (Indicator("y"),))), (Link(name, name + "b"),))
    svg = diagram(loop, insides={name: inside}, title=label, styles={(name, name + "b"): ArrowStyle(label=label)})
    root = ElementTree.fromstring(svg.encode("utf-8"))
    # What XML cannot hold is a box, and its readers make one line end of all; the rest comes back as it was.
    shown = re.sub("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]", "\ufffd", label).replace("\r\n", "\n").replace("\r", "\n")
    assert (root.findtext(f"{SVG}title") or "") == shown or not label


@pytest.mark.parametrize("count", [1, 2, 3, 5, 8, 13])
def test_it_stands_by_itself_and_always_looks_the_same(count: int) -> None:
    names = ["pain", "depression", *(f"p{i}" for i in range(11))][:count]
    loop = parse("; ".join(f"{name} by {name}" for name in names) + "".join(f"; {a} -> {b}" for a, b in itertools.pairwise(names)))
    svg = diagram(loop)
    assert svg == diagram(loop)
    assert svg.startswith("<svg ")
    assert not re.search(r"https?://(?!www\.w3\.org/2000/svg)|url\(|@import|<image|<script|href", svg)
    root = ElementTree.fromstring(svg)
    assert root.get("viewBox") == f"0 0 {root.get('width')} {root.get('height')}"
    assert root.get("width") == "640"


def test_two_pictures_on_one_page_do_not_share_their_names() -> None:
    def mark(svg: str) -> str:
        return re.findall(r'id="(ul-\w+)-title"', svg)[0]

    assert mark(diagram(LOOP)) != mark(diagram(LOOP, title="another"))


def test_words_are_large_enough_on_a_telephone() -> None:
    svg = diagram(LOOP, insides=dict.fromkeys(LOOP.names, "half-life 10 days"), title="A finding")
    sizes = [float(size) for size in re.findall(r'font-size="([\d.]+)"', svg)]
    assert min(sizes) * 390 / 640 >= 9


@pytest.mark.parametrize(
    "loop",
    [
        Loop((), ()),
        Loop((Process("a", (Indicator("a"),)),), (Link("a", "b"),)),
        Loop((Process("a", (Indicator("a"),)),), (), (Input("w", ("b",), "fading"),)),
    ],
)
def test_a_broken_loop_is_refused(loop: Loop) -> None:
    with pytest.raises(SpecError):
        diagram(loop)


def test_a_delay_is_drawn_and_spoken() -> None:
    drawn = diagram(parse("pain -> mood; walking => pain (sustained, after 3 days)"))
    assert "walking: sustained input, after 3 days" in drawn
    assert ">sustained, after 3 days<" in drawn
