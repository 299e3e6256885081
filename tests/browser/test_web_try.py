"""Trying one thing and asking what guidelines offer, in a real browser: without JavaScript, by keyboard, without a fault on a page."""

from __future__ import annotations

from collections.abc import Generator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page
from tests.browser.keys import Keys
from tests.browser.served import Served, listen, served
from tests.browser.test_web_walk import CONTRAST, RULES, SMALL, WIDE, axe

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Generator[Served]:
    """The demo, with a trial whose days are over."""
    with served(tmp_path_factory.mktemp("try"), "--demo", "--seed-days", "90") as site:
        yield site


def wrong_here(page: Page) -> list[str]:
    """What is wrong with a page that stands there already, on a small phone in light and on a desk in dark."""
    found: list[str] = []
    for width, scheme, rules in ((320, "light", RULES), (1280, "dark", CONTRAST), (320, "dark", CONTRAST)):
        page.set_viewport_size({"width": width, "height": 800})
        page.emulate_media(color_scheme="light" if scheme == "light" else "dark")
        found += [f"{rule} ({width}, {scheme})" for rule in axe(page, rules)]
        found += [f"wider than {width}: {element}" for element in page.evaluate(WIDE)]
        found += [f"too small to hit: {element}" for element in page.evaluate(SMALL)]
    return found


def test_a_trial_is_read_planned_begun_and_stopped_by_keyboard(browser: Browser, demo: Served, state: Any) -> None:
    context = browser.new_context(storage_state=state, viewport={"width": 360, "height": 740})
    heard = listen(context, demo.root)
    page = context.new_page()
    keys, wrong = Keys(page), list[str]()
    page.goto(f"{demo.root}/try")
    keys.go("See its days")
    wrong += wrong_here(page)
    keys.go("Read what it tells")
    assert "A before and after cannot show a cause." in page.locator("main").inner_text()
    wrong += wrong_here(page)
    page.goto(f"{demo.root}/try")
    keys.to("What do you want to try?")
    keys.type("an evening walk")
    keys.to("No")
    keys.press("Space")
    keys.go("Show what that takes")
    assert "of 100 such trials would show it" in page.locator("main").inner_text()
    wrong += wrong_here(page)
    keys.go("Draw the days, and begin")
    assert "It begins on" in page.locator("main").inner_text()
    keys.go("See its days")
    assert page.locator("svg.uc").count() >= 1
    wrong += wrong_here(page)
    keys.to("Stop it now")
    keys.press("Enter")
    keys.go("Stop this trial")
    assert "Stopped early." in page.locator("main").inner_text()
    wrong += wrong_here(page)
    context.close()
    assert (wrong, heard.complaints, heard.elsewhere) == ([], [], [])


def test_options_and_reasons_without_javascript(browser: Browser, demo: Served, state: Any) -> None:
    context = browser.new_context(storage_state=state, viewport={"width": 320, "height": 740}, java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{demo.root}/options")
    page.get_by_label("For how many weeks has this pain lasted?").fill("60")
    page.get_by_role("button", name="Show what guidelines offer").click()
    assert page.url == f"{demo.root}/options"
    assert page.get_by_role("heading", name="Guidelines offer").count() >= 1
    page.goto(f"{demo.root}/reasons")
    page.get_by_label("Look for").fill("sleep")
    page.get_by_role("button", name="Look", exact=True).click()
    assert page.url == f"{demo.root}/reasons"
    assert page.locator(".said").count() > 3
    context.close()


def test_pages_that_answer_a_form_have_no_fault(browser: Browser, demo: Served, state: Any) -> None:
    context = browser.new_context(storage_state=state, viewport={"width": 320, "height": 740})
    page, wrong = context.new_page(), list[str]()
    page.goto(f"{demo.root}/options")
    page.get_by_label("For how many weeks has this pain lasted?").fill("60")
    page.get_by_label("an operation (surgery)", exact=True).check()
    page.get_by_role("button", name="Show what guidelines offer").click()
    wrong += wrong_here(page)
    page.goto(f"{demo.root}/reasons")
    page.get_by_label("Look for").fill("sleep")
    page.get_by_role("button", name="Look", exact=True).click()
    wrong += wrong_here(page)
    page.goto(f"{demo.root}/flare")
    wrong += wrong_here(page)
    context.close()
    assert wrong == []
