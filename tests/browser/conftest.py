"""A real browser, and the pages that it opens."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Generator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Route, sync_playwright
from tests.act.made import full_loop, made_fit, pair_fit, random_drift
from tests.browser.served import Served
from tests.show.bad_days import recorded
from tests.show.diary import diary, fit_of
from tests.show.people import differing
from tests.show.policies_made import comparison
from tests.show.test_overlap_words import one, overlapped
from tests.show.trial_made import made_trial

from unspiral.act.design.asked import Asked
from unspiral.act.design.plan import design
from unspiral.act.pathway.answers import answers_of
from unspiral.act.pathway.pathway import pathway
from unspiral.act.spiral import spiral as spiral_of
from unspiral.act.targets import targets
from unspiral.act.whatif import hold, schedule
from unspiral.doors.cli.pathway_safety import safety_of
from unspiral.learn.overlap import WITH, WITHOUT
from unspiral.loop.language import parse
from unspiral.records.whatif import Piece
from unspiral.show.design_page import design_page
from unspiral.show.expected import beside, expected
from unspiral.show.flare_page import flare_page
from unspiral.show.page import page as page_of
from unspiral.show.pathway_page import pathway_page
from unspiral.show.population_page import population_page
from unspiral.show.report import report_html
from unspiral.show.spiral_page import spiral_page
from unspiral.show.targets_page import targets_page
from unspiral.show.trial_chapter import trial_report
from unspiral.show.whatif_page import whatif_page

NAMES = ("chromium", "chromium-browser", "google-chrome")


@pytest.fixture(scope="module")  # while it lives, nothing else in the process can run a loop of events
def browser() -> Generator[Browser]:
    """The system's own browser, which ``make test`` installs."""
    place = next((found for name in NAMES if (found := shutil.which(name))), None)
    if place is None:
        pytest.skip("needs a browser: apt-get install chromium (make test does it)")
    with sync_playwright() as player:
        started = player.chromium.launch(executable_path=place, args=["--no-sandbox", "--disable-gpu"])
        yield started
        started.close()


@pytest.fixture(scope="module")
def state(browser: Browser, demo: Served) -> Any:
    """The cookie of somebody who is in, for a module that has a server named ``demo``."""
    context = browser.new_context()
    page = context.new_page()
    page.goto(demo.url)
    page.wait_for_url(f"{demo.root}/")
    found = context.storage_state()
    context.close()
    return found


@pytest.fixture(scope="module")
def phone(browser: Browser, demo: Served) -> Generator[BrowserContext]:
    """A small phone that is in, for a module that has a server named ``demo``."""
    context = browser.new_context(viewport={"width": 320, "height": 800})
    page = context.new_page()
    page.goto(demo.url)
    page.wait_for_url(f"{demo.root}/")
    page.close()
    yield context
    context.close()


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


@pytest.fixture(scope="session")
def verb_pages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """One page of each verb that answers a question, and a report for a clinician, of a loop of three."""
    folder = tmp_path_factory.mktemp("verbs")
    fit = made_fit(full_loop(("pain", "depression", "sleep_problem")), random_drift(np.random.default_rng(2), 3), spread=0.02)
    ranked = pair_fit(spread=0.02)
    plan = pathway(answers_of({"phq9": 18, "item9": 0, "pain_weeks": 90, "sleep": "poor", "considering": ["surgery", "opioid"]}))
    held = pathway(answers_of({"phq9": 18, "item9": 2, "pain_weeks": 90}))
    study = Asked((20, 60), (14, 28), (1, 5))
    made = {
        "whatif": whatif_page(fit, schedule(fit, [Piece("pain", -0.2, 0.0, 14.0)], draws=200)),
        "spiral": spiral_page(fit, spiral_of(fit, draws=400)),
        "targets": targets_page(ranked, targets(ranked)),
        "design": design_page(design(("depression", "pain"), study, loop=parse("pain <-> depression"), value=0.1)),
        "flare": flare_page(*recorded(), name="diary.csv"),
        "trial": trial_report(made_trial()),
        "population": population_page(comparison()),
        "pathway": pathway_page(plan, (), ""),
        "held": pathway_page(held, safety_of(held, "IE").notices, ""),
    }
    found = {name: folder / f"{name}.html" for name in (*made, "clinician")}
    for name, report in made.items():
        found[name].write_text(page_of(report), encoding="utf-8")
    whatifs, spiral = expected(fit)
    asked = beside([hold(fit, {"sleep_problem": 3.0}, draws=200)], whatifs)
    found["clinician"].write_text(report_html(fit, whatifs=asked, spiral=spiral, reader="clinician"), encoding="utf-8")
    return found


@dataclass
class Opened:
    """A page with all that it asked for and complained about."""

    page: Page
    asked: list[str] = field(default_factory=list)
    said: list[str] = field(default_factory=list)


def _place(request: pytest.FixtureRequest, name: str) -> Path:
    """Reports and pages of verbs are made when the first of them is asked for."""
    verb = name in ("whatif", "spiral", "targets", "design", "flare", "trial", "pathway", "held", "clinician", "population")
    pages: dict[str, Path] = request.getfixturevalue("verb_pages" if verb else "reports")
    return pages[name]


@pytest.fixture
def opened(browser: Browser, request: pytest.FixtureRequest) -> Generator[Callable[[str, int, str], Opened]]:
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
        found.page.goto(_place(request, name).as_uri())
        return found

    yield run
    for context in contexts:
        context.close()
