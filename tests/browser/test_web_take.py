"""The pages that only a form leads to: the page for a visit, what is in a file, what was added; by keyboard and without JavaScript."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page
from tests.browser.looks import SIZES
from tests.browser.served import Served, listen, served
from tests.browser.test_web_walk import CONTRAST, RULES, SMALL, WIDE, axe

pytestmark = pytest.mark.browser
TABLE = "date,pain,mood,steps\n" + "".join(f"2024-01-{day:02d},6,3,{4000 + day}\n" for day in range(1, 29))


@dataclass(frozen=True)
class Inside:
    browser: Browser
    root: str
    state: Any


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Generator[Served]:
    with served(tmp_path_factory.mktemp("take"), "--demo", "--seed-days", "69") as site:
        yield site


@pytest.fixture(scope="module")
def inside(browser: Browser, demo: Served, state: Any) -> Inside:
    """A demo that a browser has come into."""
    return Inside(browser, demo.root, state)


def sound(page: Page) -> None:
    """Nothing is wrong with what is shown, in light and dark."""
    page.emulate_media(color_scheme="light")
    assert axe(page, RULES) == []
    assert page.evaluate(WIDE) == []
    assert page.evaluate(SMALL) == []
    page.emulate_media(color_scheme="dark")
    assert axe(page, CONTRAST) == []


@pytest.mark.parametrize("width", [320, 1280])
def test_the_page_for_a_visit_and_a_file_that_is_brought(inside: Inside, width: int, tmp_path: Path) -> None:
    context = inside.browser.new_context(storage_state=inside.state, viewport={"width": width, "height": 900})
    heard, page = listen(context, inside.root), context.new_page()
    page.goto(f"{inside.root}/take")
    page.locator("#question").focus()
    page.keyboard.type("Would a shorter course be possible?")
    page.get_by_role("button", name="Show the page").focus()
    page.keyboard.press("Enter")
    page.wait_for_selector(".visit")
    assert page.get_by_text("Would a shorter course be possible?").is_visible()
    sound(page)
    sizes = page.evaluate(SIZES)
    assert len(sizes) > 5
    assert [(round(size, 1), words) for size, words in sizes if size < 10.9] == []
    (tmp_path / "days.csv").write_text(TABLE, encoding="utf-8")
    page.goto(f"{inside.root}/import")
    page.set_input_files("#file", tmp_path / "days.csv")
    page.get_by_role("button", name="Look at it").press("Enter")
    page.wait_for_url("**/import")
    page.get_by_role("button", name="Add to my days").wait_for()
    sound(page)
    page.get_by_role("button", name="Add to my days").press("Enter")
    page.get_by_role("status").wait_for()
    sound(page)
    assert (heard.complaints, heard.elsewhere) == ([], [])
    context.close()


def test_without_javascript(inside: Inside) -> None:
    context = inside.browser.new_context(storage_state=inside.state, java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{inside.root}/take")
    with page.expect_download() as pdf:
        page.get_by_role("button", name="Make a PDF").click()
    assert Path(pdf.value.path()).read_bytes().startswith(b"%PDF")
    page.goto(f"{inside.root}/export")
    with page.expect_download() as archive:
        page.get_by_role("button", name="Make the archive").click()
    assert Path(archive.value.path()).read_bytes().startswith(b"PK")
    page.goto(f"{inside.root}/reminders")
    page.get_by_label("Remind me each evening").check()
    page.get_by_role("button", name="Save").click()
    assert page.get_by_role("status").inner_text() == "Saved."
    with page.expect_download() as calendar:
        page.get_by_role("button", name="Take the file").click()
    assert b"BEGIN:VCALENDAR" in Path(calendar.value.path()).read_bytes()
    context.close()
