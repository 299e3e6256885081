"""The pages of days in a real browser: words that can be read on a small phone, tables that fit, and notes by keyboard alone."""

from __future__ import annotations

from collections.abc import Generator

import pytest
from playwright.sync_api import BrowserContext, Page
from tests.browser.keys import Keys
from tests.browser.looks import NAMELESS, SIZES
from tests.browser.served import Served, served

pytestmark = pytest.mark.browser

PAGES = ("/days?range=7", "/days?range=90", "/days?range=all", "/days/scores", "/days/weekdays")
OUTSIDE = """() => [...document.querySelectorAll('svg')].filter(s => s.getClientRects().length).flatMap(svg => {
  const frame = svg.getBoundingClientRect();
  return [...svg.querySelectorAll('text')].filter(t => { const b = t.getBoundingClientRect();
    return b.left < frame.left - 1 || b.right > frame.right + 1 || b.top < frame.top - 3 || b.bottom > frame.bottom + 1; })
    .map(t => t.textContent); })"""
# Numbers of axes, names of days and headings may not lie on each other; names of bands may touch.
HITS = """() => [...document.querySelectorAll('svg')].filter(s => s.getClientRects().length).flatMap(svg => {
  const boxes = [...svg.querySelectorAll('text')].map(t => [t.textContent, t.getBoundingClientRect()]);
  return boxes.flatMap(([a, p], k) => boxes.slice(k + 1).filter(([, q]) =>
    Math.min(p.right, q.right) - Math.max(p.left, q.left) > 1 &&
    Math.min(p.bottom, q.bottom) - Math.max(p.top, q.top) > 0.5 * Math.min(p.height, q.height)).map(([b]) => a + ' / ' + b)); })"""


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Generator[Served]:
    with served(tmp_path_factory.mktemp("days"), "--demo", "--seed-days", "100") as found:
        yield found


@pytest.fixture
def page(phone: BrowserContext) -> Generator[Page]:
    found = phone.new_page()
    yield found
    found.close()


@pytest.mark.parametrize("address", PAGES)
def test_pictures_can_be_read_on_a_small_phone_and_on_a_desk(demo: Served, page: Page, address: str) -> None:
    for width in (320, 1280):
        page.set_viewport_size({"width": width, "height": 800})
        page.goto(demo.root + address)
        sizes = page.evaluate(SIZES)
        assert len(sizes) > 10
        assert [(round(size, 1), words) for size, words in sizes if size < 10.9] == []
        assert max(sizes)[0] < 18, "words of pictures do not outgrow those beside them"
        assert page.evaluate(OUTSIDE) == []
        assert page.evaluate(HITS) == []
        assert page.evaluate(NAMELESS) == []
        assert page.locator("figure").count() == page.locator("figure details").count()


@pytest.mark.parametrize("address", PAGES)
def test_tables_open_and_fit_a_small_phone(demo: Served, page: Page, address: str) -> None:
    page.goto(demo.root + address)
    for details in page.locator("main details").all():
        details.evaluate("e => { e.open = true }")
    assert page.locator("main table tbody tr:visible").count() > 3
    assert page.evaluate("document.documentElement.scrollWidth") <= 320


def test_paper_is_white_and_shows_the_wide_picture(demo: Served, phone: BrowserContext, page: Page) -> None:
    page.emulate_media(media="print", color_scheme="dark")
    page.goto(f"{demo.root}/days?range=90")
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    assert page.locator(".at-wide svg").first.is_visible()


def test_a_note_by_keyboard_alone_is_found_again_taken_back_and_put_back(demo: Served, page: Page) -> None:
    page.goto(f"{demo.root}/notes")
    keys = Keys(page)
    keys.to("Your words")
    keys.type("Carried the old cello upstairs")
    keys.go("Keep the note")
    keys.to("Look for words in your notes")
    keys.type("cello")
    keys.go("Look")
    assert "1 of" in page.locator("main").inner_text()
    assert "cello" not in page.url
    keys.go("Change this note")
    keys.go("Take it back")
    assert "cello" not in page.locator("main ul.cards").first.inner_text()
    keys.to("Taken back")
    keys.press("Enter")
    keys.go("Put it back")
    assert "cello" in page.locator("main ul.cards").first.inner_text()


def test_from_the_picture_to_a_day_and_its_change_by_keyboard(demo: Served, page: Page) -> None:
    page.goto(f"{demo.root}/days")
    keys = Keys(page)
    keys.to("The numbers behind this picture")
    keys.press("Enter", "Tab")
    day = page.evaluate("document.activeElement.getAttribute('href')")
    assert day.startswith("/days/20")
    with page.expect_navigation():
        keys.press("Enter")
    keys.go("Change this check-in")
    assert page.url.endswith(f"/check-in?day={day.removeprefix('/days/')}")
