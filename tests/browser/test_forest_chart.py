"""The forest chart in a real browser: words stay inside it and off each other, in every search that people are likely to make."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser

from unspiral.evidence.search import search
from unspiral.show.forest_chart import forest_picture

pytestmark = pytest.mark.browser

BOXES = """() => [...document.querySelectorAll('text')].map(t => { const b = t.getBoundingClientRect();
  return [t.textContent, b.left, b.top, b.right, b.bottom]; })"""


@pytest.mark.parametrize("word", ["sleep", "depression", "twins", "prevalence", "duloxetine", "fusion", "recovery", "exercise"])
def test_words_stay_inside_and_apart(browser: Browser, word: str) -> None:
    picture = forest_picture(search([word]))
    assert picture is not None
    page = browser.new_page(viewport={"width": 390, "height": 900})
    page.set_content(f'<body style="margin:0">{picture.svg}</body>')
    boxes = page.evaluate(BOXES)
    outer = page.evaluate("() => document.querySelector('svg').getBoundingClientRect().toJSON()")
    page.close()
    assert len(boxes) > 5
    outside = [
        words for words, left, top, right, bottom in boxes if left < -1 or right > outer["right"] + 1 or bottom > outer["bottom"] + 1
    ]
    assert outside == []
    # Boxes of lines are taller than their letters: two may touch, but not share more than a third of a line.
    hits = [
        (a[0], b[0])
        for k, a in enumerate(boxes)
        for b in boxes[k + 1 :]
        if min(a[3], b[3]) - max(a[1], b[1]) > 1 and min(a[4], b[4]) - max(a[2], b[2]) > 5
    ]
    assert hits == []
