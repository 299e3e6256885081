"""Pictures as one file: everything inside, nothing overlapping, readable without the page."""

from __future__ import annotations

import re
from xml.etree import ElementTree

import pytest

from unspiral.loop.picture.words import width
from unspiral.show.model import Picture, Table
from unspiral.show.sheet import sheet
from unspiral.show.svg import FONT, NARROW, frame, text

pytestmark = pytest.mark.unit

SVG = "{http://www.w3.org/2000/svg}"


def picture(title: str, height: float) -> Picture:
    drawn = frame([text("inside", 5, 9)], NARROW, height, title, f"Said of <{title}>.", "test")
    return Picture(title, drawn, "How to read " * 20, Table("", (), ()))


def test_one_below_the_other_with_finding_and_caption() -> None:
    drawn = sheet([picture("First & <last>", 100.0), picture("Second " * 15, 50.0)])
    root = ElementTree.fromstring(drawn)
    inner = root.findall(f"{SVG}svg")
    assert [float(str(one.get("height"))) for one in inner] == [100.0, 50.0]
    first, second = (float(str(one.get("y"))) for one in inner)
    words = [(float(str(one.get("y"))), one.text or "") for one in root.findall(f"{SVG}text")]
    between = [said for y, said in words if first + 100.0 < y < second]
    assert " ".join(between).startswith("How to read How to read")
    assert " ".join(between).endswith("Second")  # of the next finding
    assert not [said for y, said in words if first < y < first + 100.0 or second < y < second + 50.0]
    assert words[0][1] == "First & <last>"
    total = float(str(root.get("height")))
    assert all(0.0 < y < total for y, _ in words) and second + 50.0 < total
    for one in root.findall(f"{SVG}text"):
        assert width(one.text or "", (1.1 if one.get("font-weight") else 1.0) * FONT) <= NARROW + 1.0


def test_title_and_description_hold_all_pictures_and_are_read_aloud_once_safe() -> None:
    root = ElementTree.fromstring(sheet([picture("First", 100.0), picture("Second", 50.0)]))
    title, described = root.find(f"{SVG}title"), root.find(f"{SVG}desc")
    assert title is not None and title.text == "First"
    assert described is not None and described.text == "First Said of <First>. Second Said of <Second>."
    assert set(str(root.get("aria-labelledby")).split()) == {title.get("id"), described.get("id")}


def test_light_dark_and_paper() -> None:
    drawn = sheet([picture("First", 100.0)])
    style = re.findall(r"<style>(.*?)</style>", drawn)
    assert len(style) == 1
    light, dark = style[0].split("@media screen and (prefers-color-scheme:dark)")
    for name in ("uc-ink", "uc-quiet", "uc-paper", "uc-band", "uc-line-grid", "uc-line-ink", "uc-halo", "uc-pain", "uc-mood"):
        assert f".{name}{{" in light and f".{name}{{" in dark
    assert light != dark
    # Programs that read no style sheet still get white paper and dark words.
    assert 'class="uc-paper" fill="#FFFFFF"' in drawn
