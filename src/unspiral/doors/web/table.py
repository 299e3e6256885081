"""Every page by its address: which one answers, and by which methods. One look-up for HEAD, OPTIONS, Allow, and what is not there."""

from __future__ import annotations

import inspect
from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass, field
from re import Pattern

from fastapi import Request
from fastapi.routing import APIRoute
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.responses import Response
from starlette.routing import BaseRoute, Match, compile_path
from starlette.types import Receive, Scope, Send

Page = Callable[..., Awaitable[Response]]


@dataclass(slots=True)
class Place:
    """One address.

    Args:
        path: as it is declared, "/days/{key}".
        pattern: of the addresses that it takes.
        pages: method -> what answers.
    """

    path: str
    pattern: Pattern[str]
    pages: dict[str, Page] = field(default_factory=dict[str, Page])

    @property
    def methods(self) -> tuple[str, ...]:
        """All methods that are answered: HEAD wherever GET is, and OPTIONS everywhere."""
        return tuple(sorted({*self.pages, *(["HEAD"] if "GET" in self.pages else []), "OPTIONS"}))


class Table(BaseRoute):
    """All places of the app, as one route.

    The routers of the pages say what there is; a request is then led by one look-up, where the framework would try one route after another
    and build a dependency tree for each request (docs/decisions/web-app.md).

    Args:
        routes: of all pages.

    Raises:
        TypeError: a page asks for more than the request and the parts of its address.
    """

    def __init__(self, routes: Iterable[BaseRoute]) -> None:
        self.places: dict[str, Place] = {}
        for route in routes:
            assert isinstance(route, APIRoute)
            place = self.places.setdefault(route.path, Place(route.path, compile_path(route.path)[0]))
            for method in route.methods or ():
                place.pages[method] = _page(route)
        self._fixed = {path: place for path, place in self.places.items() if "{" not in path}
        self._open = [place for path, place in self.places.items() if "{" in path]

    def find(self, path: str) -> tuple[Place, Mapping[str, str]] | None:
        """The place of an address, and the parts of the address that it names; None when there is none."""
        if (place := self._fixed.get(path)) is not None:
            return place, {}
        for place in self._open:
            if (found := place.pattern.match(path)) is not None:
                return place, found.groupdict()
        return None

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        """Every request over HTTP is answered here."""
        return (Match.FULL if scope["type"] == "http" else Match.NONE), {}

    async def handle(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request.

        Raises:
            HTTPException: 404 where there is no such place, 405 with all its methods where it has no such method.
        """
        found = self.find(scope["path"])
        if found is None:
            raise HTTPException(404)
        place, parts = found
        method = scope["method"]
        allow = {"Allow": ", ".join(place.methods)}
        if method == "OPTIONS":
            await Response(status_code=204, headers=allow)(scope, receive, send)
            return
        page = place.pages.get("GET" if method == "HEAD" else method)
        if page is None:
            raise HTTPException(405, headers=allow)
        answer = await page(Request(scope, receive, send), **parts)
        await answer(scope, receive, send)  # the gate leaves out the body where the method is HEAD


def _page(route: APIRoute) -> Page:
    asked = set(inspect.signature(route.endpoint).parameters)
    named = set(compile_path(route.path)[2])
    if asked != named | {"request"}:
        raise TypeError(f"{route.path}: a page takes the request and the parts of its address, and this one takes {sorted(asked)}.")
    if inspect.iscoroutinefunction(route.endpoint):
        return route.endpoint

    async def page(request: Request, **parts: str) -> Response:
        return await run_in_threadpool(route.endpoint, request, **parts)

    return page
