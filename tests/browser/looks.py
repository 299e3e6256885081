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


def faults(found: Opened, width: int, scheme: str, absent: tuple[str, ...] = ()) -> list[str]:
    """What is wrong with a page: asked for outside, wider than the window, a picture without a name, a word or line without contrast.

    Args:
        found: the page.
        width, scheme: as it was opened.
        absent: selectors that this page has nothing for.
    """
    page, wrong = found.page, list[str]()
    wrong += [f"asked for {address}" for address in found.asked]
    wrong += [f"complained: {said}" for said in found.said]  # the page's own policy would complain here, too
    if page.evaluate("document.documentElement.scrollWidth") > width:
        wrong.append("wider than the window")
    wrong += [f"wider than the window: {words}" for words in page.evaluate(WIDER)]
    wrong += [f"picture without a name: {start}" for start in page.evaluate(NAMELESS)]
    for selector in SELECTORS:
        contrasts = page.evaluate(CONTRAST, [selector, "color"])
        if not contrasts and selector not in absent:
            wrong.append(f"no {selector} on the page")
        if min(contrasts, default=21.0) < 4.5:
            wrong.append(f"contrast of {selector}: {min(contrasts):.2f}")
    for selector, part, least in (("svg.uc text", "fill", 4.5), ("svg.uc g", "color", 3.0)):
        contrasts = page.evaluate(CONTRAST, [selector, part])
        if min(contrasts, default=0.0) < least:
            wrong.append(f"contrast of {selector}: {min(contrasts, default=0.0):.2f}")
    paper = page.evaluate("getComputedStyle(document.body).backgroundColor")
    if paper != ("rgb(255, 255, 255)" if scheme == "light" else "rgb(21, 24, 28)"):
        wrong.append(f"background {paper} in a {scheme} room")
    return wrong
