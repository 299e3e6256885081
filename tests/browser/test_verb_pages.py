"""Pages of single verbs, and a report for a clinician, in a real browser: a small phone and a desk, light and dark."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from tests.browser.conftest import Opened
from tests.browser.looks import SIZES, WIDER, faults

pytestmark = pytest.mark.browser

Open = Callable[[str, int, str], Opened]
NAMES = ("whatif", "spiral", "targets", "design", "flare", "trial", "pathway", "clinician", "population")
# What a page has nothing for: headings of the fourth rank, a command, lists of links.
ABSENT = ("h4", "pre", "td", "th", "caption", "h3")

# Words of a picture that leave it, or that lie on each other: two lines may touch, but not share more than a third of one.
OVERLAPS = """() => [...document.querySelectorAll('svg')].filter(s => s.getClientRects().length).flatMap(svg => {
  const frame = svg.getBoundingClientRect();
  const boxes = [...svg.querySelectorAll('text')].map(t => [t.textContent, t.getBoundingClientRect()]);
  const out = boxes.filter(([, b]) => b.left < frame.left - 1 || b.right > frame.right + 1 || b.bottom > frame.bottom + 1);
  const hits = boxes.flatMap(([a, p], k) => boxes.slice(k + 1).filter(([, q]) =>
    Math.min(p.right, q.right) - Math.max(p.left, q.left) > 1 &&
    Math.min(p.bottom, q.bottom) - Math.max(p.top, q.top) > 0.4 * Math.min(p.height, q.height)).map(([b]) => a + ' / ' + b));
  return [...out.map(([words]) => 'outside: ' + words), ...hits]; })"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 900])
@pytest.mark.parametrize("name", NAMES)
def test_every_page(opened: Open, name: str, width: int, scheme: str) -> None:
    found = opened(name, width, scheme)
    assert faults(found, width, scheme, () if name == "clinician" else ABSENT) == []
    assert found.page.evaluate(OVERLAPS) == []


@pytest.mark.parametrize("name", NAMES)
def test_words_in_pictures_can_be_read_on_a_small_phone(opened: Open, name: str) -> None:
    page = opened(name, 320, "light").page
    # The picture of the loop itself is drawn for 390 px and more.
    sizes = page.evaluate(SIZES.replace("'svg text'", "'svg.uc text'"))
    assert len(sizes) > 5
    assert [(round(size, 2), words) for size, words in sizes if size < 11.0] == []


@pytest.mark.parametrize("name", NAMES)
def test_every_picture_has_its_numbers_behind_it(opened: Open, name: str) -> None:
    page = opened(name, 320, "light").page
    assert page.locator("figure").count() == page.locator("figure details table caption").count() >= 1
    for details in page.locator("details").all():
        details.evaluate("e => { e.open = true }")
    assert page.evaluate(WIDER) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 320


def test_help_is_on_the_first_screen_of_a_phone_and_nothing_else_is(opened: Open) -> None:
    page = opened("held", 390, "light").page
    box = page.locator(".headline").bounding_box()
    assert box is not None and box["y"] + box["height"] < 600
    assert page.locator("svg").count() == 0
    assert page.locator("main section").count() == 2  # the help, and what the page is not


def test_the_check_sees_words_on_each_other(opened: Open) -> None:
    page = opened("design", 900, "light").page
    page.evaluate("document.querySelectorAll('svg text')[1].setAttribute('y', document.querySelectorAll('svg text')[0].getAttribute('y'))")
    page.evaluate("document.querySelectorAll('svg text')[1].setAttribute('x', document.querySelectorAll('svg text')[0].getAttribute('x'))")
    page.evaluate("document.querySelectorAll('svg text')[1].removeAttribute('text-anchor')")
    page.evaluate("document.querySelectorAll('svg text')[0].removeAttribute('text-anchor')")
    assert page.evaluate(OVERLAPS)
