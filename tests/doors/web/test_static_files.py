"""Files that every browser gets: known kinds, nothing from elsewhere, asked for again only when changed."""

from __future__ import annotations

import re
from importlib.resources import files

import pytest
from starlette.testclient import TestClient

from unspiral.doors.web.static_files import KINDS, content

pytestmark = pytest.mark.unit

# Code made of text, markup made of text, and stores that another page of this machine could read.
FORBIDDEN = r"\beval\(|new Function|innerHTML|outerHTML|insertAdjacentHTML|document\.write|localStorage|sessionStorage"
NAMES = sorted(file.name for file in files("unspiral.doors.web").joinpath("static").iterdir() if file.is_file())


@pytest.mark.parametrize("name", NAMES)
def test_every_file_is_served(stranger: TestClient, name: str) -> None:
    answer = stranger.get(f"/static/{name}")
    assert answer.status_code == 200
    assert answer.headers["content-type"].partition(";")[0] == KINDS[name.rpartition(".")[2]]
    again = stranger.get(f"/static/{name}", headers={"if-none-match": answer.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert stranger.get(f"/static/{name}", headers={"if-none-match": '"other"'}).status_code == 200


@pytest.mark.parametrize("name", ["../app.py", "app.py", ".hidden.css", "none.css", "a/b.css"])
def test_nothing_else_is(name: str, stranger: TestClient) -> None:
    assert content(name) is None
    assert stranger.get(f"/static/{name.replace('/', '%2F')}").status_code == 404


@pytest.mark.parametrize("name", [name for name in NAMES if name.rpartition(".")[2] in ("css", "js", "svg", "webmanifest")])
def test_nothing_from_elsewhere(name: str) -> None:
    found = content(name)
    assert found is not None
    text = found[0].decode().replace("http://www.w3.org/", "")
    assert re.findall(r"(?:https?:)?//[a-z0-9-]+\.[a-z]{2,}", text) == []
    assert "@import" not in text
    if name.endswith(".js"):
        assert re.findall(FORBIDDEN, text) == []
