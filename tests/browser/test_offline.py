"""A check-in without the server: sealed, unreadable in the browser, there after a restart, and kept when the file is open again."""

from __future__ import annotations

import re
import shutil
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright
from tests.browser.conftest import NAMES
from tests.browser.served import Served, served
from tests.doors.web.conftest import PASSPHRASE

pytestmark = pytest.mark.browser

CANARY = "CANARY tangerine"

# Everything that a page of ours can read back from the browser, as one text.
STORED = """async () => {
  const found = [JSON.stringify(localStorage), JSON.stringify(sessionStorage), document.cookie];
  for (const {name} of await indexedDB.databases()) {
    const base = await new Promise(done => { const asked = indexedDB.open(name); asked.onsuccess = () => done(asked.result); });
    for (const table of base.objectStoreNames) {
      const rows = await new Promise(done => {
        const asked = base.transaction(table).objectStore(table).getAll(); asked.onsuccess = () => done(asked.result); });
      found.push('rows ' + rows.length + ' ' + JSON.stringify(rows));
    }
    base.close();
  }
  for (const name of await caches.keys()) for (const request of await (await caches.open(name)).keys())
    found.push(request.url + ' ' + await (await (await caches.open(name)).match(request)).text());
  return found.join('\\n');
}"""


@contextmanager
def restarted(profile: Path) -> Generator[BrowserContext]:
    """A browser that keeps its profile."""
    place = next((found for name in NAMES if (found := shutil.which(name))), None)
    with sync_playwright() as player:
        context = player.chromium.launch_persistent_context(
            str(profile), executable_path=place, args=["--no-sandbox", "--disable-gpu"], viewport={"width": 320, "height": 800}
        )
        yield context
        context.close()


def come_in(page: Page, site: Served, *, new: bool) -> None:
    page.goto(site.url)
    page.wait_for_url(f"{site.root}/{'set-up' if new else 'unlock'}")
    page.fill("#passphrase", PASSPHRASE)
    if new:
        page.fill("#again", PASSPHRASE)
    page.click("main button")
    if not new:
        page.wait_for_url(f"{site.root}/")


def ready(page: Page) -> None:
    """Wait until the worker keeps its pages, and the public key lies in the cache."""
    page.evaluate("() => navigator.serviceWorker.ready.then(() => true)")
    page.wait_for_function("async () => (await caches.keys()).length >= 2 && Boolean(await caches.match('/sealed/key'))")


def port_of(site: Served) -> str:
    return site.root.rpartition(":")[2]


# A browser of its own runs in this module: two players of Playwright cannot run in one thread at once.
@pytest.fixture(scope="module")
def stored(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """One evening with the server away, told step by step."""
    import threading

    if not any(shutil.which(name) for name in NAMES):
        pytest.skip("needs a browser: apt-get install chromium (make test does it)")
    folder = tmp_path_factory.mktemp("offline")
    told: dict[str, str] = {}
    failed: list[BaseException] = []

    def evening() -> None:
        try:
            _evening(folder, told)
        except BaseException as error:  # handed on to the test, which runs in another thread
            failed.append(error)

    running = threading.Thread(target=evening)
    running.start()
    running.join()
    if failed:
        raise failed[0]
    return told


def _evening(folder: Path, told: dict[str, str]) -> None:
    with restarted(folder / "profile") as context:
        page = context.new_page()
        with served(folder) as site:
            come_in(page, site, new=True)
            page.goto(f"{site.root}/check-in")
            ready(page)
            port = port_of(site)
        page.goto(f"{site.root}/check-in")
        told["offline page"] = page.inner_text("main")
        page.locator("input[name=pain][value='7']").check()
        page.locator("input[name=mood][value='3']").check()
        page.fill("#note", CANARY)
        page.click("text=Seal it")
        page.wait_for_function("() => document.getElementById('waiting').textContent.includes('1 waiting')")
        told["sealed"] = page.inner_text("#waiting")
        told["stored"] = page.evaluate(STORED)
        page.goto(f"{site.root}/questionnaires/phq9")
        page.locator("input[name=phq9][value='1']").click()  # not check(), which looks for its box on the page that comes next
        page.wait_for_url(f"{site.root}/offline/first")
        expect(page.locator("#waiting")).to_contain_text("waiting")  # it is counted once the page is there
        told["help"] = page.inner_text("main")
        told["waiting on help"] = page.inner_text("#waiting")
        told["stored later"] = page.evaluate(STORED)
    with restarted(folder / "profile") as context:
        page = context.new_page()
        page.goto(f"{site.root}/help")
        expect(page.locator("#waiting")).to_contain_text("waiting")
        told["after restart"] = page.inner_text("main")
        with served(folder, "--port", port) as again:
            assert port_of(again) == port
            come_in(page, again, new=False)
            page.wait_for_url(f"{again.root}/help/first")
            told["help at arrival"] = page.inner_text("main")
            page.goto(f"{again.root}/check-in")
            told["kept"] = page.input_value("#note")
            told["pain"] = str(page.locator("input[name=pain][value='7']").is_checked())
            told["left"] = page.evaluate(STORED)
            # The session ends while somebody types.
            page.locator("input[name=pain][value='9']").check()
            context.clear_cookies()
            page.click("text=Keep it")
            page.wait_for_function("() => document.getElementById('waiting').textContent.includes('1 waiting')")
            come_in(page, again, new=False)
            page.goto(f"{again.root}/check-in")
            expect(page.locator("#waiting")).to_have_text(re.compile("^Kept at|^$"))
            page.goto(f"{again.root}/check-in")
            told["pain after the session was over"] = str(page.locator("input[name=pain][value='9']").is_checked())


def test_it_is_sealed_with_a_word_about_it(stored: dict[str, str]) -> None:
    assert "The server is not running" in stored["offline page"]
    assert "Sealed at" in stored["sealed"]
    assert "1 waiting" in stored["sealed"]


def test_nothing_in_the_browser_can_be_read(stored: dict[str, str]) -> None:
    for name in ("stored", "stored later", "left"):
        text = stored[name]
        assert "rows" in text, "the queue was looked at"
        assert "/sealed/key" in text, "the caches were looked at"
        for word in (CANARY, "tangerine", "pain=7", "phq9=1", "note="):
            assert word not in text, (name, word)


def test_item_nine_leads_to_help_at_once_without_the_server(stored: dict[str, str]) -> None:
    assert "help works. Please talk to someone today." in stored["help"]
    assert "Nobody at unspiral sees your answers." in stored["help"]
    assert "2 waiting" in stored["waiting on help"]


def test_it_survives_a_restart_of_the_browser_and_is_kept_once_the_file_is_open(stored: dict[str, str]) -> None:
    assert "2 waiting" in stored["after restart"]
    assert "Thank you" not in stored["after restart"]
    assert "In immediate danger" in stored["help at arrival"]
    assert stored["kept"] == CANARY
    assert stored["pain"] == "True"
    assert "rows 0" in stored["left"]


def test_a_session_that_ends_while_somebody_types_loses_nothing(stored: dict[str, str]) -> None:
    assert stored["pain after the session was over"] == "True"


def test_warning_signs_call_for_the_same_as_the_server_says(browser: Browser, tmp_path: Path) -> None:
    from unspiral.measure.safety.help_lines import help_for
    from unspiral.measure.safety.red_flags import red_flags
    from unspiral.measure.safety.sign import Reply

    cases: list[dict[str, Reply]] = [
        {"ces_saddle": "yes"}, {"ces_bladder": "not sure"}, {"inf_risk": "yes", "can_night": "yes"}, {"can_night": "yes"},
        {"can_night": "yes", "can_history": "yes"}, {"can_age": "yes"}, {"inflam_am": "yes", "neuro_prog": "yes"}, {"ces_sex": "no"},
    ]  # fmt: skip
    with served(tmp_path) as site:
        context = browser.new_context()
        page = context.new_page()
        for case in cases:
            page.goto(f"{site.root}/offline/red-flags")
            for question, reply in case.items():
                page.locator(f"input[name={question}][value='{reply}']").check()
            page.click("text=Done")
            shown = page.locator("[data-urgency]:visible")
            expect(shown).to_have_count(1)
            assert shown.get_attribute("data-urgency") == (red_flags(case, help_for(None)).urgency or "none"), case
        context.close()
