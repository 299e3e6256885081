"""What people type reaches no log and no terminal: canaries are put into every field of every form, and into addresses."""

from __future__ import annotations

import asyncio
import contextlib
import io
import logging
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.fuzz.asking import FORM, HOST, Asked, House, ask
from tests.fuzz.forms import crawl, gathered

from unspiral.doors.web.entrance import cookie_name
from unspiral.doors.web.log import faults
from unspiral.store.journal import key_file

pytestmark = pytest.mark.unit

CANARY = "canary9f3e71"


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    before = key_file.MEMORY_KIB, key_file.PASSES
    held = House(tmp_path / "house")
    yield held
    held.desk.lock()
    key_file.MEMORY_KIB, key_file.PASSES = before


async def sing(house: House) -> int:
    """Canaries in every field, in addresses, in headers; also where a page breaks."""
    fixed = [path for path, place in house.table.places.items() if "{" not in path and "GET" in place.pages]
    pages, _ = await crawl(house, fixed)
    forms = gathered(pages.values())
    sent = 0
    for (method, action), asks in forms.items():
        for wild in (*asks.fields, ""):
            await house.be_in()
            fields = {
                name: CANARY if name == wild else next((value for value in values if value), CANARY) for name, values in asks.fields.items()
            }
            cookie = house.cookies["admitted"]
            if method == "POST":
                await house.form(action, fields, cookie)
            else:
                await house.get(action, cookie, f"{wild}={CANARY}".encode())
            sent += 1
    for path in house.table.places:
        cookie = f"{cookie_name(house.desk)}={house.cookies['admitted']}; x={CANARY}".encode()
        headers = ((b"host", HOST.encode()), (b"cookie", cookie), (b"user-agent", CANARY.encode()), (b"content-type", FORM.encode()))
        await ask(house.app, Asked("GET", path.replace("{", CANARY).replace("}", ""), f"q={CANARY}".encode(), headers))
        await ask(house.app, Asked("POST", path.replace("{", CANARY).replace("}", ""), b"", headers, CANARY.encode()))
        sent += 2
    await ask(house.app, Asked("GET", "/", headers=((b"host", f"{CANARY}.example".encode()),)))

    async def broken(request: object) -> None:
        raise RuntimeError(CANARY)

    house.table.places["/start"].pages["GET"] = broken
    assert (await house.get("/start")).status == 500
    return sent


def test_no_canary_is_heard(house: House, caplog: pytest.LogCaptureFixture) -> None:
    out, err = io.StringIO(), io.StringIO()
    caplog.set_level(logging.WARNING)
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        sent = asyncio.run(sing(house))
    assert sent > 50
    assert CANARY not in out.getvalue() + err.getvalue() + caplog.text
    logs = [file for file in house.folder.iterdir() if ".log" in file.name]
    assert logs
    for file in logs:
        text = file.read_text()
        assert CANARY not in text
        assert "RuntimeError" in text
        assert faults(file) == []


def test_the_test_would_hear_one(house: House) -> None:
    asyncio.run(house.be_in())
    assert house.desk.log.path is not None
    with pytest.raises(ValueError, match="nothing that may stand in the log"):
        house.desk.log.say("error", kind=f"{CANARY}!")
    house.desk.log.say("error", kind=CANARY)
    assert CANARY in house.desk.log.path.read_text()
