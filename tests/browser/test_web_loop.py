"""My loop in a real browser: words of its pictures on a small phone, axe, and the tables behind the pictures by keyboard."""

from __future__ import annotations

from collections.abc import Generator

import pytest
from playwright.sync_api import BrowserContext
from tests.browser.keys import Keys
from tests.browser.looks import NAMELESS, SIZES
from tests.browser.served import Served, listen, served
from tests.browser.test_web_days import HITS, OUTSIDE
from tests.browser.test_web_walk import faults, prepared

pytestmark = pytest.mark.browser

SMALLEST = 10.9  # pixels, as for all pictures of the web app
# Words in a disc that reach over its edge.
OVER_THE_EDGE = """() => [...document.querySelectorAll('svg.unspiral-loop circle')].flatMap(circle => {
  const disc = circle.getBoundingClientRect(), middle = disc.left + disc.width / 2, radius = disc.width / 2;
  return [...circle.ownerSVGElement.querySelectorAll('text')].filter(word => {
    const box = word.getBoundingClientRect();
    if (Math.abs(box.left + box.width / 2 - middle) > 2) return false;
    const off = Math.abs(box.top + box.height / 2 - disc.top - radius);
    return box.width / 2 > Math.sqrt(radius ** 2 - off ** 2);
  }).map(word => word.textContent); })"""


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Generator[Served]:
    with served(tmp_path_factory.mktemp("loop"), "--demo", "--seed-days", "60") as found:
        yield found


@pytest.fixture(scope="module")
def inside(phone: BrowserContext, demo: Served) -> BrowserContext:
    """The phone, once the loop is worked out."""
    page = phone.new_page()
    prepared(page, demo.root)
    page.close()
    return phone


@pytest.mark.parametrize("width", [320, 1280])
def test_words_of_the_pictures_can_be_read_and_lie_on_nothing(demo: Served, inside: BrowserContext, width: int) -> None:
    page = inside.new_page()
    page.set_viewport_size({"width": width, "height": 800})
    page.goto(f"{demo.root}/loop")
    assert page.locator("svg.unspiral-loop circle").count() >= 2
    sizes = page.evaluate(SIZES)
    assert len(sizes) > 20
    assert [(round(size, 1), words) for size, words in sizes if size < SMALLEST] == []
    assert max(sizes)[0] < 23, "words of pictures do not outgrow the headings"
    for looked_for in (OUTSIDE, HITS, NAMELESS, OVER_THE_EDGE):
        assert page.evaluate(looked_for) == []
    bar = {round(box["y"]) for link in page.locator(".top nav a").all() if (box := link.bounding_box()) is not None}
    assert len(bar) == 1, "the bar stands on one line"
    page.close()


@pytest.mark.parametrize("width", [320, 1280])
def test_axe_and_widths_in_light_and_dark(demo: Served, inside: BrowserContext, width: int) -> None:
    heard = listen(inside, demo.root)
    page = inside.new_page()
    page.set_viewport_size({"width": width, "height": 800})
    assert faults(page, f"{demo.root}/loop") == []
    for details in page.locator("main details").all():
        details.evaluate("e => { e.open = true }")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert (heard.complaints, heard.elsewhere) == ([], [])
    page.close()


def test_the_table_behind_each_picture_is_opened_by_keyboard(demo: Served, inside: BrowserContext) -> None:
    page = inside.new_page()
    page.goto(f"{demo.root}/loop")
    keys = Keys(page)
    pictures = page.locator("main figure")
    assert pictures.count() == 3
    for number in range(3):
        table = pictures.nth(number).locator("table")
        assert not table.is_visible()
        keys.to("The numbers behind this picture")
        keys.press("Enter")
        assert table.locator("tbody tr").first.is_visible()
    assert "low mood" in pictures.first.locator("tbody").inner_text()
    page.close()
