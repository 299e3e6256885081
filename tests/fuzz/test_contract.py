"""Every address of the app: what it documents, who is let in, and what its pages carry."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterator

import pytest
from tests.fuzz.asking import FORM, HOST, Asked, House, ask
from tests.fuzz.contract import document, statuses
from tests.fuzz.forms import Seen, crawl, gathered

from unspiral.doors.web.entrance import cookie_name
from unspiral.doors.web.gate import ALWAYS
from unspiral.doors.web.offline import SHELL
from unspiral.store.journal import key_file

pytestmark = pytest.mark.unit

# Whoever comes may see these; they hold nothing of a person's.
OPEN = {
    ("GET", "/health"),
    ("GET", "/start"),
    ("POST", "/start"),
    ("POST", "/lock"),  # it locks for those who are in, and sends others to the start
    ("GET", "/static/{name}"),
    ("GET", "/help"),  # help is never behind a lock
    ("POST", "/help"),
    ("GET", "/help/note"),
    ("GET", "/calendar/{secret}"),  # calendar programs show no cookie; it says when, and nothing about the person
    ("GET", "/sw.js"),  # what a browser keeps for when the server is away is the same for everybody
    *(("GET", path) for path in SHELL),
}
# These ask for the start code, and not yet for the passphrase.
BEGUN = {("GET", "/set-up"), ("POST", "/set-up"), ("GET", "/unlock"), ("POST", "/unlock")}


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    before = key_file.MEMORY_KIB, key_file.PASSES
    held = House(tmp_path_factory.mktemp("house"))
    yield held
    held.desk.lock()
    key_file.MEMORY_KIB, key_file.PASSES = before


def operations(house: House) -> list[tuple[str, str]]:
    return [(method, path) for path, place in house.table.places.items() for method in sorted(place.pages)]


def example(path: str) -> str:
    return re.sub(r"{[^}]*}", "x", path)


async def asked_as(house: House, who: str, method: str, path: str) -> tuple[int, dict[str, str], bytes]:
    await house.be_in()
    cookie = house.cookies[who]
    headers = [(b"host", HOST.encode())] + ([(b"cookie", f"{cookie_name(house.desk)}={cookie}".encode())] if cookie else [])
    headers += [(b"content-type", FORM.encode())] if method != "GET" else []
    answer = await ask(house.app, Asked(method, example(path), headers=tuple(headers)))
    return answer.status, answer.headers, answer.body


@pytest.mark.parametrize("who", ["stranger", "started", "ended"])
def test_nobody_is_let_in_who_is_not_admitted(house: House, who: str) -> None:
    for method, path in operations(house):
        if (method, path) in OPEN or ((method, path) in BEGUN and who == "started"):
            continue
        status, headers, _ = asyncio.run(asked_as(house, who, method, path))
        where = "/unlock" if who == "started" else "/start"
        assert (method, path, status, headers.get("location")) == (method, path, 303, where)


def test_every_open_address_exists(house: House) -> None:
    assert (OPEN | BEGUN) - set(operations(house)) == set()


@pytest.mark.parametrize("who", ["stranger", "started", "ended", "admitted"])
def test_every_answer_is_documented_and_carries_the_headers(house: House, who: str) -> None:
    for method, path in operations(house):
        if (method, path) == ("POST", "/erase"):
            continue
        status, headers, body = asyncio.run(asked_as(house, who, method, path))
        assert status in statuses(house.table, method, example(path)), (method, path, status)
        assert status < 500, (method, path)
        assert {name.casefold(): value for name, value in ALWAYS.items()}.items() <= headers.items(), (method, path)
        policy = headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "frame-ancestors 'none'" in policy
        assert "unsafe" not in policy
        assert "*" not in policy
        assert not re.search(r"https?:", policy)
        if path != "/static/{name}":
            assert headers["cache-control"].startswith("no-store"), (method, path)
        if "text/html" in headers.get("content-type", ""):
            look_at(path, body, policy)


def look_at(path: str, body: bytes, policy: str) -> None:
    """Nothing on the page that its policy would have to let through, and nothing from elsewhere."""
    text = body.decode()
    seen = Seen(path)
    seen.feed(text)
    assert seen.faults == [], path
    assert [load for load in seen.loads if re.match(r"(https?:)?//|data:|javascript:", load)] == [], path
    assert text.count("<h1") == 1, path
    assert "<title>" in text
    assert text.count("<style>") <= policy.count("'sha256-"), path


def test_other_methods_say_which_there_are(house: House) -> None:
    for path, place in house.table.places.items():
        for method in ("PUT", "PATCH", "DELETE", "OPTIONS", "HEAD"):
            status, headers, body = asyncio.run(asked_as(house, "admitted", method, path))
            if method in ("PUT", "PATCH", "DELETE") and method not in place.pages:
                assert (path, method, status, headers["allow"]) == (path, method, 405, ", ".join(place.methods))
            if method == "OPTIONS":
                assert (path, status, headers["allow"], body) == (path, 204, ", ".join(place.methods), b"")
            if method == "HEAD":
                assert body == b""


def test_every_page_that_can_be_reached(house: House) -> None:
    fixed = [path for path, place in house.table.places.items() if "{" not in path and "GET" in place.pages]
    pages, _ = asyncio.run(crawl(house, fixed))
    assert "/" in pages
    for path, seen in pages.items():
        assert seen.faults == [], path
        for form in seen.forms:
            found = house.table.find(form.action)
            assert found is not None, (path, form.action)
            assert form.method in found[0].pages, (path, form.action)


def test_the_document_names_every_address(house: House) -> None:
    fixed = [path for path, place in house.table.places.items() if "{" not in path and "GET" in place.pages]
    pages, _ = asyncio.run(crawl(house, fixed))
    told = document(house.table, gathered(pages.values()))
    assert {(method.upper(), path) for path, said in told["paths"].items() for method in said} == set(operations(house))
    fields = told["paths"]["/settings"]["post"]["requestBody"]["content"][FORM]["schema"]["properties"]
    assert {"country", "zone"} <= set(fields)
