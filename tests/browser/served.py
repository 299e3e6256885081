"""A real server of the web app, and a browser that has come in."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from playwright.sync_api import BrowserContext, Page


@dataclass(frozen=True)
class Served:
    """Where it is, and the code that lets one in."""

    url: str
    token: str

    @property
    def root(self) -> str:
        """The address without a page."""
        return self.url.partition("/start")[0]


@contextmanager
def served(folder: Path, *words: str) -> Generator[Served]:
    """Run ``unspiral serve`` until the block ends.

    Args:
        folder: for temporary files, and for the person's own file.
        *words: more words for the command.
    """
    called = [sys.executable, "-m", "unspiral.doors.cli.main", "serve", "--port", "0", "--json", *words]
    place = {**os.environ, "TMPDIR": str(folder), "XDG_DATA_HOME": str(folder), "OPENBLAS_NUM_THREADS": "1"}
    running = subprocess.Popen(called, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=place, start_new_session=True)
    try:
        assert running.stdout is not None
        line = running.stdout.readline()
        assert line, running.communicate()[1]
        said = json.loads(line)
        yield Served(said["url"], said["token"])
    finally:
        running.send_signal(signal.SIGINT)
        _out, err = running.communicate(timeout=30)
    assert "Traceback" not in err, err


@dataclass
class Heard:
    """What a browser complained about, and what it asked other machines for."""

    complaints: list[str] = field(default_factory=list)
    elsewhere: list[str] = field(default_factory=list)


def listen(context: BrowserContext, root: str) -> Heard:
    """Hear everything that the pages of a context say and ask for, from now on."""
    heard = Heard()

    def asked(address: str) -> None:
        if not address.startswith((root, "data:", "blob:", "about:")):
            heard.elsewhere.append(address)

    def opened(page: Page) -> None:
        # Violations of a page's policy and answers that failed stand in the console as errors.
        page.on("console", lambda said: heard.complaints.append(f"{page.url}: {said.text}") if said.type in ("error", "warning") else None)
        page.on("pageerror", lambda error: heard.complaints.append(f"{page.url}: {error}"))

    context.on("request", lambda request: asked(request.url))
    context.on("page", opened)
    return heard
