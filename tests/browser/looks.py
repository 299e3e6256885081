"""What every page of ours must be in a real browser, whatever stands on it."""

from __future__ import annotations

from tests.browser.conftest import Opened

# What is wider than the window, with the words of the widest.
WIDER = """() => [...document.querySelectorAll('body *')].filter(e => !e.closest('.skip') && !e.closest('thead') &&
  e.getClientRects().length && e.getBoundingClientRect().right > innerWidth + 0.5)
  .map(e => e.tagName + ': ' + e.textContent.slice(0, 40))"""

# Size of every word in every picture that is shown, in pixels of the screen.
SIZES = """() => [...document.querySelectorAll('svg text')].filter(e => e.getClientRects().length).map(e => {
  const svg = e.ownerSVGElement, scale = svg.getBoundingClientRect().width / svg.viewBox.baseVal.width;
  return [scale * parseFloat(getComputedStyle(e).fontSize), e.textContent]; })"""

# Contrast of the colour of words with what lies behind them, for elements that a selector finds.
CONTRAST = """([selector, property]) => {
  const rgb = text => text.match(/[\\d.]+/g).map(Number);
  const even = v => v / 255 <= 0.03928 ? v / 255 / 12.92 : ((v / 255 + 0.055) / 1.055) ** 2.4;
  const light = c => { const [r, g, b] = c.slice(0, 3).map(even);
    return 0.2126 * r + 0.7152 * g + 0.0722 * b; };
  const behind = e => { for (; e; e = e.parentElement) { const c = rgb(getComputedStyle(e).backgroundColor);
    if (c.length < 4 || c[3] > 0) return c; } return [255, 255, 255]; };
  const speaks = e => e.namespaceURI.endsWith('svg') || [...e.childNodes].some(n => n.nodeType === 3 && n.data.trim());
  return [...document.querySelectorAll(selector)].filter(e => e.getClientRects().length && speaks(e)).map(e => {
    const a = light(rgb(getComputedStyle(e)[property])), b = light(behind(e));
    return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05); }); }"""

# Pictures without a name or a description that a screen reader can find.
NAMELESS = """() => [...document.querySelectorAll('svg')].filter(svg => svg.getAttribute('role') !== 'img' ||
  !svg.getAttribute('aria-labelledby').split(' ').every(id => document.getElementById(id)?.textContent) ||
  !svg.querySelector('title')?.textContent || !svg.querySelector('desc')?.textContent).map(svg => svg.outerHTML.slice(0, 80))"""

SELECTORS = ("p", "li", "h1", "h2", "h3", "h4", "th", "td", "summary", "figcaption p", "nav a", ".headline", "pre", "caption")


def sound(found: Opened, width: int, scheme: str, absent: tuple[str, ...] = ()) -> None:
    """Nothing asked for outside, nothing wider than the window, every picture named, every word and line with its contrast.

    Args:
        found: the page.
        width, scheme: as it was opened.
        absent: selectors that this page has nothing for.
    """
    page = found.page
    assert found.asked == []
    assert found.said == []  # the page's own policy would complain here, too
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.evaluate(WIDER) == []
    assert page.evaluate(NAMELESS) == []
    for selector in SELECTORS:
        contrasts = page.evaluate(CONTRAST, [selector, "color"])
        assert contrasts or selector in absent, selector
        assert min(contrasts, default=21.0) >= 4.5, selector
    assert min(page.evaluate(CONTRAST, ["svg.uc text", "fill"])) >= 4.5
    assert min(page.evaluate(CONTRAST, ["svg.uc g", "color"])) >= 3.0
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == (
        "rgb(255, 255, 255)" if scheme == "light" else "rgb(21, 24, 28)"
    )
