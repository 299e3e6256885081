"""The pictures of the web app in the README: taken on the demo, with its label, by the system's own Chromium.

    python scripts/web_pictures.py [FOLDER]

The demo's person is made up and always the same; its last day is yesterday, so dates move and shapes do not.
"""

from __future__ import annotations

import json
import shutil
import signal
import subprocess
import sys
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

FOLDER = Path(__file__).resolve().parents[1] / "docs" / "pictures"
DAYS = 90
# Name -> page, then how much of it is shown: width and height in pixels of a screen.
PICTURES = {"check-in": ("/check-in", 420, 900), "days": ("/days", 420, 900), "loop": ("/loop", 420, 900)}
LOOKS, PAUSE_MS = 60, 2000  # at a loop that is being worked out in the background
BROWSERS = ("chromium", "chromium-browser", "google-chrome")


def main(words: list[str]) -> int:
    """Take them all; 1 where there is no browser."""
    folder = Path(words[0]) if words else FOLDER
    place = next((found for name in BROWSERS if (found := shutil.which(name))), None)
    if place is None:
        print("needs a browser: apt-get install chromium", file=sys.stderr)
        return 1
    folder.mkdir(parents=True, exist_ok=True)
    called = [sys.executable, "-m", "unspiral.doors.cli.main", "serve", "--demo", "--seed-days", str(DAYS), "--port", "0", "--json"]
    running = subprocess.Popen(called, stdout=subprocess.PIPE, text=True)
    try:
        assert running.stdout is not None
        url = json.loads(running.stdout.readline())["url"]
        with sync_playwright() as player:
            browser = player.chromium.launch(executable_path=place, args=["--no-sandbox", "--disable-gpu"])
            page = browser.new_page(device_scale_factor=1.5)
            page.goto(url)
            page.wait_for_url(url.partition("/start")[0] + "/")
            for name, (address, width, height) in PICTURES.items():
                take(page, url.partition("/start")[0] + address, width, height, folder / f"{name}.png")
            browser.close()
    finally:
        running.send_signal(signal.SIGINT)
        running.wait(timeout=30)
    return 0


def take(page: Page, address: str, width: int, height: int, file: Path) -> None:
    """One picture, once nothing on the page is being worked out any more."""
    page.set_viewport_size({"width": width, "height": height})
    page.goto(address)
    for _ in range(LOOKS if address.endswith("/loop") else 0):
        if page.locator("main svg").count():
            break
        page.wait_for_timeout(PAUSE_MS)
        page.goto(address)
    page.screenshot(path=file)
    print(f"{file}: {file.stat().st_size / 1024:.0f} KiB")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
