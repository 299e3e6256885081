"""Texts as FHIR can hold them, and beside them exactly as they were given.

A FHIR string is not empty, has no control characters and should not begin or end with a space. Diaries hold what people typed. So a text
that FHIR cannot hold is written in a readable form, and an extension carries the exact one, as a JSON string. Nothing is lost.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from unspiral.measure.exports.fhir_names import AS_GIVEN, Json

LONGEST = 150_000
"""Characters in one FHIR string; even escaped they stay below its limit of 1 MB."""

# Control characters, every white space but the four plain ones, halves of characters, and the two that no text has.
_ODD = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000\ufeff\ud800-\udfff\ufffe\uffff]")
_WHITE = re.compile("[\x0b\x0c\x1c-\x1f\x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]")
# Where two halves meet by chance, a JSON reader would take them for one character.
_HALVES = re.compile("(?<=[\ud800-\udbff])(?=[\udc00-\udfff])")
_CODE = re.compile(r"[^\s]+( [^\s]+)*")


def holds(text: str) -> bool:
    """Whether a FHIR string can hold this text exactly."""
    return bool(text) and len(text) <= LONGEST and text == text.strip() and _ODD.search(text) is None


def is_code(text: str) -> bool:
    """Whether a FHIR code can hold this text exactly."""
    return len(text) <= 200 and holds(text) and _CODE.fullmatch(text) is not None


def readable(text: str) -> str:
    """The nearest text that a FHIR string can hold; "" where there is none."""
    return _ODD.sub("\ufffd", _WHITE.sub(" ", text[:LONGEST])).strip()


def escaped(text: str) -> str:
    """A text as a JSON string of plain ASCII letters, which a FHIR string holds whatever is in it."""
    return json.dumps(text)


def extension(url: str, text: str) -> list[Json]:
    """An extension with a text; more than one with the same address where the text is long.

    Source: tests/measure/exports/test_fhir_text.py
    """
    if holds(text) and not text.startswith('"'):
        return [{"url": url, "valueString": text}]
    pieces = [part[i : i + LONGEST] for part in _HALVES.split(text) for i in range(0, len(part), LONGEST)] or [""]
    return [{"url": url, "valueString": escaped(piece)} for piece in pieces]


def extended(extensions: Iterable[Mapping[str, Any]], url: str) -> str | None:
    """What ``extension`` put there; None where nothing is."""
    texts = [found.get("valueString") for found in extensions if found.get("url") == url]
    return "".join(_told(text) for text in texts if isinstance(text, str)) if texts else None


def put(element: Json, name: str, text: str, *, shown: str | None = None) -> None:
    """Set a primitive of an element to a text, with the exact text beside it where FHIR's own form says less.

    Args:
        element: of a resource; changed.
        name: of the primitive, such as "authored".
        text: as it was given.
        shown: what FHIR shows of it; "" = nothing; None = the text itself, or its nearest readable form.
    """
    if shown is None:
        shown = text if holds(text) else readable(text)
    if shown:
        element[name] = shown
    if shown != text:
        element[f"_{name}"] = {"extension": extension(AS_GIVEN, text)}


def put_name(element: Json, name: str, text: str) -> None:
    """The same for a text that must be there and tell things apart: what FHIR cannot hold is shown escaped."""
    put(element, name, text, shown=text if holds(text) and not text.startswith('"') else escaped(text[:LONGEST]))


def first_text(extensions: Sequence[Mapping[str, Any]], url: str, otherwise: str) -> str:
    """The text of an extension, or another one where it is absent."""
    found = extended(extensions, url)
    return otherwise if found is None else found


def _told(text: str) -> str:
    if not text.startswith('"'):
        return text
    try:
        told = json.loads(text)
    except (ValueError, RecursionError):
        return text
    return told if isinstance(told, str) else text
