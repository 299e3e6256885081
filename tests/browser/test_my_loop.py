"""My loop in a real browser, once its days are worked out: small phone and desk, light and dark, without a script."""

from __future__ import annotations

from collections.abc import Generator

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Browser, BrowserContext
from tests.browser.looks import NAMELESS, SIZES, WIDER
from tests.browser.served import Served, listen, served

pytestmark = pytest.mark.browser

WAITS = 60  # looks, a second apart
RULES = {"resultTypes": ["violations"]}


@pytest.fixture(scope="module", params=[60, 120])
def site(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Generator[Served]:
    with served(tmp_path_factory.mktemp("loop"), "--demo", "--seed-days", str(request.param)) as found:
        yield found


@pytest.fixture(scope="module")
def inside(browser: Browser, site: Served) -> Generator[BrowserContext]:
    """A browser that is in, with a loop that has been worked out."""
    context = browser.new_context(viewport={"width": 320, "height": 800})
    page = context.new_page()
    page.goto(site.url)
    page.wait_for_url(f"{site.root}/")
    for _ in range(WAITS):
        page.goto(f"{site.root}/loop")
        if page.get_by_role("status").count() == 0 and page.locator("figure svg").count():
            break
        page.wait_for_timeout(1000)
    assert page.locator("figure svg").count(), "the loop was not worked out"
    page.close()
    yield context
    context.close()


def test_the_page_fits_and_can_be_read_everywhere(browser: Browser, inside: BrowserContext, site: Served) -> None:
    state, wrong = inside.storage_state(), list[str]()
    for width in (320, 1280):
        for scheme in ("light", "dark"):
            context = browser.new_context(storage_state=state, viewport={"width": width, "height": 800}, color_scheme=scheme)
            heard, page = listen(context, site.root), context.new_page()
            page.goto(f"{site.root}/loop")
            assert page.get_by_role("status").count() == 0
            for details in page.locator("main details").all():
                details.evaluate("e => { e.open = true }")
            if page.evaluate("document.documentElement.scrollWidth") > width:
                wrong.append(f"{width} {scheme}: wider than the window: {page.evaluate(WIDER)[:3]}")
            wrong += [f"{width}: {words} in {size:.1f} px" for size, words in page.evaluate(SIZES) if size < 10.9]
            wrong += [f"{width}: no name: {start}" for start in page.evaluate(NAMELESS)]
            page.evaluate(AXE_SCRIPT)
            found = page.evaluate("rules => axe.run(document, rules)", RULES)["violations"]
            wrong += [f"{width} {scheme}: {fault['id']} {fault['nodes'][0]['html'][:80]}" for fault in found]
            wrong += [*heard.complaints, *heard.elsewhere]
            context.close()
    assert wrong == []


def test_the_first_sentence_is_the_answer_without_a_script(browser: Browser, inside: BrowserContext, site: Served) -> None:
    context = browser.new_context(storage_state=inside.storage_state(), java_script_enabled=False, viewport={"width": 320, "height": 800})
    page = context.new_page()
    page.goto(f"{site.root}/loop")
    first = page.locator("main p").first
    assert "headline" in (first.get_attribute("class") or "")
    assert first.inner_text().strip().startswith(("Cannot tell", "Both", "Neither", "More ", "Pain", "Low mood"))
    assert page.locator("main .us-pain, main .us-low_mood, main h3").count() >= 2
    assert page.locator("figure svg:visible").count() >= 1
    context.close()
