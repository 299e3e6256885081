"""Everything a person does in the web app, done by keyboard alone in a real browser, on a narrow screen."""

from __future__ import annotations

from collections.abc import Generator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext
from tests.browser.keys import Keys
from tests.browser.served import Served, listen, served
from tests.browser.test_web_walk import faults

pytestmark = pytest.mark.browser

PASSPHRASE = "lamp orchard seven boats"


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Generator[Served]:
    """The demo, with 69 days: a questionnaire is due."""
    with served(tmp_path_factory.mktemp("tasks"), "--demo", "--seed-days", "69") as site:
        yield site


@pytest.fixture
def keys(browser: Browser, demo: Served, state: Any) -> Generator[Keys]:
    """The keyboard on the page of today; a page that complains fails the task."""
    context: BrowserContext = browser.new_context(storage_state=state, viewport={"width": 360, "height": 740})
    heard = listen(context, demo.root)
    page = context.new_page()
    page.goto(f"{demo.root}/")
    yield Keys(page)
    context.close()
    # A refused form (422) stands in the browser's console as a failed load; it is what the page means to say.
    assert [said for said in heard.complaints if "status of 422" not in said] == []
    assert heard.elsewhere == []


def test_the_way_in_with_a_file_of_ones_own(browser: Browser, tmp_path: Path) -> None:
    with served(tmp_path) as site:
        context = browser.new_context(viewport={"width": 360, "height": 740})
        heard = listen(context, site.root)
        page = context.new_page()
        keys = Keys(page)
        page.goto(f"{site.root}/check-in")  # somebody who typed the address without the code
        assert page.url == f"{site.root}/start"
        keys.to("Start code")
        keys.type(site.token)
        keys.go("Go on")
        assert keys.heading() == "Your own file"
        wrong = faults(page, page.url)
        page.emulate_media(color_scheme="light")
        keys.to("Passphrase")
        keys.type(PASSPHRASE)
        keys.to("once more")
        keys.type(PASSPHRASE)
        keys.go("Make my file")
        assert keys.heading() == "Your recovery code"
        recovery = page.locator(".code").inner_text()
        keys.go("I have kept it")
        assert keys.heading() == "Where are you?"
        keys.go("Go on")
        assert keys.heading() == "Warning signs"
        keys.go("Ask me later")
        assert keys.heading() == "Today"
        keys.go("Lock and leave")
        page.goto(site.url)
        page.wait_for_url(f"{site.root}/unlock")
        wrong += faults(page, page.url)
        keys.to("Passphrase")
        keys.type(recovery.lower())
        keys.go("Open")
        assert keys.heading() == "Today"
        assert wrong == []
        assert (heard.complaints, heard.elsewhere) == ([], [])
        context.close()


def test_the_check_in_and_its_correction(keys: Keys) -> None:
    keys.go("Check in")
    for question, score in (("strong was your back pain", 7), ("your mood", 3), ("did you sleep", 4), ("manage", 5), ("stress", 0)):
        keys.choose(question, score)
    keys.to("Walking, ten minutes")
    keys.press("Space")
    keys.to("flare day")
    keys.press("Space")
    keys.to("Lower back")
    keys.press("Space")
    keys.to("keep from today")
    keys.type("Long day.")
    keys.go("Keep it")
    assert keys.heading().startswith("Kept at")
    keys.page.goto(keys.page.url.replace("/kept", ""))
    kept = keys.page.evaluate("() => [...document.querySelectorAll('form.daily :checked')].map(e => e.name + '=' + e.value)")
    assert {"pain=7", "mood=3", "sleep=4", "activity=5", "stress=0", "sites=lower_back"} <= set(kept)
    keys.to("strong was your back pain")
    keys.press("ArrowLeft")
    keys.go("Keep it")
    assert keys.heading().startswith("Kept at")
    keys.page.goto(keys.page.url.replace("/kept", ""))
    assert keys.page.locator("input[name=pain]:checked").get_attribute("value") == "6"


def test_a_treatment_from_its_beginning_to_its_end(keys: Keys) -> None:
    keys.go("More")
    keys.go("Treatments")
    keys.to("What is it?")
    keys.type("Warm bath")
    keys.go("Keep it")
    assert "Warm bath" in keys.page.locator("main").inner_text()
    keys.go("Change Warm bath")
    keys.to("What is it?")
    keys.press("End")
    keys.type(" at night")
    keys.go("Keep the change")
    assert "Warm bath at night" in keys.page.locator("main").inner_text()
    keys.go("Change Warm bath at night")
    keys.go("Take it back")
    assert "Warm bath" not in keys.page.locator("main ul.cards").first.inner_text()


def test_reasons_are_looked_for(keys: Keys) -> None:
    keys.go("More")
    keys.go("Reasons")
    keys.to("Look for")
    keys.type("sleep")
    keys.go("Look")
    assert keys.page.url.endswith("/reasons")
    assert "found" in keys.page.locator("main [role=status]:not(#waiting)").inner_text()


def test_everything_is_taken_out(keys: Keys) -> None:
    keys.go("More")
    keys.go("Take everything out" if keys.page.get_by_text("Take everything out").count() else "Settings")
    if keys.heading() == "Settings":
        keys.go("Take everything out")
    keys.to("Make the archive")
    with keys.page.expect_download() as coming:
        keys.press("Enter")
    assert coming.value.suggested_filename.endswith(".zip")


def test_settings_are_changed(keys: Keys) -> None:
    keys.go("More")
    keys.go("Settings")
    keys.to("Country")
    keys.type("Ireland")
    keys.go("Save")
    assert keys.page.locator("#country option:checked").inner_text() == "Ireland"


def test_a_questionnaire_is_begun_left_and_gone_on_with(keys: Keys) -> None:
    keys.go("Generalized Anxiety Disorder-7")
    keys.to("Several days") if keys.page.locator(":checked").count() else keys.to("Not at all")
    keys.press("Space")
    keys.go("Next")
    assert "Question 2" in keys.page.locator("main").inner_text()
    keys.go("Today")
    keys.go("Generalized Anxiety Disorder-7")
    assert "Question 2" in keys.page.locator("main").inner_text()


def test_days_are_looked_at(keys: Keys) -> None:
    keys.go("My days")
    keys.go("7 days")
    assert keys.page.locator("main svg").count() >= 1
    keys.to("The numbers behind this picture")
    keys.press("Enter")
    assert keys.page.locator("details[open] table").count() >= 1


def test_the_loop_is_looked_at(keys: Keys) -> None:
    keys.go("My loop")
    assert keys.heading() == "My loop"
    keys.go("Look again" if keys.page.get_by_text("Look again").count() else "My loop")
    assert keys.heading() == "My loop"


def test_what_was_tried_is_looked_at(keys: Keys) -> None:
    keys.go("More")
    keys.go("Try one thing")
    keys.go("See its days")
    assert "Getting up at the same time" in keys.page.locator("main").inner_text()


def test_erasing_asks_for_a_word_first(keys: Keys) -> None:
    keys.go("More")
    keys.go("Settings")
    keys.go("Erase everything")
    keys.to("Type the word erase")
    keys.type("no")
    keys.go("Erase everything")
    assert keys.page.locator("[role=alert]").count() == 1
    keys.go("Today")
    assert "Questionnaires" in keys.page.locator("main").inner_text()
