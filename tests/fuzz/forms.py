"""The forms and links that pages show, read from the pages themselves: what is generated stays what is asked for."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urlsplit

from tests.fuzz.asking import House

MOST_PAGES = 150


@dataclass
class Asks:
    """A form: where it goes, and its fields with values that its page offers."""

    action: str
    method: str
    fields: dict[str, list[str]] = field(default_factory=dict[str, list[str]])
    files: bool = False


class Seen(HTMLParser):
    """Forms, links, and everything that a strict policy would not let run, of one page."""

    def __init__(self, path: str) -> None:
        super().__init__()
        self.path = path
        self.forms: list[Asks] = []
        self.links: list[str] = []
        self.loads: list[str] = []
        self.faults: list[str] = []
        self._form: Asks | None = None
        self._choice = ""
        self._inline = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = {name: value or "" for name, value in attrs}
        self.faults += [f"<{tag} {name}>" for name in told if name.startswith("on") or name == "style"]
        self._loads(tag, told)
        if tag == "form":
            action = urlsplit(told.get("action") or self.path).path
            self._form = Asks(action, told.get("method", "get").upper(), files="multipart" in told.get("enctype", ""))
            self.forms.append(self._form)
        elif tag == "a" and "href" in told:
            self.links.append(told["href"])
        elif self._form is not None and tag in ("input", "select", "textarea", "button") and told.get("name"):
            values = self._form.fields.setdefault(told["name"], [])
            self._choice = told["name"] if tag == "select" else ""
            if tag != "select":
                values.append(told.get("value", "on" if told.get("type") == "checkbox" else ""))
        elif tag == "option" and self._form is not None and self._choice:
            self._form.fields[self._choice].append(told.get("value", ""))
        if tag == "script" and "src" not in told:
            self.faults.append("<script> without src")
        if tag in ("base", "iframe", "object", "embed", "frame"):
            self.faults.append(f"<{tag}>")

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._form = None

    def _loads(self, tag: str, told: dict[str, str]) -> None:
        self.loads += [told[name] for name in ("src", "srcset", "poster", "data", "action", "formaction", "xlink:href") if name in told]
        if tag in ("link", "use", "image"):
            self.loads.append(told.get("href", ""))


async def crawl(house: House, begin: Iterable[str]) -> tuple[dict[str, Seen], set[str]]:
    """Every page that somebody who is in can reach from these, and every address with a query that a link leads to."""
    await house.be_in()
    pages: dict[str, Seen] = {}
    queries: set[str] = set()
    waiting = list(begin)
    while waiting and len(pages) < MOST_PAGES:
        path = waiting.pop(0)
        if path in pages:
            continue
        answer = await house.get(path, house.cookies["admitted"])
        if answer.status != 200 or "text/html" not in answer.headers.get("content-type", ""):
            continue
        seen = Seen(path)
        seen.feed(answer.body.decode())
        pages[path] = seen
        for link in seen.links:
            parts = urlsplit(link)
            if not parts.netloc and parts.scheme == "":
                queries |= {f"{parts.path or path}?{parts.query}"} if parts.query else set()
                waiting.append(parts.path or path)
    return pages, queries


def gathered(pages: Iterable[Seen]) -> dict[tuple[str, str], Asks]:
    """All forms of these pages, one for each address and method, with every value that any of them offers."""
    found: dict[tuple[str, str], Asks] = {}
    for page in pages:
        for form in page.forms:
            held = found.setdefault((form.method, form.action), Asks(form.action, form.method, {}, form.files))
            for name, values in form.fields.items():
                known = held.fields.setdefault(name, [])
                known += [value for value in dict.fromkeys(values) if value not in known and len(known) < 60]
    return found
