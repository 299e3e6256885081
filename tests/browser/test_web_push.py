"""Web push in a real browser: switched on, listed, taken off; a message that arrives is shown. No service outside is asked."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser
from tests.browser.served import listen, served
from tests.doors.web.push_made import BrowserKeys

pytestmark = pytest.mark.browser

# In place of the maker's service, which would need the network: the browser's own answer to the script.
STANDS_IN = """told => {
  let there = null;
  const octets = text => Uint8Array.from(atob(text.replaceAll('-', '+').replaceAll('_', '/')), l => l.charCodeAt(0)).buffer;
  PushManager.prototype.getSubscription = async () => there;
  PushManager.prototype.subscribe = async asked => there = {endpoint: told.endpoint, options: asked, unsubscribe: async () => true,
    getKey: name => octets(name === 'p256dh' ? told.public : told.auth)};
}"""


def test_on_off_and_what_arrives(browser: Browser, tmp_path: Path) -> None:
    with served(tmp_path, "--file", str(tmp_path / "journal.unspiral")) as site:
        context = browser.new_context()
        heard = listen(context, site.root)
        context.grant_permissions(["notifications"], origin=site.root)
        page = context.new_page()
        page.goto(site.url)
        page.wait_for_url("**/set-up")
        for name in ("passphrase", "again"):
            page.fill(f"#{name}", "four words that rhyme not")
        page.locator("main form button").first.click()
        page.get_by_role("heading", level=1).wait_for()
        page.goto(f"{site.root}/reminders")
        page.evaluate(STANDS_IN, BrowserKeys().told)
        page.get_by_role("button", name="Remind me in this browser").press("Enter")
        page.wait_for_url("**/reminders?saved=1")
        assert page.get_by_text("No reminder was sent yet").is_visible()
        registered: list[str] = []
        deliver = context.new_cdp_session(page)
        deliver.on(
            "ServiceWorker.workerRegistrationUpdated",
            lambda said: registered.extend(one["registrationId"] for one in said["registrations"]),
        )
        deliver.send("ServiceWorker.enable")
        page.wait_for_function("() => navigator.serviceWorker.ready.then(worker => worker.active.state === 'activated')")
        shown = """async () => { const worker = await navigator.serviceWorker.ready;
          return (await worker.getNotifications()).map(one => [one.title, one.body, one.tag]); }"""
        found: list[list[str]] = []
        for _ in range(100):  # a worker that is only just starting may miss what is handed to it; the real service hands it on again
            if registered and not found:
                said = {"origin": f"{site.root}/", "registrationId": registered[-1], "data": "Evening check-in"}
                deliver.send("ServiceWorker.deliverPushMessage", said)
            page.wait_for_timeout(100)
            found = page.evaluate(shown)
            if found:
                break
        assert found == [["Evening check-in", "", "evening"]]
        page.get_by_role("button", name="Take Chrome").press("Enter")
        page.get_by_role("button", name="Remind me in this browser").wait_for()
        assert page.get_by_text("No reminder was sent yet").count() == 0
        assert (heard.complaints, heard.elsewhere) == ([], [])
        context.close()
