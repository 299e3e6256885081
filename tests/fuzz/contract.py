"""What every address of the app may answer, as an OpenAPI document. It is made from the table of addresses and never served."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from tests.fuzz.forms import Asks

from unspiral.doors.web.table import Table

WHY = {
    200: "the page",
    201: "kept",
    202: "taken",
    204: "done, and nothing to show",
    303: "look at another page",
    304: "the browser has it",
    400: "not understood",
    403: "not from our own page, or a wrong secret",
    404: "no such page or entry",
    405: "not by this method",
    408: "too slow",
    409: "another entry has this key, or there is no room to hold what came to a closed file",
    410: "too late",
    413: "too much",
    414: "address too long",
    415: "not a form",
    422: "a field needs to be mended",
    429: "wait",
    431: "headers too large",
    503: "the file cannot be used at present",
    507: "the disk is full",
}
# The gate may answer these to anything.
ALWAYS = {400, 403, 405, 414, 431}
SEEN = ALWAYS | {200, 303, 404, 503}
SENT = ALWAYS | {200, 303, 404, 408, 409, 413, 415, 422, 429, 503, 507}
# What single addresses may answer besides.
MORE: dict[tuple[str, str], set[int]] = {("GET", "/static/{name}"): {304}}
NOWHERE = ALWAYS | {404}
# Whatever else happens: an answer of this kind is a fault when nothing is wrong with the disk.
NEVER = range(500, 600)


def statuses(table: Table, method: str, path: str) -> set[int]:
    """The statuses that are documented for a request.

    Args:
        table: of the app.
        method: of the request.
        path: of the request, decoded.
    """
    found = table.find(path)
    if found is None:
        return NOWHERE | {413, 408}
    place = found[0]
    if method == "OPTIONS":
        return ALWAYS | {204}
    asked = "GET" if method == "HEAD" else method
    if asked not in place.pages:
        return ALWAYS
    return (SEEN if asked == "GET" else SENT) | MORE.get((asked, place.path), set())


def document(table: Table, forms: Mapping[tuple[str, str], Asks]) -> dict[str, Any]:
    """The app as an OpenAPI 3.0 document.

    Args:
        table: of the app.
        forms: what its pages ask for, by method and address.
    """
    paths: dict[str, Any] = {}
    for path, place in table.places.items():
        parts = [{"name": name, "in": "path", "required": True, "schema": {"type": "string"}} for name in re.findall(r"{(\w+)", path)]
        paths[path] = {}
        for method in place.pages:
            answers = {str(status): {"description": WHY[status]} for status in sorted(statuses(table, method, _example(path)))}
            operation: dict[str, Any] = {"parameters": parts, "responses": answers}
            asks = next((asks for (said, action), asks in forms.items() if said == method and place.pattern.match(action)), None)
            if method == "GET" and asks is not None:
                operation["parameters"] = [*parts, *({"name": name, "in": "query", "schema": _schema(asks, name)} for name in asks.fields)]
            elif method != "GET":
                fields = {} if asks is None else {name: _schema(asks, name) for name in asks.fields}
                kind = "multipart/form-data" if asks is not None and asks.files else "application/x-www-form-urlencoded"
                operation["requestBody"] = {"content": {kind: {"schema": {"type": "object", "properties": fields}}}}
            paths[path][method.lower()] = operation
    return {"openapi": "3.0.3", "info": {"title": "unspiral", "version": "1"}, "paths": paths}


def _schema(asks: Asks, name: str) -> dict[str, Any]:
    offered = [value for value in asks.fields[name] if value]
    told = {"type": "string", "enum": offered} if len(offered) > 1 else {"type": "string"}
    return {"anyOf": [told, {"type": "string"}]}


def _example(path: str) -> str:
    return re.sub(r"{[^}]*}", "x", path)
