"""Every page of the web app in a real browser: a page that is new is walked by itself, since the addresses come from the app."""

from __future__ import annotations

import re
from collections.abc import Generator
from dataclasses import dataclass
from pathlib import Path
from time import monotonic
from typing import Any

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Browser, BrowserContext, Page
from tests.browser.served import Served, listen, served

from unspiral.doors.web.app import make_app
from unspiral.doors.web.desk import Desk
from unspiral.doors.web.table import Table

pytestmark = pytest.mark.browser

WIDTHS = (320, 1280)
# Pages of somebody who is not in, or has no file yet, have no place in a demo: test_web_tasks.py walks them.
# The feed for calendars is no page, and its address is made by chance.
ELSEWHERE = {"/set-up", "/unlock", "/calendar/{secret}"}
LOOKS, PAUSE_MS = 240, 250  # at a loop that is being worked out

# The rules of WCAG 2.0 to 2.2, levels A and AA, and the practices that axe holds to be best.
RULES = {"resultTypes": ["violations"]}
CONTRAST = {"resultTypes": ["violations"], "runOnly": ["color-contrast", "link-in-text-block"]}  # all that light and dark can change
LINKS = "() => [...document.querySelectorAll('a[href]')].map(a => a.getAttribute('href'))"
# Wider than the window, unless it lies in a box of its own that can be scrolled.
WIDE = """() => document.documentElement.scrollWidth > innerWidth
  ? [...document.querySelectorAll('body *')].filter(e => e.getBoundingClientRect().right > innerWidth + 0.5 && !e.closest('.skip'))
    .map(e => e.tagName + '.' + e.className + ': ' + e.textContent.trim().slice(0, 40)).slice(0, 3) : []"""
SMALL = """() => [...document.querySelectorAll('button, input, select, textarea, summary, nav a, .button')].filter(e => {
  const r = (e.closest('label') || e).getBoundingClientRect(); return r.width && (r.width < 24 || r.height < 24); })
  .map(e => e.outerHTML.slice(0, 80))"""


@dataclass(frozen=True)
class Walk:
    """A browser that is in, and the addresses of all pages: one for each that the app declares."""

    site: Served
    browser: Browser
    state: Any
    pages: dict[str, str]  # as declared -> an address of it
    missed: list[str]


def declared(folder: Path) -> Table:
    """The app's own table of addresses."""
    table = next(route for route in make_app(Desk(folder / "unused.unspiral", 1)).router.routes if isinstance(route, Table))
    assert isinstance(table, Table)
    return table


@pytest.fixture(scope="module")
def walk(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Generator[Walk]:
    """The demo with 60 days, come into by its start address, and searched for one address of every page."""
    folder = tmp_path_factory.mktemp("walk")
    table = declared(folder)
    with served(folder, "--demo", "--seed-days", "69") as site:
        context = browser.new_context()
        page = context.new_page()
        page.goto(site.url)
        page.wait_for_url(f"{site.root}/")
        prepared(page, site.root)
        yield Walk(site, browser, context.storage_state(), *searched(table, context, site.root))
        context.close()


def prepared(page: Page, root: str) -> None:
    """Wait for the pictures of the loop, so that they are looked at and not the wait for them."""
    page.goto(f"{root}/loop")
    for _ in range(LOOKS):
        page.goto(f"{root}/loop")
        if page.locator("main svg").count():
            return
        page.wait_for_timeout(PAUSE_MS)
    raise AssertionError(f"the loop was not worked out in a minute: {page.locator('main').inner_text()[:300]}")


def searched(table: Table, context: BrowserContext, root: str) -> tuple[dict[str, str], list[str]]:
    """One address of every page of HTML that GET answers, by following links, and the declared addresses that no link leads to."""
    wanted = {path for path, place in table.places.items() if "GET" in place.pages} - ELSEWHERE
    waiting = sorted(path for path in wanted if "{" not in path)
    found: dict[str, str] = {}
    met: set[str] = set()
    while waiting:
        address = waiting.pop(0)
        place = table.find(address.partition("?")[0])
        if place is None or place[0].path in met:
            continue
        met.add(place[0].path)
        answer = context.request.get(root + address, max_redirects=0)
        assert answer.status in (200, 303), f"{address}: {answer.status}"
        if answer.status == 200 and answer.headers.get("content-type", "").startswith("text/html"):
            found[place[0].path] = address
            waiting += [link for link in re.findall(r'(?:href|src)="(/[^"#]*)', answer.text()) if "{" not in link]
    return found, sorted(wanted - met)


def test_every_declared_page_is_led_to_by_a_link(walk: Walk) -> None:
    assert walk.missed == []
    assert len(walk.pages) >= 5


def test_every_page_at_both_widths_in_light_and_dark(walk: Walk) -> None:
    wrong: list[str] = []
    began = monotonic()
    context = walk.browser.new_context(storage_state=walk.state)
    context.add_init_script(AXE_SCRIPT)
    heard = listen(context, walk.site.root)
    page = context.new_page()
    for path, address in walk.pages.items():
        page.goto(walk.site.root + address)
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 800})
            wrong += [f"{width} {path}: {fault}" for fault in faults_here(page)]
    wrong += [*heard.complaints, *(f"asked for {address}" for address in heard.elsewhere)]
    context.close()
    assert not wrong, "\n".join(wrong)
    assert monotonic() - began < 300


def faults(page: Page, address: str) -> list[str]:
    """What is wrong with the page of an address, at the width of its window, in light and in dark."""
    page.goto(address)
    return faults_here(page)


def faults_here(page: Page) -> list[str]:
    """The same of a page that stands there already."""
    page.emulate_media(color_scheme="light")
    found = [f"{rule} (light)" for rule in axe(page, RULES)]
    found += [f"wider than the window: {element}" for element in page.evaluate(WIDE)]
    found += [f"too small to hit: {element}" for element in page.evaluate(SMALL)]
    if page.locator("h1").count() != 1 or not re.fullmatch(r".+ · unspiral", page.title()):
        found.append(f"headings: {page.locator('h1').count()}, title: {page.title()}")
    page.emulate_media(color_scheme="dark")
    return found + [f"{rule} (dark)" for rule in axe(page, CONTRAST)]


def axe(page: Page, rules: dict[str, object]) -> list[str]:
    """What axe finds: rule, and where."""
    if not page.evaluate("() => Boolean(window.axe)"):
        page.evaluate(AXE_SCRIPT)
    found = page.evaluate("rules => axe.run(rules)", rules)
    return [f"{fault['id']} at {[node['target'] for node in fault['nodes']][:3]}" for fault in found["violations"]]


def test_every_page_without_javascript(walk: Walk) -> None:
    context = walk.browser.new_context(storage_state=walk.state, java_script_enabled=False, viewport={"width": 320, "height": 800})
    page = context.new_page()
    for path, address in walk.pages.items():
        answer = page.goto(walk.site.root + address)
        assert answer is not None and answer.status == 200, path
        assert page.locator("main").inner_text().strip() != page.locator("h1").inner_text().strip(), f"{path} is empty without JavaScript"
    page.goto(f"{walk.site.root}/check-in")
    assert page.locator("form button").count() >= 1
    context.close()


BAD = (
    "<!doctype html><title>x</title><body><input><p style='color:#999;background:#fff'>pale</p><div style='width:2000px'>wide</div>"
    "<button style='width:9px;height:9px;padding:0;border:0'></button>"
)


def test_faults_are_seen(browser: Browser) -> None:
    context = browser.new_context(viewport={"width": 320, "height": 800})
    found = " ".join(faults(context.new_page(), f"data:text/html,{BAD.replace('#', '%23')}"))
    context.close()
    for fault in ("color-contrast", "label", "html-has-lang", "wider than the window", "too small to hit", "headings: 0"):
        assert fault in found
