"""The report in a real browser: a phone and a desk, light and dark, and on paper."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from tests.browser.conftest import Opened
from tests.browser.looks import CONTRAST, NAMELESS, SIZES, WIDER, faults

pytestmark = pytest.mark.browser

Open = Callable[[str, int, str], Opened]
VIEWS = [(name, width, scheme) for name in ("one", "many", "differ") for width in (390, 1280) for scheme in ("light", "dark")]


@pytest.mark.parametrize(("name", "width", "scheme"), VIEWS)
def test_every_view(opened: Open, name: str, width: int, scheme: str) -> None:
    found = opened(name, width, scheme)
    assert faults(found, width, scheme) == []


@pytest.mark.parametrize("name", ["one", "many", "differ", "crowd"])
def test_words_in_pictures_can_be_read_on_a_phone(opened: Open, name: str) -> None:
    sizes = opened(name, 390, "light").page.evaluate(SIZES)
    assert len(sizes) > 50
    assert [(round(size, 2), words) for size, words in sizes if size < 11.0] == []


def test_the_data_behind_every_picture_opens_by_keyboard(opened: Open) -> None:
    page = opened("one", 390, "light").page
    pictures = page.locator("figure")
    assert pictures.count() >= 7
    assert page.locator("figure details table caption").count() == pictures.count()
    first = page.locator("figure summary").first
    first.focus()
    assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"
    page.keyboard.press("Enter")
    assert page.locator("figure details table").first.is_visible()
    for details in page.locator("details").all():
        details.evaluate("e => { e.open = true }")
    assert page.evaluate(WIDER) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


@pytest.mark.parametrize("name", ["differ", "crowd"])
def test_everybodys_own_value_fits_a_phone_a_desk_and_paper(opened: Open, name: str) -> None:
    """Sorted values are high on a phone and wide on a desk, and leave the next heading on the same screen or the next one."""
    seen: dict[int, tuple[float, float]] = {}
    for width, shown in ((390, "at-narrow"), (1280, "at-wide")):
        found = opened(name, width, "light")
        picture = found.page.locator(f"#individual .{shown} svg").first
        box = picture.bounding_box()
        assert box is not None
        assert box["x"] >= 0.0 and box["x"] + box["width"] <= width
        seen[width] = (box["width"], box["height"])
        assert found.page.locator("#individual figure").count() == 1
        assert found.page.locator("#overlap figure").count() == 1
    assert seen[390][1] > 1.5 * seen[390][0] and seen[390][1] < 800.0
    assert seen[1280][1] < seen[1280][0]
    page = opened(name, 1280, "dark").page
    page.emulate_media(media="print", color_scheme="dark")
    assert page.locator("#individual .at-wide svg").first.is_visible()
    assert min(page.evaluate(CONTRAST, ["#individual svg.uc text", "fill"])) >= 4.5


def test_landmarks_and_headings(opened: Open) -> None:
    page = opened("many", 1280, "light").page
    for landmark in ("header", "main", "footer", "nav"):
        assert page.locator(f"body {landmark}").count() == 1
    assert page.locator("h1").count() == 1
    named = page.evaluate(
        "[...document.querySelectorAll('section')].every(s => document.getElementById(s.getAttribute('aria-labelledby')))"
    )
    assert named
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Go to the answer"
    for target in page.evaluate("[...document.querySelectorAll('a')].map(a => a.getAttribute('href'))"):
        assert page.locator(target).count() == 1


def test_the_wide_timeline_is_for_wide_screens(opened: Open) -> None:
    for width, shown in ((390, "at-narrow"), (1280, "at-wide")):
        page = opened("one", width, "light").page
        seen = [name for name in ("at-narrow", "at-wide") if page.locator(f"#read .{name}").first.is_visible()]
        assert seen == [shown]


def test_paper_is_white_whatever_the_screen_was(opened: Open) -> None:
    page = opened("one", 1280, "dark").page
    page.emulate_media(media="print", color_scheme="dark")
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    assert min(page.evaluate(CONTRAST, ["svg.uc text", "fill"])) >= 4.5
    assert min(page.evaluate(CONTRAST, ["svg.unspiral-loop text", "fill"])) >= 4.5
    assert not page.locator("nav").is_visible()
    assert page.pdf(format="A4").startswith(b"%PDF")


def test_the_checks_see_what_is_wrong(opened: Open) -> None:
    page = opened("one", 390, "light").page
    wide = "document.querySelector('main').insertAdjacentHTML('beforeend', '<p id=bad><b>' + 'x'.repeat(80) + '</b></p>')"
    page.evaluate(wide)
    page.evaluate("document.getElementById('bad').style.overflowWrap = 'normal'")
    assert page.evaluate(WIDER)
    page.evaluate("document.querySelector('h1').style.color = 'rgb(200, 200, 200)'")
    assert min(page.evaluate(CONTRAST, ["h1", "color"])) < 4.5
    page.evaluate("document.querySelector('svg desc').remove()")
    assert page.evaluate(NAMELESS)


def test_a_script_or_a_picture_from_outside_is_stopped(opened: Open) -> None:
    found = opened("one", 390, "light")
    found.page.evaluate("document.body.insertAdjacentHTML('beforeend', '<img src=\"https://example.org/a.png\">')")
    found.page.wait_for_timeout(200)
    assert found.asked == []  # the policy stops it before anything is asked
    assert any("Content Security Policy" in said for said in found.said)
