"""The evening check-in in a real browser: light, by keyboard alone, and without a script."""

from __future__ import annotations

import gzip
import re
from collections.abc import Generator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page
from tests.browser.served import Served, served
from tests.browser.test_offline import come_in

from unspiral.measure.daily.check_in import sites

pytestmark = pytest.mark.browser

HEAVIEST = 30 * 1024  # bytes, packed by gzip, of everything that the page loads


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Generator[Served]:
    with served(tmp_path_factory.mktemp("check-in"), "--demo", "--seed-days", "15") as site:
        yield site


def inside(browser: Browser, site: Served, *, script: bool) -> tuple[BrowserContext, Page]:
    context = browser.new_context(java_script_enabled=script, viewport={"width": 320, "height": 800})
    page = context.new_page()
    page.goto(f"{site.root}/start")
    if "/start" in page.url:
        page.fill("#code", site.token)
        page.click("main button")
    page.wait_for_url(f"{site.root}/")
    return context, page


def test_the_whole_page_is_light(browser: Browser, demo: Served) -> None:
    context, page = inside(browser, demo, script=True)
    loaded: dict[str, int] = {}
    page.on("response", lambda answer: loaded.setdefault(answer.url, len(gzip.compress(answer.body(), 6))))
    page.goto(f"{demo.root}/check-in", wait_until="networkidle")
    text = page.content()
    named = {demo.root + at for at in re.findall(r'(?:href|src)="(/static/[^"]+)"', text)}
    for address in named - set(loaded):  # also what this browser chose not to load, such as the icon
        loaded[address] = len(gzip.compress(context.request.get(address).body(), 6))
    weight = {address: size for address, size in loaded.items() if "/check-in" in address or address in named}
    assert len(weight) >= 5
    assert sum(weight.values()) <= HEAVIEST, weight
    context.close()


def test_one_minute_by_keyboard_alone(browser: Browser, demo: Served) -> None:
    context, page = inside(browser, demo, script=True)
    page.goto(f"{demo.root}/check-in?day=2020-02-01")
    page.locator("input[name=pain]").first.focus()
    for question in ("pain", "mood", "sleep", "activity", "stress"):
        assert page.evaluate("document.activeElement.name") == question
        page.keyboard.press("Space")
        for _ in range(4):
            page.keyboard.press("ArrowRight")
        page.keyboard.press("Tab")
    page.locator("#note").focus()
    page.keyboard.type("By keys")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_url(f"{demo.root}/check-in/kept")
    page.goto(f"{demo.root}/check-in?day=2020-02-01")
    for question in ("pain", "mood", "sleep", "activity", "stress"):
        assert page.locator(f"input[name={question}]:checked").get_attribute("value") == "4"
    context.close()


def test_without_a_script_the_check_in_and_the_questionnaire_work(browser: Browser, demo: Served) -> None:
    context, page = inside(browser, demo, script=False)
    page.goto(f"{demo.root}/check-in?day=2020-03-01")
    page.locator("input[name=pain][value='6']").check()
    # A shape of the map is a label of the box beside it.
    box = page.locator("rect.m-lower_back").bounding_box()
    assert box is not None
    page.locator("rect.m-lower_back").scroll_into_view_if_needed()
    box = page.locator("rect.m-lower_back").bounding_box()
    assert box is not None
    assert box["width"] >= 24
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    assert page.locator("#s-lower_back").is_checked()
    page.click("text=Keep it")
    page.wait_for_url(f"{demo.root}/check-in/kept")
    assert re.search(r"Kept at \d\d:\d\d", page.inner_text("h1"))
    page.goto(f"{demo.root}/questionnaires/rmdq24")
    page.locator("input[type=checkbox]").first.check()
    page.click("text=Done")
    page.wait_for_url(f"{demo.root}/questionnaires/rmdq24/result")
    assert "Symptom score: 1 of 24" in page.inner_text("main")
    context.close()


def test_the_map_shows_what_is_ticked(browser: Browser, demo: Served) -> None:
    context, page = inside(browser, demo, script=True)
    page.goto(f"{demo.root}/check-in?day=2020-04-01")
    fill = "e => getComputedStyle(e).fill"
    boxes = page.locator("input[name=sites]").all()
    assert len(boxes) == len(sites())
    for box in boxes:
        place = box.get_attribute("value")
        before = page.locator(f"rect.m-{place}").first.evaluate(fill)
        box.check()
        assert page.locator(f"rect.m-{place}").first.evaluate(fill) != before, place
    context.close()


def test_item_nine_on_the_page_of_all_questions_leads_to_help_at_once(browser: Browser, tmp_path: Path) -> None:
    with served(tmp_path) as site:
        context = browser.new_context()
        page = context.new_page()
        come_in(page, site, new=True)
        page.goto(f"{site.root}/questionnaires/phq9?all=1")
        page.locator("input[name=phq1][value='2']").check()
        page.locator("input[name=phq9]").first.focus()
        for key in ("Space", "ArrowDown", "ArrowDown"):
            page.keyboard.press(key)
        assert "all=1" in page.url, "keys pass by answers on their way"
        page.keyboard.press("Tab")
        page.wait_for_url(f"{site.root}/help/first")
        page.click("text=I have read this")
        page.wait_for_url(f"{site.root}/questionnaires/phq9")
        page.goto(f"{site.root}/questionnaires/phq9?all=1")
        assert page.locator("input[name=phq9]:checked").get_attribute("value") == "2"
        assert page.locator("input[name=phq1]:checked").get_attribute("value") == "2"
        context.close()


def test_a_check_in_that_is_left_half_way_is_there_again(browser: Browser, demo: Served) -> None:
    context, page = inside(browser, demo, script=True)
    for day, leave in (("2020-05-01", "nav a:has-text('My days')"), ("2020-05-02", "text=Something new"), ("2020-05-03", "")):
        page.goto(f"{demo.root}/check-in?day={day}")
        page.locator("input[name=pain][value='6']").check()
        page.fill("#note", "Half a 🙂 שלום")
        if leave:
            with page.expect_navigation():
                page.click(leave)
        else:
            with page.expect_response(lambda answer: answer.request.method == "POST"):  # after a pause, without a word to anybody
                page.wait_for_timeout(1500)
        page.goto(f"{demo.root}/treatments")
        assert page.locator(f"a[href='/check-in?day={day}']").count() == 1, day
        page.goto(f"{demo.root}/check-in?day={day}")
        assert page.locator("input[name=pain]:checked").get_attribute("value") == "6"
        assert page.input_value("#note") == "Half a 🙂 שלום"
    page.get_by_role("button", name="Keep it").dblclick()
    page.wait_for_url(f"{demo.root}/check-in/kept", wait_until="commit")
    assert "pain 6." in page.inner_text("main")
    page.goto(f"{demo.root}/treatments")
    assert page.locator("a[href='/check-in?day=2020-05-03']").count() == 0
    context.close()
