"""A real browser, and the pages that it opens."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Generator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Route, sync_playwright
from tests.show.diary import diary, fit_of
from tests.show.people import differing
from tests.show.test_overlap_words import one, overlapped

from unspiral.learn.overlap import WITH, WITHOUT
from unspiral.show.expected import expected
from unspiral.show.report import report_html

NAMES = ("chromium", "chromium-browser", "google-chrome")


@pytest.fixture(scope="session")
def browser() -> Generator[Browser]:
    """The system's own browser, which ``make test`` installs."""
    place = next((found for name in NAMES if (found := shutil.which(name))), None)
    if place is None:
        pytest.skip("needs a browser: apt-get install chromium (make test does it)")
    with sync_playwright() as player:
        started = player.chromium.launch(executable_path=place, args=["--no-sandbox", "--disable-gpu"])
        yield started
        started.close()


@pytest.fixture(scope="session")
def reports(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Report of one person, of many people, and of people who differ in what drives what, with questions about two things."""
    folder = tmp_path_factory.mktemp("reports")
    found: dict[str, Path] = {}
    for name, panel in (("one", diary()), ("many", diary(10, persons=30))):
        fit = fit_of(panel)
        whatifs, spiral = expected(fit)
        found[name] = folder / f"{name}.html"
        found[name].write_text(report_html(fit, panel=panel, whatifs=whatifs, spiral=spiral, example=True), encoding="utf-8")
        if name == "many":
            for more, people in (("differ", 129), ("crowd", 1000)):
                found[more] = folder / f"{more}.html"
                both = overlapped(differing(fit, people), one(WITH, "nil", "drives"), one(WITHOUT, "drives", "drives"))
                found[more].write_text(report_html(both, whatifs=whatifs, spiral=spiral), encoding="utf-8")
    return found


@dataclass
class Opened:
    """A page with all that it asked for and complained about."""

    page: Page
    asked: list[str] = field(default_factory=list)
    said: list[str] = field(default_factory=list)


@pytest.fixture
def opened(browser: Browser, reports: dict[str, Path]) -> Generator[Callable[[str, int, str], Opened]]:
    """Open a report at a width, in light or dark; everything but files and data is refused and noted."""
    contexts = []

    def run(name: str, width: int, scheme: str) -> Opened:
        context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme)
        contexts.append(context)
        found = Opened(context.new_page())

        def watch(route: Route) -> None:
            address = route.request.url
            if address.startswith(("file:", "data:")):
                route.continue_()
            else:
                found.asked.append(address)
                route.abort()

        found.page.route("**/*", watch)
        found.page.on("console", lambda message: found.said.append(f"{message.type}: {message.text}"))
        found.page.on("pageerror", lambda error: found.said.append(str(error)))
        found.page.goto(reports[name].as_uri())
        return found

    yield run
    for context in contexts:
        context.close()
