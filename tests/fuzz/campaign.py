"""Generated requests by the million: ``python -m tests.fuzz.campaign --requests 1000000 --out DIR``.

Three kinds take turns: requests of our own generator, drawn from what the app's pages ask for; cases that schemathesis makes from the
OpenAPI document of the app; raw requests that Hypothesis draws. Counted are server errors, traces and statuses that no document names.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import tempfile
import time
import warnings
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import quote, unquote, urlencode

from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st
from tests.fuzz.asking import FORM, HOST, Answered, Asked, House, ask
from tests.fuzz.contract import document, statuses
from tests.fuzz.forms import Asks, crawl, gathered
from tests.fuzz.generator import Generator

from unspiral.doors.web import log
from unspiral.doors.web.entrance import cookie_name

ANEW = 3_000  # requests to one file: then another one, so that its pages stay quick


@dataclass
class Tally:
    """What came out.

    Attributes:
        statuses: of all answers.
        places: requests by declared address.
        sources: requests by what made them.
        faults: kind of fault -> how often; examples holds the first few.
    """

    requests: int = 0
    statuses: Counter[int] = field(default_factory=Counter[int])
    places: Counter[str] = field(default_factory=Counter[str])
    sources: Counter[str] = field(default_factory=Counter[str])
    faults: Counter[str] = field(default_factory=Counter[str])
    examples: list[dict[str, Any]] = field(default_factory=list[dict[str, Any]])

    def note(self, house: House, source: str, who: str, asked: Asked, answered: Answered) -> None:
        """Count one answer."""
        path = unquote(asked.path)
        found = house.table.find(path)
        place = "nowhere" if found is None else found[0].path
        self.requests += 1
        self.statuses[answered.status] += 1
        self.places[place] += 1
        self.sources[source] += 1
        faults: list[str] = []
        if answered.raised:
            faults.append(f"raised {answered.raised}")
        locked = answered.status == 503 and "retry-after" in answered.headers  # the feed for calendars says so while the file is locked
        if answered.status >= 500 and not locked:
            faults.append(f"server error {answered.status}")
        if b"Traceback (most recent" in answered.body:
            faults.append("trace on the page")
        if answered.status not in statuses(house.table, asked.method, path) and answered.status < 500:
            faults.append(f"undocumented {answered.status}")
        if not answered.raised and "content-security-policy" not in answered.headers:
            faults.append("headers missing")
        for fault in faults:
            name = f"{asked.method if asked.method in ('GET', 'POST') else 'other'} {place}: {fault}"
            self.faults[name] += 1
            if self.faults[name] <= 3:
                told = {"fault": name, "who": who, "method": asked.method, "path": asked.path, "query": repr(asked.query)}
                lines = log._lines(house.desk.log.path) if house.desk.log.path else []
                self.examples.append({**told, "headers": repr(asked.headers)[:600], "body": repr(asked.body[:800]), "log": lines[-1:]})


class Campaign:
    """Requests to one app after another.

    Args:
        folder: for the files of the made-up person.
        seed: of all chance.
        prepare: called with every new house, before its pages are read.
    """

    def __init__(self, folder: Path, seed: int, prepare: Callable[[House], None] | None = None) -> None:
        self.house = House(folder)
        self.seed, self.prepare = seed, prepare
        self.tally = Tally()
        self.forms: dict[tuple[str, str], Asks] = {}
        self._since = ANEW

    async def one(self, source: str, who: str, asked: Asked) -> None:
        """Ask once, and count."""
        answered = await ask(self.house.app, asked)
        self.tally.note(self.house, source, who, asked, answered)
        self._since += 1

    async def fresh(self) -> None:
        """Another file when this one is full, and everybody back where they belong."""
        if self._since >= ANEW:
            self._since = 0
            self.house.renew()
            await self.house.be_in()
            if self.prepare is not None:
                self.prepare(self.house)
            await self._read()
        await self.house.be_in()

    async def _read(self) -> None:
        table = self.house.table
        fixed = [path for path, place in table.places.items() if "{" not in path and "GET" in place.pages]
        pages, queries = await crawl(self.house, fixed)
        self.forms = gathered(pages.values())
        known = {part for page in pages.values() for link in page.links for part in link.split("?")[0].split("/")[2:] if part}
        known |= {value for form in self.forms.values() for values in form.fields.values() for value in values if len(value) > 20}
        known |= {"phq9", "gad7", "peg", "app.css", "app.js", "90", "x"}
        methods = {path: tuple(place.pages) for path, place in table.places.items()}
        drawn = self.seed * 1000 + self.house.rounds
        self.generator = Generator(drawn, methods, self.forms, sorted(map(quote, known)), sorted(queries))

    async def own(self, requests: int) -> None:
        """Requests of our own generator."""
        for number in range(requests):
            if number % 20 == 0:
                await self.fresh()
            who, asked = self.generator.one(self.house.cookies, cookie_name(self.house.desk))
            await self.one("own", who, asked)

    def schemathesis(self, cases: int) -> None:
        """So many cases for each operation of the OpenAPI document, as schemathesis makes them."""
        import schemathesis

        asyncio.run(self.fresh())
        schema = schemathesis.openapi.from_dict(document(self.house.table, self.forms))
        for found in schema.get_all_operations():
            operation = found.ok()
            taken = Counter[str]()

            @seed(self.seed)
            @_drawn(cases)
            @given(operation.as_strategy())
            def run(case: Any) -> None:
                if taken["all"] < cases:  # noqa: B023
                    taken["all"] += 1  # noqa: B023
                    asyncio.run(self._case(case))

            run()

    async def _case(self, case: Any) -> None:
        await self.fresh()
        sent = case.as_transport_kwargs(base_url=f"http://{HOST}")
        path = quote(unquote(str(case.formatted_path)), safe="/")
        query = urlencode({name: str(value) for name, value in (case.query or {}).items()}, errors="replace").encode()
        body = sent.get("data") or sent.get("json") or b""
        body = urlencode({str(name): str(value) for name, value in body.items()}, errors="replace") if isinstance(body, dict) else body
        raw = body if isinstance(body, bytes) else str(body).encode("utf-8", "replace")
        headers = ((b"host", HOST.encode()), (b"content-type", (case.media_type or FORM).encode()), *self._in())
        await self.one("schemathesis", "admitted", Asked(case.method, path, query, headers, raw))

    def hypothesis(self, cases: int) -> None:
        """Raw requests that Hypothesis draws."""
        asyncio.run(self.fresh())
        places = sorted(self.house.table.places)
        word = st.text(max_size=20)
        lost = st.builds(lambda place, more: f"{place}/{quote(more, safe='')}", st.sampled_from(places), word)
        paths = st.one_of(st.sampled_from(places), lost)
        names = sorted({name for form in self.forms.values() for name in form.fields}) or ["x"]
        fields = st.dictionaries(st.one_of(word, st.sampled_from(names)), word, max_size=6)
        bodies = st.one_of(st.binary(max_size=200), fields.map(lambda told: urlencode(told, errors="replace").encode()))
        kinds = st.sampled_from([FORM, "application/json", "multipart/form-data; boundary=b"])

        @seed(self.seed)
        @_drawn(cases)
        @given(st.sampled_from(["GET", "POST", "POST", "HEAD", "PUT"]), paths, bodies, kinds, st.binary(max_size=30))
        def run(method: str, path: str, body: bytes, kind: str, query: bytes) -> None:
            headers = ((b"host", HOST.encode()), (b"content-type", kind.encode()), *self._in())
            asyncio.run(self._raw(Asked(method, path.replace("{", "").replace("}", ""), query, headers, body)))

        run()

    async def _raw(self, asked: Asked) -> None:
        await self.fresh()
        await self.one("hypothesis", "admitted", asked)

    def _in(self) -> tuple[tuple[bytes, bytes], ...]:
        return ((b"cookie", f"{cookie_name(self.house.desk)}={self.house.cookies['admitted']}".encode()),)


def _drawn(cases: int) -> settings:
    never_mind = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much, HealthCheck.function_scoped_fixture]
    return settings(max_examples=cases, deadline=None, phases=[Phase.generate], database=None, suppress_health_check=never_mind)


@contextmanager
def _place(out: Path | None) -> Iterator[Path]:
    memory = Path("/dev/shm")  # a disk that is waited for makes a campaign slow, and finds nothing more
    with tempfile.TemporaryDirectory(prefix="unspiral-fuzz-", dir=memory if memory.is_dir() else out) as folder:
        yield Path(folder) / "house"


def run(requests: int, *, seed: int = 1, folder: Path, every: Callable[[Tally], None] | None = None) -> Tally:
    """A campaign of about so many requests: a hundredth by schemathesis, a hundredth by Hypothesis, the others by our own generator."""
    campaign = Campaign(folder, seed)
    warnings.simplefilter("ignore")
    share = max(20, requests // 100)
    asyncio.run(campaign.fresh())
    operations = sum(len(place.pages) for place in campaign.house.table.places.values())
    campaign.schemathesis(max(2, share // operations))
    campaign.hypothesis(share)
    while (left := requests - campaign.tally.requests) > 0:
        asyncio.run(campaign.own(min(left, 2_000)))
        if every is not None:
            every(campaign.tally)
    campaign.house.desk.lock()
    return campaign.tally


def main() -> int:
    """Run a campaign; 1 when anything was found."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--requests", type=int, default=1_000_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--out", type=Path, required=True)
    asked = parser.parse_args()
    asked.out.mkdir(parents=True, exist_ok=True)
    began = time.monotonic()

    def written(tally: Tally) -> None:
        told = {"seconds": round(time.monotonic() - began, 1), "seed": asked.seed, **vars(tally)}
        (asked.out / "campaign.json").write_text(json.dumps(told, indent=1, default=str) + "\n")

    with _place(asked.out) as folder:
        tally = run(asked.requests, seed=asked.seed, folder=folder, every=written)
    written(tally)
    print(f"{tally.requests:,} requests in {time.monotonic() - began:.0f} s; statuses {dict(sorted(tally.statuses.items()))}")
    print("faults:", dict(tally.faults) or "none")
    return 1 if tally.faults else 0


if __name__ == "__main__":
    raise SystemExit(main())
